"""The ways in which tenants and kinds of apps differ, as settings with Okta's usual value.

Source: okta-provisioning.md 12 (list), 0.3 (the two client profiles and the newer wizard).
"""

from dataclasses import dataclass, fields, replace

from simulator.alike import did_you_mean
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.okta.refusals import gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """Settings of one app that decide what its requests look like.

    Names are those of the list in the source; what stands there and not here is a known gap.
    """

    profile: str = "AIW"
    """Which connector: the wizard's, or that of apps in the catalogue."""
    preset: str = ""
    """``OIW``: the newer wizard, which sends ``PATCH``."""
    user_update_method: str = "PUT"
    """How changed attributes are sent: the whole account, or the change alone."""
    apply_on: str = "create_and_update"
    """When attributes are sent whose mapping does not say."""
    username_format: str = "okta_username"
    """What the application username is made of."""
    username_expression: str = ""
    """Its expression where the format is ``custom``."""
    username_update: str = "create_and_update"
    """Whether a changed application username is pushed."""
    exclude_username_updates: bool = False
    """Leave ``userName`` out of updates."""
    header_auth: str = "bearer"
    """Whether ``Bearer`` stands in front of the token."""
    space_as_plus: bool = False
    """Write spaces of a filter as ``+``, as older captures have them."""
    post_password: str = "random"
    """A new account's password without Sync Password; ``policy`` adds a symbol."""
    password_seed: str = "okta"
    """What Sync Password sends: the Okta password, or one made up."""
    enterprise_urn: str = "with_value"
    """When the enterprise extension is named among the schemas."""
    cleared_values: str = "empty"
    """How a cleared attribute is sent."""
    synthesize_display_name_locale: bool = False
    """Send a display name and locale nobody set, as older captures have."""
    echo_groups: str = "echo"
    """Whether an update sends back the groups the server showed, or an empty list."""
    deactivate_overlays_profile: bool = False
    """Send the current profile along when an account is switched off."""
    lookup_before_deactivate: bool = False
    """Look an account up by name before switching it off."""
    assignment_username_edit: str = "update"
    """What a username edited on the assignment does to the account."""
    copy_remote_profile: bool = False
    """Copy what ZITADEL shows of a matched account into the app profile."""
    multi_match: str = "error"
    """What to do when a lookup finds several accounts."""
    long_ids: str = "error"
    """What to do with an account id of more than 512 characters."""
    link_kept_after_failed_reactivation: bool = False
    """Keep the link when switching an account on again fails."""
    json_error_style: str = "reader"
    """How Okta words an answer that is no JSON."""
    retry_create_after_timeout: bool = False
    """Try again by itself when a creation got no answer in time."""
    rate_limit_mode: str = "modern"
    """Which pauses follow a 429."""
    rate_limit_scope: str = "job"
    """Whether a 429 holds one job back, or all of the app."""
    max_parallel: int = 0
    """Jobs of this app under way at a time; 0: as many as the engine takes."""
    oauth_grant: str = "client_credentials"
    """How OAuth 2 gets its token."""
    oauth_client_auth: str = "body"
    """Where OAuth 2 puts id and secret of the client."""
    import_user_schema: bool = False
    """Offer Import User Schema, as the newer wizard does."""
    import_groups_box: str = "present"
    """Whether there is an Import Groups box; without one groups are imported."""
    rename_app_groups: bool = True
    """Whether a renamed Okta group renames the pushed one."""
    group_post_members: str = "by_profile"
    """Whom a new pushed group is created with."""
    group_put_pairs: int = 2
    """How many pairs of GET and PUT a changed group takes."""
    group_patch_batch: int = 100
    """Most members in one PATCH of a group."""
    oin_members_style: str = "path"
    """How a PATCH of a group names its members."""
    group_repush_after_reactivation: bool = True
    """Push the groups of somebody who is active again."""
    link_merges_remote_members: bool = True
    """Keep members that a linked group had already."""
    unassign_updates_groups: bool = False
    """Take somebody who loses the app out of the pushed groups."""
    group_push_retries: int = 3
    """How often a failed group push is tried again by itself."""
    group_push_tasks: str = "one"
    """One task for a group that failed, or one for each failure."""
    log_mapping_target: bool = False
    """Name the push mapping as a target in the System Log."""
    delay_scale: float = 1.0
    """How long Okta's own pauses are; 0: none."""
    chaos: str = "off"
    """Trouble seen now and then: two creations race, or a quick push goes by an old copy."""

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
            hint = did_you_mean(name, known, otherwise=f"There is {', '.join(known)}.")
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
