"""From the options of ``scimulator push`` to a plan; everything is checked, nothing is sent."""

import re
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import click
import orjson

from simulator.alike import most_alike
from simulator.cli.credentials import (
    authentication,
    client_authentication,
    client_secret_of,
    secret_of,
)
from simulator.errors import UsageError
from simulator.events import JSON

if TYPE_CHECKING:
    from simulator.pushing.people import Person
    from simulator.pushing.plan import Plan
    from simulator.pushing.target import Target

_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def plan_of(
    url: str,
    token: str | None,
    token_file: Path | None,
    auth: str,
    user: str | None,
    token_url: str | None,
    client_id: str | None,
    secret_file: Path | None,
    scopes: tuple[str, ...],
    app_type: str,
    users: int | None,
    file: Path | None,
    domain: str,
    existing: bool,
    settings: tuple[str, ...],
    ignore: tuple[str, ...],
    allow_plain_http: bool,
    timeout: float,
    patience: float,
    workers: int | None,
    real_pauses: bool,
    **_: object,
) -> "Plan":
    """Check everything before anything is sent; raises :class:`UsageError`."""
    from simulator.pushing.plan import Plan
    from simulator.pushing.target import target

    if users is not None and file is not None:
        raise UsageError("--users and --from both say who is pushed.", "Give one of them.")
    if not _DOMAIN.fullmatch(domain):
        raise UsageError(f"--domain {domain!r} is no domain.", "Write it like example.com.")
    there = target(url, plain=allow_plain_http)
    people = _people(file, users, domain)
    endpoint: Target | None = None
    if auth == "oauth2":
        if user is not None:
            raise UsageError("--user belongs to --auth basic.", "Name the client with --client-id.")
        endpoint = _endpoint(token_url, scopes, allow_plain_http)
        secret = client_secret_of(secret_file, token, token_file)
        signed = client_authentication(endpoint.url, client_id, secret)
    else:
        _only_oauth(token_url, client_id, secret_file, scopes)
        secret = secret_of(token, token_file)
        signed = authentication(auth, secret, user)
    return Plan(
        target=there,
        token_endpoint=endpoint,
        authentication=signed,
        secrets=(secret, quote_plus(secret)),
        people=people,
        app_type=app_type.upper(),
        settings=_settings(settings),
        existing=existing or file is None,
        domain=domain,
        ignored=_ignored(ignore),
        workers=workers,
        timeout=timeout,
        patience=patience,
        real_pauses=real_pauses,
    )


def _ignored(names: tuple[str, ...]) -> frozenset[str]:
    from simulator.okta.attributes import default_attributes
    from simulator.pushing.compare import comparable

    known = comparable(default_attributes())
    for name in names:
        if name not in known:
            alike = {each.lower(): each for each in known}
            close = most_alike(name.lower(), alike)
            told = f"Did you mean {alike[close]}?" if close else f"There is {', '.join(known)}."
            raise UsageError(f"--ignore {name}: no such attribute is compared.", told)
    return frozenset(names)


def _endpoint(url: str | None, scopes: tuple[str, ...], plain: bool) -> "Target":
    from simulator.pushing.target import token_endpoint

    if url is None:
        raise UsageError("--auth oauth2 needs a token endpoint.", "Add --token-url URL.")
    return token_endpoint(url, scopes, plain=plain)


def _only_oauth(*given: object) -> None:
    names = ("--token-url", "--client-id", "--client-secret-file", "--scope")
    for name, value in zip(names, given, strict=True):
        if value:
            raise UsageError(f"{name} belongs to --auth oauth2.", "Add it, or leave this out.")


def _people(file: Path | None, users: int | None, domain: str) -> "tuple[Person, ...]":
    from simulator.pushing.people import people

    if file is None:
        return people(4 if users is None else users, domain=domain)
    from simulator.pushing.source import MAX_BYTES, PeopleErrors, read_people

    try:
        with file.open("rb") as stream:
            return read_people(stream.read(MAX_BYTES + 1), str(file))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{file} cannot be read: {reason}.", "Name a file with --from.") from error
    except PeopleErrors as errors:
        for each in errors.mistakes:
            click.secho(str(each), fg="red", err=True)
        raise SystemExit(2) from None


def _settings(given: tuple[str, ...]) -> dict[str, JSON]:
    """Read NAME=VALUE as JSON where it is JSON; checks it as the console would."""
    from simulator.okta.knobs import Knobs, turn

    found: dict[str, JSON] = {}
    for each in given:
        name, equals, text = each.partition("=")
        if not equals:
            raise UsageError(f"--set {each} has no value.", "Write --set NAME=VALUE.")
        if name == "profile":
            raise UsageError("--set profile is --app-type.", "Use --app-type aiw or oin.")
        try:
            found[name] = orjson.loads(text)
        except orjson.JSONDecodeError:
            found[name] = text
    turn(Knobs(), found)
    return found


def tls_of(ca_file: Path | None) -> Callable[[], ssl.SSLContext]:
    from simulator.wire.transport import shared_ssl_context

    if ca_file is None:
        return shared_ssl_context
    import httpx

    context = httpx.create_ssl_context(trust_env=False)
    try:
        context.load_verify_locations(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(f"{ca_file} holds no certificate.", "It must be a PEM file.") from error
    return lambda: context


__all__ = ["plan_of", "tls_of"]
