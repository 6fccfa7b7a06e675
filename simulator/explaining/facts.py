"""Read what is known of one person and one app, from whatever holds a run."""

import sqlite3

from simulator.alike import did_you_mean
from simulator.errors import UsageError
from simulator.journal.linked import of_kind
from simulator.okta.model import App, OktaUser
from simulator.okta.store import OktaStore


def person_of(store: OktaStore, key: str) -> OktaUser:
    """Return who is meant; raises :class:`UsageError` that names who there is."""
    try:
        return store.find_user(key)
    except UsageError as error:
        if not hasattr(error, "code"):  # several are meant: that message says who
            raise
    except sqlite3.OperationalError:
        raise UsageError("This run has no Okta side.", "Name a run that has one.") from None
    logins = [str(row[0]) for row in store.db.execute("SELECT login FROM okta_user ORDER BY seq")]
    short = [each.partition("@")[0] for each in logins]
    there = ", ".join(logins[:6]) + (f" and {len(logins) - 6} more" if len(logins) > 6 else "")
    hint = did_you_mean(key, [*logins, *short], otherwise=f"There is {there}.")
    raise UsageError(f"Nobody in this run is called {key}.", hint)


def apps_of(store: OktaStore, key: str | None) -> list[App]:
    """Return the app that is meant, or all; raises :class:`UsageError` if there is none."""
    apps = store.apps()
    found = [app for app in apps if key is None or key in (app.id, app.label)]
    if found:
        return found
    if not apps:
        raise UsageError("There is no app integration in this run.", "So nothing is ever sent.")
    names = ", ".join(app.label for app in apps)
    raise UsageError(f"There is no app {key}.", f"There is {names}.")


def held_at_the_end(store: OktaStore) -> bool:
    """Say whether the engine was held when the run was last written."""
    row = store.db.execute(
        f"SELECT kind FROM record WHERE seq IN ({of_kind('control.hold', 'control.release')})"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return row is not None and row[0] == "control.hold"


__all__ = ["apps_of", "held_at_the_end", "person_of"]
