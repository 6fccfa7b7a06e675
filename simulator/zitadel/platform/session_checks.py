"""What a session is told to check: who, and the password. Source: zitadel-platform.md 5.6, 7.8."""

from dataclasses import dataclass

from simulator.events import JSON
from simulator.journal.linked import linked
from simulator.zitadel.hashing import verify_secret
from simulator.zitadel.platform.calls import Call
from simulator.zitadel.platform.errors import ApiError, Gap, not_found, precondition
from simulator.zitadel.platform.events import Aggregate, Draft
from simulator.zitadel.platform.policy_kinds import LOCKOUT
from simulator.zitadel.platform.protojson import Request, timestamp
from simulator.zitadel.platform.rows import UserRow
from simulator.zitadel.platform.users_read import UNKNOWN, by_login_name

_FAILED = "zitadel.user.human.password.check.failed"
_RESETS = (
    "zitadel.user.human.password.check.succeeded",
    "zitadel.user.human.password.changed",
    "zitadel.user.unlocked",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The events of passed checks, and whom the session is about."""

    drafts: list[Draft]
    user: UserRow | None


def check(call: Call, session: Aggregate, known_user: str) -> Checked:
    """Do the checks in the product's order; ``known_user`` is whom the session knows already."""
    for name in call.request.get("challenges", {}):
        raise Gap(f"zitadel.session-challenge.{name}")
    checks: Request = call.request.get("checks", {})
    for name in ("webAuthN", "idpIntent", "totp", "otpSms", "otpEmail", "recoveryCode"):
        if name in checks:
            raise Gap(f"zitadel.session-check.{name}")
    drafts: list[Draft] = []
    user = call.state.user(known_user) if known_user else None
    if "user" in checks:
        user = _user(call, checks["user"])
        if known_user not in ("", user.id):
            raise ApiError(3, "user change not possible", "")
        payload = {
            "userID": user.id,
            "userResourceOwner": user.org_id,
            "checkedAt": timestamp(call.at - 2),
        }
        drafts.append(Draft(session, "session.user.checked", payload))
    if "password" in checks:
        drafts += _password(call, session, user, checks["password"].get("password", ""))
    return Checked(drafts, user)


def _user(call: Call, wanted: Request) -> UserRow:
    if "userId" in wanted:
        user = call.state.user(wanted["userId"])
        if user is None:
            raise not_found(*UNKNOWN)
    else:
        user = by_login_name(call, wanted.get("loginName", ""))
    if user.state not in ("active", "initial"):
        raise precondition("Errors.User.NotActive", "SESSION-Gj4ko")
    return user


def _password(call: Call, session: Aggregate, user: UserRow | None, password: str) -> list[Draft]:
    if user is None:
        raise precondition("User ID missing", "COMMAND-Sfw3f")
    if user.state == "locked":
        raise precondition("User is locked", "COMMAND-JLK35")
    hashed = str(user.doc.get("encodedHash", ""))
    if not hashed:
        raise precondition("User has not set a password", "COMMAND-3nJ4t")
    if not verify_secret(password, hashed):
        call.aftermath.append(Draft(user.aggregate, "user.human.password.check.failed"))
        attempts = failed_attempts(call, user.id) + 1
        policy = call.state.policy(user.org_id, LOCKOUT)
        most = policy.doc.get("maxPasswordAttempts") if policy is not None else 0
        if most and attempts >= most:
            call.aftermath.append(Draft(user.aggregate, "user.locked"))
        raise ApiError(3, "Password is invalid", "COMMAND-3M0fs", failed_attempts=attempts)
    payload: dict[str, JSON] = {"checkedAt": timestamp(call.at - 1)}
    return [
        Draft(user.aggregate, "user.human.password.check.succeeded"),
        Draft(session, "session.password.checked", payload),
    ]


def failed_attempts(call: Call, user_id: str) -> int:
    """Count wrong passwords since the last right one."""
    marks = ",".join("?" * len(_RESETS))
    sql = (
        f"SELECT count(*) FROM record WHERE seq IN ({linked('user')}) AND kind=? AND seq>coalesce("
        f"(SELECT max(seq) FROM record WHERE seq IN ({linked('user')}) AND kind IN ({marks})),0)"
    )
    row = call.state.db.execute(sql, (user_id, _FAILED, user_id, *_RESETS)).fetchone()
    return int(row[0])


__all__ = ["Checked", "check", "failed_attempts"]
