"""Deactivate, reactivate, lock, unlock and delete, in both versions.

The rules are one table; the versions differ in their error ids only. Source:
zitadel-platform.md 5.3.
"""

from dataclasses import dataclass

from simulator.events import JSON
from simulator.zitadel.platform import details
from simulator.zitadel.platform import messages_user as messages
from simulator.zitadel.platform.calls import AUTHENTICATED, Call, Handler, Rpc
from simulator.zitadel.platform.descriptors import NAME, Message, text
from simulator.zitadel.platform.errors import ApiError, not_found, precondition
from simulator.zitadel.platform.events import Draft
from simulator.zitadel.platform.members import cascade_drafts
from simulator.zitadel.platform.rows import UserRow

UNKNOWN = "User could not be found"
INITIAL = "User with state initial can only be deleted not deactivated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A change of state: from which states, what else is said, and the ids of both versions."""

    name: str
    event: str
    allowed: tuple[str, ...]
    refusal: str
    unknown: tuple[str, str]
    wrong: tuple[str, str]


TRANSITIONS = (
    Transition(
        name="Deactivate",
        event="user.deactivated",
        allowed=("active", "locked"),
        refusal="User already inactive",
        unknown=("COMMAND-5gp2p62iin", "COMMAND-3M9ds"),
        wrong=("COMMAND-5gunjw0cd7", "COMMAND-5M0sf"),
    ),
    Transition(
        name="Reactivate",
        event="user.reactivated",
        allowed=("inactive",),
        refusal="User is not inactive",
        unknown=("COMMAND-9hy5kzbuk6", "COMMAND-4M0sd"),
        wrong=("COMMAND-s5qqcz97hf", "COMMAND-6M0sf"),
    ),
    Transition(
        name="Lock",
        event="user.locked",
        allowed=("active", "initial"),
        refusal="User is not active or initial",
        unknown=("COMMAND-450yxuqrh1", "COMMAND-5M9fs"),
        wrong=("COMMAND-lgws8wtsqf", "COMMAND-3NN8v"),
    ),
    Transition(
        name="Unlock",
        event="user.unlocked",
        allowed=("locked",),
        refusal="User is not locked",
        unknown=("COMMAND-x377t913pw", "COMMAND-M0dos"),
        wrong=("COMMAND-olb9vb0oca", "COMMAND-4M0ds"),
    ),
)


def refusal(transition: Transition, state: str, version: int) -> ApiError | None:
    """Return why a transition is refused from a state, or ``None``; version is 2 or 1."""
    index = 0 if version == 2 else 1
    if transition.name == "Deactivate" and state == "initial":
        if version == 2:
            return precondition(INITIAL, "COMMAND-gvx4kct9r2")
        return not_found(INITIAL, "COMMAND-ke0fw")
    if state not in transition.allowed:
        return precondition(transition.refusal, transition.wrong[index])
    return None


def _handler(transition: Transition, version: int) -> Handler:
    def handle(call: Call) -> JSON:
        user = _user(call, version, transition.unknown)
        error = refusal(transition, user.state, version)
        if error is not None:
            raise error
        if version == 2:
            call.permit("user.write", user.org_id, own=user.id)
        written = call.push([Draft(user.aggregate, transition.event)])
        return {"details": details.changed(written)}

    return handle


def _user(call: Call, version: int, unknown: tuple[str, str]) -> UserRow:
    if version == 2:
        user = call.state.user(call.request["userId"])
        error_id = unknown[0]
    else:
        user = call.state.user(call.request["id"])
        error_id = unknown[1]
        if user is not None and user.org_id != call.org_id:
            user = None
    if user is None:
        raise not_found(UNKNOWN, error_id)
    return user


def _delete(call: Call) -> JSON:
    user = _user(call, 2, ("COMMAND-bd4ir1mblj", ""))
    if not (user.id == call.caller.user_id and call.has("user.self.delete", user.org_id)):
        call.permit("user.delete", user.org_id)
    return _removed(call, user)


def _delete_v1(call: Call) -> JSON:
    return _removed(call, _user(call, 1, ("", "COMMAND-m9od")))


def _removed(call: Call, user: UserRow) -> JSON:
    drafts = [Draft(user.aggregate, "user.removed"), *cascade_drafts(call, user.id)]
    written = call.push(drafts)
    return {"details": details.changed(written)}


def _by_id_v1(name: str) -> Message:
    return Message("zitadel.management.v1", name, text("id", NAME))


def _rpcs() -> list[Rpc]:
    found: list[Rpc] = []
    for transition in TRANSITIONS:
        verb = transition.name.lower()
        found.append(
            Rpc(
                name=f"zitadel.user.v2.UserService/{transition.name}User",
                message=messages.by_id(f"{transition.name}UserRequest"),
                handler=_handler(transition, 2),
                permission=AUTHENTICATED,
                writes=True,
                rest=(f"POST /v2/users/{{userId}}/{verb}",),
            )
        )
        found.append(
            Rpc(
                name=f"zitadel.management.v1.ManagementService/{transition.name}User",
                message=_by_id_v1(f"{transition.name}UserRequest"),
                handler=_handler(transition, 1),
                permission="user.write",
                writes=True,
                rest=(f"POST /management/v1/users/{{id}}/_{verb}",),
                connect=False,
            )
        )
    return found


RPCS = (
    *_rpcs(),
    Rpc(
        name="zitadel.user.v2.UserService/DeleteUser",
        message=messages.by_id("DeleteUserRequest"),
        handler=_delete,
        writes=True,
        rest=("DELETE /v2/users/{userId}",),
    ),
    Rpc(
        name="zitadel.management.v1.ManagementService/RemoveUser",
        message=_by_id_v1("RemoveUserRequest"),
        handler=_delete_v1,
        permission="user.delete",
        writes=True,
        rest=("DELETE /management/v1/users/{id}",),
        connect=False,
    ),
)

__all__ = ["RPCS", "TRANSITIONS", "Transition", "refusal"]
