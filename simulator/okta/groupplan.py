"""What to send next for a pushed group, and why: pure, one case a rule.

Wizard apps read the group and put it back whole, twice: once as a rename with the members it has,
once with the new list. Catalogue apps patch the name, then the members in batches.
Source: okta-provisioning.md 2.14, 2.15, 2.21.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from simulator.events import JSON
from simulator.okta import texts
from simulator.okta.groupbody import Operations, batches
from simulator.okta.intents import (
    CreateGroup,
    DeleteGroup,
    FindGroup,
    PatchGroup,
    Purpose,
    ReadGroup,
    ReplaceGroup,
)
from simulator.okta.model import App, JobKind
from simulator.okta.planner import Done, Failure, Next, Plan
from simulator.okta.pushmodel import GroupOp, Member, imports_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWork:
    """What a group job is about. ``pushed`` is what the last push left, ``target_id`` the group."""

    op: GroupOp
    app: App
    name: str
    members: tuple[Member, ...] = ()
    pushed: tuple[str, ...] = ()
    target_id: str | None = None
    linked: bool = False

    def with_link(self) -> "GroupWork":
        """Return the same work for a group that was there before."""
        return replace(self, linked=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupKnown:
    """What the answers told so far. ``puts`` and ``patches`` count what was accepted."""

    searched: bool = False
    target_id: str | None = None
    created: bool = False
    found: bool = False
    ambiguous: bool = False
    stored: Mapping[str, JSON] | None = None
    puts: int = 0
    named: bool = False
    patches: int = 0
    deleted: bool = False


def plan_group(work: GroupWork, known: GroupKnown) -> Plan:
    """Decide the next request of a group job, or that it is over."""
    app = work.app
    if not app.provisions:
        told = "provisioning or the app was switched off meanwhile → nothing is sent"
        return Done("nothing", told, JobKind.GROUP_PUSH)
    if work.op is GroupOp.DELETE:
        return _delete(work, known)
    target = known.target_id or work.target_id
    if target is None:
        return _begin(work, known)
    if app.knobs.profile == "OIN":
        return _patched(work, known, target)
    return _put(work, known, target)


def _begin(work: GroupWork, known: GroupKnown) -> Plan:
    if work.op is not GroupOp.CREATE and work.op is not GroupOp.PUSH:
        told = "the group does not exist on the other side yet → its first push must come first"
        return Done("nothing", told, JobKind.GROUP_PUSH)
    if known.ambiguous:
        text = texts.more_than_one_group(work.name)
        return Failure(Purpose.GROUP_LOOKUP, text, text)
    if not imports_groups(work.app) and not known.searched:
        return Next(FindGroup(work.name), "Import Groups is off → look for the group by its name")
    why = "no group has this name" if known.searched else "no app group of this name is known"
    return Next(CreateGroup(), f"{why} → POST creates one")


def _delete(work: GroupWork, known: GroupKnown) -> Plan:
    if work.target_id is None:
        told = "the group was never made on the other side → nothing to delete"
        return Done("deleted", told, JobKind.GROUP_PUSH)
    if known.deleted:
        return Done("deleted", "the group is gone on the other side", JobKind.GROUP_PUSH)
    why = "unlinked with: delete the group in the target app → DELETE"
    return Next(DeleteGroup(work.target_id), why)


def _done(work: GroupWork, known: GroupKnown, target: str) -> Done:
    if known.created:
        return Done("created", "the group is pushed", JobKind.GROUP_PUSH, target)
    if known.found or work.op is GroupOp.LINK:
        return Done("linked", "the group is linked and pushed", JobKind.GROUP_PUSH, target)
    what = "renamed" if work.op is GroupOp.RENAME else "pushed"
    told = "2xx → the group counts as pushed; the members in the answer are not compared"
    return Done(what, told, JobKind.GROUP_PUSH, target)


def unchanged(work: GroupWork, known: GroupKnown) -> bool:
    """Whether a membership job has nothing to tell.

    A wizard app's group goes out again after a person came back, also if the list is the same:
    seen after a reassignment (2.4). Of catalogue apps that is not known.
    """
    if work.op is GroupOp.REFRESH and work.app.knobs.profile != "OIN":
        return False
    if work.op not in (GroupOp.CHANGE, GroupOp.REFRESH) or known.puts or known.named:
        return False
    return {each.id for each in work.members} == set(work.pushed)


# -- wizard apps: GET and PUT ----------------------------------------------------------------


def _rounds(work: GroupWork, known: GroupKnown) -> tuple[bool, ...]:
    """Return the PUTs of a job; true for the new list, false for the members it has."""
    if known.created or work.op is GroupOp.REFRESH:
        return (True,)
    if work.op is GroupOp.RENAME:
        return (False,)
    return (True,) if work.app.knobs.group_put_pairs == 1 else (False, True)


def _put(work: GroupWork, known: GroupKnown, target: str) -> Plan:
    if unchanged(work, known) and not known.stored and not known.created:
        told = "the members with an account are those pushed last → nothing is sent"
        return Done("nothing", told, JobKind.GROUP_PUSH)
    rounds = _rounds(work, known)
    if known.puts == len(rounds):
        return _done(work, known, target)
    if known.stored is None:
        why = "read the group first: this kind of app replaces whole groups"
        return Next(ReadGroup(target), why)
    full = rounds[known.puts]
    why = (
        "the whole group goes back with the members that have an account"
        if full
        else "the group goes back under its Okta name with the members it has; the new list follows"
    )
    return Next(ReplaceGroup(target, known.stored, full), why)


# -- catalogue apps: PATCH -------------------------------------------------------------------


def operations(work: GroupWork, known: GroupKnown) -> tuple[Operations, ...]:
    """Return the membership PATCHes of a job, cut as the integration states (2.15)."""
    if work.op is GroupOp.RENAME:
        return ()
    whole = known.created or known.found or work.op not in (GroupOp.CHANGE, GroupOp.REFRESH)
    return batches(
        work.members,
        work.pushed,
        whole=whole,
        limit=work.app.knobs.group_patch_batch,
        pathless=work.app.knobs.oin_members_style == "pathless",
    )


def _patched(work: GroupWork, known: GroupKnown, target: str) -> Plan:
    if unchanged(work, known) and not known.created:
        told = "the members with an account are those pushed last → nothing is sent"
        return Done("nothing", told, JobKind.GROUP_PUSH)
    renames = work.app.knobs.rename_app_groups or known.created
    if renames and not known.named:
        why = "the name goes first, before every membership change"
        return Next(PatchGroup(target, Purpose.GROUP_NAME), why)
    parts = operations(work, known)
    if known.patches < len(parts):
        which = f" ({known.patches + 1} of {len(parts)})" if len(parts) > 1 else ""
        return Next(
            PatchGroup(target, Purpose.GROUP_MEMBERS, known.patches),
            f"PATCH of the members{which}",
        )
    return _done(work, known, target)


__all__ = ["GroupKnown", "GroupWork", "operations", "plan_group", "unchanged"]
