"""The app in a browser, on loopback alone: ``python -m tui.web [demo | tui --attach FILE]``.

Needs the extra ``web``. Every page that opens gets a lab of its own. Nothing is fetched from
elsewhere, and pages of other sites cannot reach the app: a request must name our own address.
"""

import argparse
import shlex
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

HOST = "127.0.0.1"
PORT = 8090
_MISSING = "The app in a browser needs one more package: pip install 'scimulator[web]'"


def allowed(host: str | None, origin: str | None, *, port: int) -> bool:
    """Say whether a request comes from our own page: no other site, no other name for us."""
    names = (f"{HOST}:{port}", f"localhost:{port}")
    if host not in names:
        return False
    return origin is None or origin in tuple(f"http://{name}" for name in names)


def policy(port: int) -> str:
    """Return what a page may load: our own files, and our own socket."""
    sockets = " ".join(f"ws://{name}:{port}" for name in (HOST, "localhost"))
    inline = "'self' 'unsafe-inline'"
    return (
        f"default-src 'self'; style-src {inline}; script-src {inline}; img-src 'self' data:;"
        f" connect-src 'self' {sockets}; frame-ancestors 'none'"
    )


def guard(web: Any, port: int) -> Any:
    """Return what stands before every request."""

    @web.middleware  # type: ignore[untyped-decorator]
    async def guarded(request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        headers = request.headers
        if not allowed(headers.get("Host"), headers.get("Origin"), port=port):
            return web.Response(status=403, text="This app is for the person at this machine.")
        answer = await handler(request)
        if not answer.prepared:
            answer.headers["Content-Security-Policy"] = policy(port)
        return answer

    return guarded


def main(arguments: list[str]) -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tui.web", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="port on loopback")
    parser.add_argument("command", nargs="*", help="what to open; default: demo")
    args, more = parser.parse_known_args(arguments)
    try:
        web, served = import_module("aiohttp.web"), import_module("textual_serve.server")
    except ImportError:
        print(_MISSING, file=sys.stderr)
        return 2
    words = [*args.command, *more] or ["demo"]
    command = shlex.join([sys.executable, "-m", "simulator", *words])
    page = f"http://{HOST}:{args.port}"

    class Loopback(served.Server):  # type: ignore[misc,name-defined]
        """The server, behind the guard."""

        async def _make_app(self) -> Any:
            app = await super()._make_app()
            app.middlewares.append(guard(web, args.port))
            return app

        async def on_startup(self, app: Any) -> None:
            print(f"scimulator {shlex.join(words)} in a browser: {page}   End: Ctrl-C", flush=True)

        def initialize_logging(self) -> None:
            """Keep the terminal quiet."""

    Loopback(command, host=HOST, port=args.port, title="scimulator", public_url=page).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))


__all__ = ["allowed", "guard", "main", "policy"]
