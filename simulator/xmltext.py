"""Text for XML 1.0, which cannot hold every character."""

import re

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(value: str) -> str:
    """Replace what XML 1.0 cannot hold; escaping is left to the writer."""
    return _NOT_XML.sub("\ufffd", value)


__all__ = ["xml_text"]
