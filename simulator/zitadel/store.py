"""Read what ZITADEL stores; the one place both the SCIM side and the platform ask.

All reads are of the journal's own connection, so that they see what the running unit did. Only
what is shown of users may trail (zitadel-scim.md 7.7).
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

import orjson

from simulator.journal.behind import AtOnce, Connection
from simulator.zitadel.accounts import Accounts
from simulator.zitadel.context import Naming, Stream
from simulator.zitadel.lag import Reads, Trailing
from simulator.zitadel.mapping import external_id_key
from simulator.zitadel.model import (
    IGNORE_PASSWORD,
    PROVISIONING_DOMAIN,
    DomainPolicy,
    Human,
    PasswordPolicy,
)
from simulator.zitadel.projection import Account
from simulator.zitadel.refusals import refuse
from simulator.zitadel.representation import finish
from simulator.zitadel.stored import Organization, TokenHolder
from simulator.zitadel.tables import ACCOUNT, EXTERNAL_IDS, LOWER, account_of
from simulator.zitadel.text import from_bytes, lower
from simulator.zitadel.tokenholders import token_holder
from simulator.zitadel.view import ZitadelView

DOCUMENT = "u.scim"
"""The SQL of what a user shows where users do not show their groups."""


@cache
def _read(document: str) -> str:
    return f"SELECT {document} FROM zitadel_user u WHERE u.id=? AND u.org_id=?"


class _HasConnection(Protocol):
    @property
    def db(self) -> Connection: ...


class ZitadelStore:
    """Reads over the journal's connection."""

    def __init__(
        self,
        journal: _HasConnection,
        *,
        seen: Trailing | None = None,
        accounts: Accounts | None = None,
    ) -> None:
        self._journal = journal
        self._seen = seen
        self._accounts = accounts or Accounts()

    @property
    def db(self) -> Connection:
        """The connection, for queries of one's own."""
        return self._journal.db

    @property
    def seen(self) -> Reads:
        """What is asked about users that are shown: the connection, or what trails it."""
        seen = self._seen
        return self._journal.db if seen is None or not seen.ms else seen

    @property
    def _trails(self) -> bool:
        return self._seen is not None and self._seen.ms > 0

    def seen_by_name(self, name_key: str) -> Reads:
        """What is asked about users of one name; rows of others may still be to be written."""
        if self._trails or self._accounts.unwritten_name(name_key):
            return self.seen
        return self._at_once

    def named_lately(self, org_id: str, name_key: str) -> list[bytes] | None:
        """Return the documents of people of a name whose rows are still to be written.

        ``None`` if there are none such, or if only the rows can tell.
        """
        if self._trails or not self._accounts.unwritten_name(name_key):
            return None
        rows = self.db.at_once("SELECT id FROM zitadel_user WHERE name_key=?", (name_key,))
        return self._accounts.named(self.db, org_id, name_key, [row[0] for row in rows])

    @property
    def _at_once(self) -> Reads:
        return AtOnce(self._journal.db)

    def hidden(self, org_id: str, user_id: str) -> int:
        """Count the organization's users (or one) whose last change is not seen yet."""
        return 0 if self._seen is None else self._seen.hidden(org_id, user_id)

    # -- accounts ------------------------------------------------------------------------

    def account(self, user_id: str) -> Account | None:
        """Return any account of the instance."""
        row = self.db.execute(f"{ACCOUNT} WHERE id=?", (user_id,)).fetchone()
        return None if row is None else account_of(row)

    def human(self, org_id: str, user_id: str) -> Human | None:
        """Return a person's account of that organization, a removed one's too."""
        known = self._accounts.get(user_id)
        if known is not None:
            return known if known.org_id == org_id and known.type == "human" else None
        row = self.db.at_once(
            f"{ACCOUNT} WHERE id=? AND org_id=? AND type='human'", (user_id, org_id)
        ).fetchone()
        return None if row is None else account_of(row)

    def account_sequence(self, org_id: str, user_id: str) -> int | None:
        """Return the last number of any account of that organization."""
        row = self.db.execute(
            "SELECT sequence FROM zitadel_user WHERE id=? AND org_id=?", (user_id, org_id)
        ).fetchone()
        return None if row is None else int(row[0])

    def read(
        self,
        org_id: str,
        user_id: str,
        *,
        base: str,
        domain: str = "",
        document: str = DOCUMENT,
        naming: Callable[[str], Naming] | None = None,
    ) -> bytes:
        """Return the answer to a GET, line feed included (zitadel-scim.md 4.7, 6.3).

        ``document`` is the SQL of what a user shows; ``naming`` says what :meth:`naming` does,
        from memory.
        """
        if not domain and not self._trails and document == DOCUMENT:
            known = self._accounts.document(self.db, org_id, user_id)
            if known is not None:
                return finish(known, base=base) + b"\n"
        at_once = not self._trails and not self._accounts.unwritten(user_id)
        ask = self.db.at_once if at_once else self.seen.execute
        row = ask(_read(document), (user_id, org_id)).fetchone()
        if row is None or not (naming or self.naming)(org_id).exists:
            raise refuse("QUERY-Dfbg2")
        if row[0] is None:
            raise refuse("SCIM-USRT1")
        external_id = self.external_id(user_id, domain) if domain else None
        return finish(row[0], base=base, external_id=external_id) + b"\n"

    def external_id(self, user_id: str, domain: str) -> str:
        """Return the externalId a caller of that provisioning domain sees."""
        row = self.seen.execute(
            "SELECT value FROM zitadel_metadata WHERE user_id=? AND key=?",
            (user_id, external_id_key(domain)),
        ).fetchone()
        return "" if row is None else from_bytes(row[0])

    def metadata(self, user_id: str) -> dict[str, bytes]:
        """Return all metadata of an account."""
        rows = self.db.execute(
            "SELECT key,value FROM zitadel_metadata WHERE user_id=? ORDER BY key", (user_id,)
        )
        return dict(rows.fetchall())

    def name_taken(self, scope: str, user_name: str) -> bool:
        """Return whether the user name is taken in a scope (:meth:`naming` knows it)."""
        key = lower(user_name)
        ask = self.db.execute if self._accounts.unwritten_name(key) else self.db.at_once
        row = ask(
            "SELECT 1 FROM zitadel_user WHERE name_key=? AND name_scope=?", (key, scope)
        ).fetchone()
        if row is None and not user_name:
            row = self.db.execute("SELECT 1 FROM zitadel_name WHERE name_scope=?", (scope,))
            row = row.fetchone()
        return row is not None

    def count_humans(self, org_id: str) -> int:
        """Return how many people an organization has, without counting."""
        row = self.seen.execute(
            "SELECT humans FROM zitadel_count WHERE org_id=?", (org_id,)
        ).fetchone()
        return 0 if row is None else int(row[0])

    def count_users(self) -> int:
        """Return how many accounts the instance has, of all kinds, without counting them."""
        row = self.seen.execute(
            "SELECT coalesce(sum(humans+machines),0) FROM zitadel_count WHERE org_id NOT IN "
            "(SELECT id FROM zitadel_org WHERE state='removed')"
        ).fetchone()
        return int(row[0])

    # -- tokens and roles ----------------------------------------------------------------

    def token(self, token_hash: str) -> TokenHolder | None:
        """Return the token with that hash and whose it is."""
        return token_holder(self.db, token_hash)

    def roles(self, user_id: str) -> dict[str, frozenset[str]]:
        """Return the role names per organization, the instance's under ``""``."""
        found: dict[str, frozenset[str]] = {}
        for org_id, roles in self.db.execute(
            "SELECT org_id,roles FROM zitadel_member WHERE user_id=?", (user_id,)
        ):
            found[org_id] = found.get(org_id, frozenset()) | frozenset(orjson.loads(roles))
        return found

    def membership_streams(self, user_id: str) -> Sequence[Stream]:
        """Return the organizations, the instance on which an account has a role, its groups."""
        rows = self.db.execute(
            "SELECT 'org',o.id,o.id,o.last_sequence FROM zitadel_member m JOIN zitadel_org o "
            "ON o.id=m.org_id WHERE m.user_id=? AND m.project_id='' UNION ALL "
            "SELECT 'instance',i.id,i.id,i.last_sequence FROM zitadel_member m, zitadel_instance i "
            "WHERE m.user_id=? AND m.org_id='' UNION ALL "
            "SELECT 'group',g.id,g.org_id,g.last_sequence FROM zitadel_group_member m "
            "JOIN zitadel_group g ON g.id=m.group_id WHERE m.user_id=?",
            (user_id, user_id, user_id),
        )
        return [Stream(*row) for row in rows]

    # -- organizations and settings ------------------------------------------------------

    def org(self, org_id: str) -> Organization | None:
        """Return an organization, a removed one too."""
        row = self.db.execute(
            "SELECT id,name,state,primary_domain,created,changed,sequence,last_sequence "
            "FROM zitadel_org WHERE id=?",
            (org_id,),
        ).fetchone()
        return None if row is None else Organization(*row)

    def org_exists(self, org_id: str) -> bool:
        """Return whether an organization is there and not removed."""
        row = self.db.execute(
            "SELECT 1 FROM zitadel_org WHERE id=? AND state<>'removed'", (org_id,)
        ).fetchone()
        return row is not None

    def domain_owner(self, domain: str) -> str | None:
        """Return the organization that verified a domain."""
        row = self.db.execute(
            "SELECT org_id FROM zitadel_domain WHERE domain=? AND verified", (domain,)
        ).fetchone()
        return None if row is None else str(row[0])

    def setting(self, org_id: str, name: str) -> dict[str, object] | None:
        """Return an organization's setting, else the instance's."""
        row = self.db.execute(
            "SELECT doc FROM zitadel_setting WHERE org_id IN (?,'') AND name=? "
            "ORDER BY org_id DESC LIMIT 1",
            (org_id, name),
        ).fetchone()
        return None if row is None else orjson.loads(row[0])

    def password_policy(self, org_id: str) -> PasswordPolicy:
        """Return the organization's policy, else the instance's, else the default."""
        doc = self.setting(org_id, "password_complexity")
        if doc is None:
            return PasswordPolicy()
        length = doc.get("minLength", 0)
        return PasswordPolicy(
            min_length=length if isinstance(length, int) else 0,
            lower=bool(doc.get("hasLowercase")),
            upper=bool(doc.get("hasUppercase")),
            number=bool(doc.get("hasNumber")),
            symbol=bool(doc.get("hasSymbol")),
        )

    def domain_policy(self, org_id: str) -> DomainPolicy:
        """Return the organization's policy, else the instance's, else the default."""
        doc = self.setting(org_id, "domain") or {}
        return DomainPolicy(login_must_be_domain=bool(doc.get("userLoginMustBeDomain")))

    def naming(self, org_id: str) -> Naming:
        """Return the organization's rules for user names."""
        row = self.db.execute(
            "SELECT state<>'removed',login_must_be_domain,name_scope FROM zitadel_org WHERE id=?",
            (org_id,),
        ).fetchone()
        return Naming(bool(row[0]), bool(row[1]), row[2]) if row else Naming(False, False, "")


__all__ = [
    "DOCUMENT",
    "EXTERNAL_IDS",
    "IGNORE_PASSWORD",
    "LOWER",
    "PROVISIONING_DOMAIN",
    "Organization",
    "TokenHolder",
    "ZitadelStore",
    "ZitadelView",
]
