"""What the metadata of a service account says about its SCIM requests.

Two keys steer them: the domain that scopes externalId, and whether passwords are ignored on
create. A value of the second that is no boolean fails every request of that account. Source:
zitadel-scim.md 7.5.
"""

from collections.abc import Mapping

from simulator.zitadel.model import IGNORE_PASSWORD, PROVISIONING_DOMAIN, Caller
from simulator.zitadel.refusals import refuse
from simulator.zitadel.text import trim

_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}


def caller_of(
    user_id: str,
    *,
    org_id: str,
    roles: Mapping[str, frozenset[str]],
    metadata: Mapping[str, str],
) -> Caller:
    """Return the caller an account is, or refuse because of its metadata."""
    ignore = metadata.get(IGNORE_PASSWORD)
    ignored = False if ignore is None else _BOOLEANS.get(trim(ignore))
    if ignored is None:
        raise refuse("SMCM-yvw2rt", value=ignore)
    return Caller(
        user_id=user_id,
        org_id=org_id,
        roles=roles,
        provisioning_domain=metadata.get(PROVISIONING_DOMAIN, ""),
        ignore_password=ignored,
    )


__all__ = ["caller_of"]
