"""Check e-mail addresses as the request validator does. Source: zitadel-platform.md 5.4."""

from simulator.zitadel.mailbox import AddressError, parse_address


def check_address(text: str) -> str | None:
    """Return why the validator refuses an address, or ``None``."""
    try:
        address = parse_address(text).address
    except AddressError as error:
        return str(error)
    local, _, host = address.partition("@")
    if len(address.encode()) > 254:
        return "email addresses cannot exceed 254 characters"
    if len(local.encode()) > 64:
        return "email address local phrase cannot exceed 64 characters"
    return check_host(host)


def check_host(host: str) -> str | None:
    """Return why the validator refuses a host name, or ``None``."""
    if len(host.encode()) > 253:
        return "hostname cannot exceed 253 characters"
    for label in host.lower().removesuffix(".").split("."):
        if not 0 < len(label.encode()) <= 63:
            return "hostname part must be non-empty and cannot exceed 63 characters"
        if label[0] == "-":
            return "hostname parts cannot begin with hyphens"
        if label[-1] == "-":
            return "hostname parts cannot end with hyphens"
        for char in label:
            if not ("a" <= char <= "z" or "0" <= char <= "9" or char == "-"):
                shown = char.replace("\\", "\\\\").replace('"', '\\"')
                wanted = "hostname parts can only contain alphanumeric characters or hyphens"
                return f'{wanted}, got "{shown}"'
    return None


__all__ = ["check_address", "check_host"]
