"""Which trigger gives which file, under AIW and under OIN, and how sure that is.

Names of triggers are those of okta-provisioning.md 2.1. ``NOTHING`` is nothing at all.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tests.golden_okta import groups, others, people
from tests.golden_okta.lab import GoldenLab

FILES = Path(__file__).parent / "files"
NOTHING = ""
DOCUMENTED, OBSERVED, INFERRED = "documented", "observed", "inferred"


@dataclass(frozen=True, slots=True)
class Row:
    """One trigger: what is done, the file each kind of app sends, section and certainty."""

    trigger: str
    do: Callable[[GoldenLab], Awaitable[None]]
    aiw: str
    oin: str
    section: str
    sure: str

    @property
    def name(self) -> str:
        """What the test is called."""
        return f"{self.trigger} {self.do.__name__} ({self.sure})"


def _row(
    trigger: str,
    do: Callable[[GoldenLab], Awaitable[None]],
    section: str,
    sure: str,
    *,
    differs: bool = False,
    sent: bool = True,
) -> Row:
    """Make a row; the file is named after the sequence, ``.aiw`` and ``.oin`` where they differ."""
    name = do.__name__.replace("_", "-")
    if not sent:
        return Row(trigger, do, NOTHING, NOTHING, section, sure)
    if differs:
        return Row(trigger, do, f"{name}.aiw.http", f"{name}.oin.http", section, sure)
    return Row(trigger, do, f"{name}.http", f"{name}.http", section, sure)


PEOPLE = (
    _row("T1", people.connector_tested, "1.3", OBSERVED),
    _row("T2", people.integration_saved, "1.3", OBSERVED),
    _row("T3", people.to_app_saved_with_groups, "1.3", OBSERVED),
    _row("T3b", people.to_app_saved, "1.3", OBSERVED),
    _row("T4", people.assign_new, "2.2", OBSERVED),
    _row("T4", people.assign_without_create, "2.21", DOCUMENTED),
    _row("T4", people.assign_all_off, "1.4", OBSERVED, sent=False),
    _row("T5", people.assign_active, "2.3", OBSERVED),
    _row("T5", people.assign_active_without_update, "2.3", DOCUMENTED),
    _row("T5", people.assign_several, "2.3", DOCUMENTED),
    _row("T5", people.assign_several_first, "2.3", INFERRED),
    _row("T6", people.assign_inactive, "2.4", OBSERVED, differs=True),
    _row("T6", people.assign_inactive_without_deactivate, "1.4", OBSERVED),
    _row("T7", people.assign_group, "2.10", DOCUMENTED),
    _row("T8", people.join_assigned_group, "2.10", DOCUMENTED),
    _row("T9", people.profile_update, "2.5", OBSERVED),
    _row("T9", people.profile_update_gone, "2.5", OBSERVED),
    _row("T10", people.edit_assignment, "2.1", DOCUMENTED),
    _row("T10", people.rename_on_assignment, "2.5", INFERRED),
    _row("T10", people.rename_on_assignment_recreates, "2.5", OBSERVED, differs=True),
    _row("T12", people.login_change, "2.1", INFERRED),
    _row("T13", people.unassign, "2.6", OBSERVED, differs=True),
    _row("T13", people.unassign_gone, "2.6", OBSERVED, differs=True),
    _row("T13", people.unassign_without_deactivate, "2.6", OBSERVED, sent=False),
    _row("T14", people.leave_assigned_group, "2.10", DOCUMENTED, differs=True),
    _row("T14", people.leave_one_of_two_groups, "1.7", INFERRED, sent=False),
    _row("T15", people.unassign_group, "2.10", DOCUMENTED, differs=True),
    _row("T16", people.suspend, "2.7", DOCUMENTED, sent=False),
    _row("T17", people.deactivate, "2.8", DOCUMENTED, differs=True),
    _row("T18", people.reactivate_through_group, "2.8", OBSERVED, differs=True),
    _row("T19", people.reactivate_direct, "2.8", DOCUMENTED, sent=False),
    _row("T20", people.reassign, "2.4", OBSERVED, differs=True),
    _row("T21", people.delete_deactivated, "2.7", DOCUMENTED, sent=False),
    _row("T21", people.delete_active, "2.7", DOCUMENTED, differs=True),
    _row("T23", people.create_turned_on_later, "2.13", OBSERVED, sent=False),
    _row("T23", people.provision_user, "2.13", OBSERVED),
    _row("T24", people.retry_create, "2.11", OBSERVED),
    _row("T24", people.retry_profile, "2.11", OBSERVED),
    _row("T24", people.retry_deactivation, "2.11", OBSERVED, differs=True),
    _row("T24", people.throttled_with_seconds, "3.3", DOCUMENTED),
    _row("T25", people.force_sync_unchanged, "2.12", OBSERVED, sent=False),
    _row("T25", people.force_sync_changed, "2.12", DOCUMENTED),
    _row("T26/T27", people.app_inactive, "2.1", DOCUMENTED, sent=False),
    _row("T29", people.provisioning_off, "2.1", DOCUMENTED, sent=False),
)

GROUPS = (
    _row("T4", groups.assign_member_of_pushed_group, "2.2", OBSERVED, differs=True),
    _row("T13", groups.unassign_member_of_pushed_group, "2.6", OBSERVED, differs=True),
    _row("T14", groups.leave_assigned_and_pushed_group, "2.10", INFERRED, differs=True),
    _row("T18", groups.reactivate_member, "2.8", OBSERVED, differs=True),
    _row("T18", groups.reactivate_member_without_repush, "2.8", DOCUMENTED, differs=True),
    _row("T20", groups.reassign_member_of_pushed_group, "2.4", OBSERVED, differs=True),
    _row("T32", groups.push_group_new, "2.14", OBSERVED, differs=True),
    _row("T32", groups.push_group_new_import_groups, "2.14", OBSERVED, differs=True),
    _row("T32", groups.push_group_empty, "2.14", OBSERVED, differs=True),
    _row("T32", groups.push_group_found, "2.14", INFERRED, differs=True),
    _row("T33", groups.link_group, "2.15", OBSERVED, differs=True),
    _row("T33", groups.link_group_without_rename, "1.8", DOCUMENTED, differs=True),
    _row("T34", groups.push_now, "2.15", OBSERVED, differs=True),
    _row("T34", groups.push_now_one_pair, "2.15", OBSERVED, differs=True),
    _row("T34", groups.push_now_empty, "2.15", OBSERVED, differs=True),
    _row("T34", groups.push_now_in_batches, "2.15", INFERRED, differs=True),
    _row("T34", groups.group_gone, "2.15", OBSERVED, differs=True),
    _row("T35", groups.member_added, "2.15", OBSERVED, differs=True),
    _row("T35", groups.member_removed, "2.15", OBSERVED, differs=True),
    _row("T35", groups.member_removed_pathless, "2.15", OBSERVED, differs=True),
    _row("T35", groups.members_swapped, "2.22", OBSERVED, differs=True),
    _row("T35", groups.member_without_account, "2.14", DOCUMENTED, sent=False),
    _row("T36", groups.rename_group, "2.15", DOCUMENTED, differs=True),
    _row("T36", groups.rename_group_setting_off, "1.8", DOCUMENTED, sent=False),
    _row("T37", groups.unlink_and_delete, "2.22", DOCUMENTED),
    _row("T38", groups.unlink_and_leave, "1.8", DOCUMENTED, sent=False),
    _row("T39", groups.deactivate_push, "1.8", DOCUMENTED, sent=False),
    _row("T40", groups.activate_push, "1.8", DOCUMENTED, differs=True),
    _row("1.8", groups.push_by_rule, "1.8", DOCUMENTED, differs=True),
    _row("T41", groups.delete_rule_with_groups, "1.8", DOCUMENTED),
    _row("T42", groups.refresh_app_groups, "1.8", OBSERVED),
)

OTHERS = (
    _row("T9", others.profile_cleared, "2.5", INFERRED),
    _row("T9", others.profile_update_newer_wizard, "2.5", INFERRED),
    _row("T9", others.profile_cleared_newer_wizard, "2.5", INFERRED),
    _row("T11", others.group_attribute_changed, "2.1", DOCUMENTED),
    _row("T12", others.login_change_create_only, "1.1", DOCUMENTED, sent=False),
    _row("T12", others.login_change_update_now, "1.1", DOCUMENTED),
    _row("T22", others.password_changed, "2.9", INFERRED, differs=True),
    _row("T22", others.password_changed_random, "1.4", INFERRED, sent=False),
    _row("T22", others.password_changed_not_synced, "1.4", DOCUMENTED, sent=False),
    _row("T4", others.assign_with_synced_password, "2.2", DOCUMENTED),
    _row("T30", others.import_now, "2.16", OBSERVED),
    _row("T30", others.import_now_with_groups, "2.16", OBSERVED),
    _row("T30", others.import_throttled, "2.21", DOCUMENTED),
    _row("T31", others.confirm_imported, "2.16", OBSERVED, sent=False),
    _row("T9", others.change_after_confirmation, "6.2", INFERRED),
    _row("1.1", others.broker_mode, "1.1", DOCUMENTED, sent=False),
)

ROWS: tuple[Row, ...] = PEOPLE + GROUPS + OTHERS

__all__ = ["FILES", "NOTHING", "ROWS", "Row"]
