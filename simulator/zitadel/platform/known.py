"""What the product has, so that what the simulator lacks is said plainly.

Unknown paths get the product's own 404; known ones that are not built get 501 and a gap id.
Source: zitadel-platform.md 3.4, 5.7.
"""

SERVICES: dict[str, frozenset[str]] = {
    "zitadel.user.v2.UserService": frozenset(),
    "zitadel.settings.v2.SettingsService": frozenset(),
    "zitadel.org.v2.OrganizationService": frozenset(),
    "zitadel.session.v2.SessionService": frozenset(),
    "zitadel.internal_permission.v2.InternalPermissionService": frozenset(),
}


def is_gap(method: str, path: str) -> bool:
    """Return whether the product has a REST method that is not built here."""
    del method, path
    return False


__all__ = ["SERVICES", "is_gap"]
