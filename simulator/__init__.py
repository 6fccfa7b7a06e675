"""Scimulator: a local lab for SCIM provisioning from Okta to ZITADEL."""

import sys

# httpx loads its command line, and with it a terminal toolkit, wherever it finds one installed;
# an entry of None makes that import fail, which httpx provides for. It halves our own start.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]


def __getattr__(name: str) -> str:
    """Look the version up only when asked, so that the command line starts fast."""
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("scimulator")
        except PackageNotFoundError:  # a source tree that was never installed
            return "0+unknown"
    raise AttributeError(name)
