"""Error ids that the product has and no request reaches. Source: zitadel-scim.md 4.7."""

_SOURCE = "zitadel-scim.md 4.7: read in the source, no request is known that reaches it"
_DATABASE = "zitadel-scim.md 4.7: a database that fails, or a race for one; here there is neither"
_UNREACHABLE = "zitadel-scim.md 4.7: in the code, but no attribute or path leads to it"
_HIDDEN = "zitadel-scim.md 4.7: an inner cause, hidden behind SCIM-opzz8, -i2o3 or -sd41"

NEVER_ANSWERED: dict[str, str] = {
    "APP-wai8O": "zitadel-scim.md 3.2: impersonation tokens, which cannot be had here",
    "APP-Shi0J": "zitadel-scim.md 3.2: impersonation tokens, which cannot be had here",
    "AUTH-DZG21": "zitadel-scim.md 3.2: tokens issued to an application; accounts' are not",
    "QUERY-n0wng": "zitadel-scim.md 3.5: read in the source, no request is known that reaches it",
    "COMMAND-vaipl7s13l": "zitadel-scim.md 4.7: an empty id, which no route lets through",
    "META-2m00f": "zitadel-scim.md 4.7: defensive, not reachable",
    "V3-p5xAn": _DATABASE,
    "V3-VGnZY": _DATABASE,
    **dict.fromkeys(("QUERY-Bgah2", "QUERY-Egbgd", "QUERY-w3Dx", "QUERY-Dgbg2"), _DATABASE),
    **dict.fromkeys(
        (f"SCIM-FF{number}" for number in (413, 417, 419, 423, 424, 427, 428)), _UNREACHABLE
    ),
    **dict.fromkeys(("SCIM-opty3", "SCIM-12syw", "SCIM-optu9"), _UNREACHABLE),
    **dict.fromkeys(
        ("SCIM-attr12", "SCIM-attr13", "SCIM-21x2", "SCIM-21x7", "SCIM-23x8", "SCIM-23x9"), _HIDDEN
    ),
    **dict.fromkeys((f"SCIM-24x{number}" for number in range(1, 9)), _HIDDEN),
}
"""Ids that the product has and this one never answers, each with the reason."""

__all__ = ["NEVER_ANSWERED"]
