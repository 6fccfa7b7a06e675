"""Give service accounts tokens and secrets whose text somebody else has chosen.

ZITADEL makes every token and secret itself, so no endpoint and no verb reaches this; a world that
starts from a file does it, as the first start does its own. The journal keeps hashes. Source:
zitadel-platform.md 2.2, 2.3, 8.4; field-cases.md F41.
"""

from simulator.errors import UsageError
from simulator.ids import Ids
from simulator.journal.writer import Journal
from simulator.zitadel.hashing import SECRET_COST, hash_secret, token_hash
from simulator.zitadel.platform.bootstrap import write_as_owner
from simulator.zitadel.platform.events import Draft
from simulator.zitadel.platform.pats import NEVER, pat_draft_for
from simulator.zitadel.platform.state import State


class Handout:
    """Write into the journal what the API does not take."""

    def __init__(self, *, journal: Journal, ids: Ids) -> None:
        self._journal = journal
        self._ids = ids
        self._state = State(journal.db)

    async def give(self, user_id: str, *, token: str | None, client_secret: str | None) -> None:
        """Give a service account a token, a client secret, or both; they never expire.

        Raises :class:`UsageError` if there is no such account or the token is somebody's already.
        """
        user = self._state.user(user_id)
        if user is None or user.human:
            raise UsageError(f"ZITADEL has no service account {user_id}.")
        drafts = []
        if token is not None:
            if self._state.tokens("hash=?", (token_hash(token),)):
                raise UsageError(f"The token of {user.user_name} is in use.", "Choose another one.")
            drafts.append(pat_draft_for(user.aggregate, self._ids.zitadel(), token, NEVER))
        if client_secret is not None:
            salt = self._ids.rng("zitadel/salt").randbytes(16)
            hashed = hash_secret(client_secret, cost=SECRET_COST, salt=salt)
            payload = {"hashedSecret": hashed}
            drafts.append(Draft(user.aggregate, "user.machine.secret.set", payload))
        write_as_owner(self._journal, drafts)
        await self._journal.committed()


__all__ = ["Handout"]
