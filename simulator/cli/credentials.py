"""Where a token comes from: a file, the environment, the command line; and what it may hold."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from simulator.cli.attach import TOKEN_VARIABLE
from simulator.cli.shared import warn
from simulator.errors import UsageError
from simulator.events import JSON

MAX_BYTES = 16 * 1024
SECRET_VARIABLE = "SCIMULATOR_CLIENT_SECRET"


def secret_of(token: str | None, token_file: Path | None) -> str:
    """Return the one secret that was given; raises :class:`UsageError`."""
    if token is not None and token_file is not None:
        raise UsageError("--token and --token-file are two tokens.", "Give one of them.")
    if token is not None:
        warn("Warning: --token shows in the list of processes and in the shell's history;")
        warn(f"         --token-file FILE and {TOKEN_VARIABLE} do not.")
        return _checked(token, "--token")
    if token_file is not None:
        return _checked(_read(token_file, "--token-file"), f"--token-file {token_file}")
    found = os.environ.get(TOKEN_VARIABLE)
    if found is None:
        raise UsageError(
            "There is no token.", f"Give --token-file FILE, or the variable {TOKEN_VARIABLE}."
        )
    return _checked(found, TOKEN_VARIABLE)


def client_secret_of(file: Path | None, token: str | None, token_file: Path | None) -> str:
    """Return the client secret of ``--auth oauth2``; raises :class:`UsageError`."""
    if token is not None or token_file is not None:
        raise UsageError(
            "With --auth oauth2 the token comes from the token endpoint.",
            "Leave --token and --token-file out; --client-secret-file FILE holds the secret.",
        )
    if file is not None:
        return _checked(_read(file, "--client-secret-file"), f"--client-secret-file {file}")
    found = os.environ.get(SECRET_VARIABLE)
    if found is None:
        raise UsageError(
            "There is no client secret.",
            f"Give --client-secret-file FILE, or the variable {SECRET_VARIABLE}.",
        )
    return _checked(found, SECRET_VARIABLE)


def client_authentication(token_url: str, client_id: str | None, secret: str) -> Mapping[str, JSON]:
    """Return what the app's connector takes for OAuth 2; raises :class:`UsageError`."""
    if not client_id:
        raise UsageError("--auth oauth2 needs a client.", "Add --client-id ID.")
    return {
        "mode": "oauth2",
        "token_url": token_url,
        "client_id": client_id,
        "client_secret": secret,
    }


def authentication(mode: str, secret: str, user: str | None) -> Mapping[str, JSON]:
    """Return what the app's connector takes; raises :class:`UsageError`."""
    if mode == "basic":
        name, password = (user, secret) if user is not None else _split(secret)
        if ":" in name:
            raise UsageError("A user name of --auth basic holds no colon.", "Change --user.")
        return {"mode": "basic", "username": name, "password": password}
    if user is not None:
        raise UsageError("--user belongs to --auth basic.", "Leave it out, or add --auth basic.")
    scheme = secret.partition(" ")[0]
    if scheme.lower() in ("bearer", "basic", "token"):
        warn(f"Warning: the token begins with {scheme}; Okta puts Bearer before it all the same.")
    return {"mode": "header", "token": secret}


def _split(secret: str) -> tuple[str, str]:
    name, colon, password = secret.partition(":")
    if not colon:
        raise UsageError("--auth basic needs a user name.", "Add --user NAME.")
    return name, password


def _read(path: Path, option: str) -> str:
    try:
        if str(path) == "-":
            return sys.stdin.read(MAX_BYTES + 1)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{path} cannot be read: {reason}.", f"Name a file with {option}."
        ) from error
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise UsageError(f"{path} holds no text.", "A token file holds the token alone.") from None


def _checked(secret: str, where: str) -> str:
    secret = secret.strip()
    if not secret:
        raise UsageError(f"{where} is empty.", "It must hold the token.")
    if len(secret) > MAX_BYTES:
        raise UsageError(f"{where} is longer than {MAX_BYTES} bytes.", "That is no token.")
    if not (secret.isascii() and secret.isprintable()):
        raise UsageError(
            f"{where} holds more than one line, or what no header can hold.",
            "A token is one line of ASCII.",
        )
    return secret


__all__ = ["authentication", "client_authentication", "client_secret_of", "secret_of"]
