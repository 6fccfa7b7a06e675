"""What can be a base URL or a token endpoint of a connector.

Paths are put behind a base URL as it is written, so it has neither query nor fragment; and what
stands before an @ would be a secret in a place where everybody can read it.
Source: okta-provisioning.md 1.2, 5.
"""

import re
from urllib.parse import urlsplit

_FORM = re.compile(r"https?://[^/\s]+\S*")


def url_fault(text: str, *, query: bool = False) -> str:
    """Say what is wrong with a URL, nothing if it can be used; ``query`` allows one."""
    if _FORM.fullmatch(text) is None or not text.isprintable():
        return "it is not https:// or http:// with a host, without blanks"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        return f"{error}"[:1].lower() + f"{error}"[1:]
    if not parts.hostname:
        return "it has no host"
    if parts.username is not None or parts.password is not None:
        return "it holds a user name or password, which belong to the authentication"
    if "#" in text or ("?" in text and not query):
        return "it has a fragment" if query else "it has a query or fragment"
    return ""


def is_base_url(text: str) -> bool:
    """Return whether a text can be a SCIM connector base URL."""
    return not url_fault(text)


__all__ = ["is_base_url", "url_fault"]
