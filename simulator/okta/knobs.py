"""The ways in which tenants and kinds of apps differ, as settings with Okta's usual value.

Source: okta-provisioning.md 12 (list), 0.3 (the two client profiles and the newer wizard).
"""

from dataclasses import dataclass, fields, replace
from difflib import get_close_matches

from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.refusals import gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """Settings of one app that decide what its requests look like.

    Names are those of the list in the source; what stands there and not here is a known gap.
    """

    profile: str = "AIW"
    preset: str = ""
    user_update_method: str = "PUT"
    apply_on: str = "create_and_update"
    username_format: str = "okta_username"
    username_expression: str = ""
    username_update: str = "create_and_update"
    exclude_username_updates: bool = False
    header_auth: str = "bearer"
    space_as_plus: bool = False
    post_password: str = "random"
    password_seed: str = "okta"
    enterprise_urn: str = "with_value"
    cleared_values: str = "empty"
    synthesize_display_name_locale: bool = False
    echo_groups: str = "echo"
    deactivate_overlays_profile: bool = False
    lookup_before_deactivate: bool = False
    assignment_username_edit: str = "update"
    copy_remote_profile: bool = False
    multi_match: str = "error"
    long_ids: str = "error"
    link_kept_after_failed_reactivation: bool = False
    json_error_style: str = "reader"
    retry_create_after_timeout: bool = False
    rate_limit_mode: str = "modern"
    rate_limit_scope: str = "job"
    max_parallel: int = 0
    oauth_grant: str = "client_credentials"
    oauth_client_auth: str = "body"
    import_user_schema: bool = False
    import_groups_box: str = "present"
    rename_app_groups: bool = True
    group_post_members: str = "by_profile"
    group_put_pairs: int = 2
    group_patch_batch: int = 100
    oin_members_style: str = "path"
    group_repush_after_reactivation: bool = True
    link_merges_remote_members: bool = True
    unassign_updates_groups: bool = False
    group_push_retries: int = 3
    group_push_tasks: str = "one"
    log_mapping_target: bool = False
    delay_scale: float = 1.0
    chaos: str = "off"

    @property
    def patches_active(self) -> bool:
        """Whether accounts are switched on and off by PATCH (0.3)."""
        return self.profile == "OIN"

    @property
    def patches_profile(self) -> bool:
        """Whether profile updates go out as one PATCH (2.5)."""
        return self.user_update_method == "PATCH"


CHOICES: dict[str, tuple[str, ...]] = {
    "profile": ("AIW", "OIN"),
    "preset": ("", "OIW"),
    "user_update_method": ("PUT", "PATCH"),
    "apply_on": ("create", "create_and_update"),
    "username_format": ("okta_username", "email", "okta_username_prefix", "email_prefix", "custom"),
    "username_update": ("create_and_update", "create_only"),
    "header_auth": ("bearer", "plain"),
    "post_password": ("random", "policy", "none"),
    "password_seed": ("okta", "random"),
    "enterprise_urn": ("with_value", "always"),
    "cleared_values": ("empty", "null", "omitted"),
    "echo_groups": ("echo", "empty"),
    "assignment_username_edit": ("update", "recreate"),
    "multi_match": ("error", "first"),
    "long_ids": ("error", "link"),
    "json_error_style": ("reader", "redacted"),
    "rate_limit_mode": ("modern", "legacy"),
    "rate_limit_scope": ("job", "app"),
    "oauth_grant": ("client_credentials", "authorization_code"),
    "oauth_client_auth": ("body", "basic"),
    "import_groups_box": ("present", "absent"),
    "group_post_members": ("by_profile", "current", "empty"),
    "group_push_tasks": ("one", "each"),
    "oin_members_style": ("path", "pathless"),
    "chaos": ("off", "duplicate_create", "stale_active"),
}

RANGES: dict[str, tuple[int, int]] = {
    "group_put_pairs": (1, 2),
    "group_patch_batch": (1, 1000),
    "group_push_retries": (0, 10),
}
"""Whole numbers with a least and a most value."""

GAPS: dict[str, str] = {
    "group_patch_parallel": "okta-group-push-parallel",
    "granular_deprovisioning": "okta-granular-deprovisioning",
    "profile_sourcing": "okta-profile-sourcing",
}
"""Settings of the real thing that are not built, with the gap they belong to."""


def turn(knobs: Knobs, changes: dict[str, JSON]) -> Knobs:
    """Return the settings with some changed.

    Raises :class:`UsageError` for an unknown name or value, :class:`~.refusals.Gap` for what is
    not built.
    """
    known = {each.name: each for each in fields(Knobs)}
    taken: dict[str, JSON] = {}
    for name, value in changes.items():
        if name in GAPS:
            raise gap(GAPS[name], f"The setting {name}")
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"There is {', '.join(known)}."
            raise UsageError(f"There is no setting {name}.", hint)
        taken[name] = _checked(name, value, getattr(Knobs(), name))
    if taken.get("preset") == "OIW":
        taken = {"profile": "OIN", "user_update_method": "PATCH", **taken}
    return replace(knobs, **taken)


def _checked(name: str, value: JSON, default: JSON) -> JSON:
    value = "" if value is None and isinstance(default, str) else value
    choices = CHOICES.get(name)
    if choices is not None:
        if value not in choices:
            shown = ", ".join(each or "null" for each in choices)
            raise UsageError(f"{name} cannot be {value!r}.", f"Choose {shown}.")
        return value
    if name in RANGES:
        least, most = RANGES[name]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise UsageError(f"{name} cannot be {value!r}.", f"It takes {least} to {most}.")
        return value
    if isinstance(default, bool):
        fits = isinstance(value, bool)
    elif isinstance(default, int | float):
        fits = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    else:
        fits = isinstance(value, str)
    if not fits:
        kind = {bool: "true or false", str: "text"}.get(type(default), "a number from 0")
        raise UsageError(f"{name} cannot be {value!r}.", f"It takes {kind}.")
    return value


def check_grant(knobs: Knobs) -> None:
    """Refuse the grant of OAuth 2 that is not built (5)."""
    if knobs.oauth_grant == "authorization_code":
        raise gap(
            "okta-oauth2-authorization-code",
            "The authorization code grant, which a wizard-made app may know as its only one,",
            "Set oauth_grant to client_credentials with okta.app.settings.",
        )


__all__ = ["CHOICES", "GAPS", "RANGES", "Knobs", "check_grant", "turn"]
