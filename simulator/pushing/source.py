"""People of one's own, from a file: YAML, JSON or CSV; every mistake with line and column. Pure.

YAML and JSON hold a list of people, or ``people:`` with that list. A person has ``login``,
``firstName``, ``lastName`` and whatever else an Okta profile has; ``then`` says what changes when
the person moves (null takes away). In CSV the first row names the columns, ``then.title`` is what
the title changes to, and an empty field says nothing. Source: okta-management-api.md 2.6.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from simulator.alike import did_you_mean
from simulator.errors import ScenarioError
from simulator.events import JSON
from simulator.okta.attributes import USER_ATTRIBUTES
from simulator.pushing.csvtext import Field, rows
from simulator.pushing.people import Person, moved
from simulator.scenario.document import Document, Path, Place, mistake, parse

MAX_BYTES = 1 << 20
MOST = 1000
_REQUIRED = ("login", "firstName", "lastName")
_THEN = "then"
Mistakes = list[ScenarioError]


class PeopleErrors(ScenarioError):
    """Everything that is wrong with a file of people."""

    def __init__(self, mistakes: Sequence[ScenarioError]) -> None:
        first = mistakes[0]
        super().__init__(
            first.message, first.help, file=first.file, line=first.line, column=first.column
        )
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.mistakes)


def read_people(raw: bytes, file: str) -> tuple[Person, ...]:
    """Read people; raises :class:`PeopleErrors` with all mistakes."""
    wrong: Mistakes = []
    document = Document()
    if len(raw) > MAX_BYTES:
        wrong.append(
            mistake(file, Place(1, 1), f"The file is larger than {MAX_BYTES >> 20} MiB.", "")
        )
    else:
        document = _document(raw, file, wrong)
    found = [] if wrong else _people(document, file, wrong)
    if wrong:
        raise PeopleErrors(sorted(wrong, key=lambda each: (each.line, each.column)))
    return tuple(found)


def _document(raw: bytes, file: str, wrong: Mistakes) -> Document:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        place = Place(before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        told = f"Byte 0x{raw[error.start]:02x} is no UTF-8."
        wrong.append(mistake(file, place, told, "Save the file as UTF-8."))
        return Document()
    if PurePath(file).suffix.lower() == ".csv":
        return _table(text, file, wrong)
    document = parse(text)
    wrong += [mistake(file, *each) for each in document.mistakes]
    return document


# -- CSV -> the same as YAML ---------------------------------------------------------------


def _table(text: str, file: str, wrong: Mistakes) -> Document:
    document = Document(value=[])
    try:
        head, *body = list(rows(text, file)) or [[]]
    except ScenarioError as error:
        wrong.append(error)
        return document
    names = [field.text.strip() for field in head]
    for field, name in zip(head, names, strict=True):
        if names.count(name) > 1:
            wrong.append(_at(file, field, f"The column {name!r} is there twice."))
        elif name.removeprefix(f"{_THEN}.") not in USER_ATTRIBUTES:
            told = f"Okta's profile has no {name.removeprefix(f'{_THEN}.')}."
            wrong.append(_at(file, field, told, _suggest(name)))
    for number, row in enumerate(body):
        if len(row) > len(names):
            extra = row[len(names)]
            told = f"The row has {len(row)} fields, but there are {len(names)} columns."
            wrong.append(_at(file, extra, told))
            continue
        _row(document, number, names, row)
    if not wrong and head and "login" not in names:
        wrong.append(_at(file, head[0], "There is no column login.", _columns()))
    return document


def _row(document: Document, number: int, names: Sequence[str], row: Sequence[Field]) -> None:
    person: dict[str, JSON] = {}
    document.values[(number,)] = Place(row[0].line, row[0].column)
    for name, field in zip(names, row, strict=False):
        first, _, second = name.partition(".")
        path: Path = (number, name)
        if first == _THEN and second:
            path = (number, _THEN, second)
            document.values.setdefault((number, _THEN), Place(field.line, field.column))
        document.keys[path] = document.values[path] = Place(field.line, field.column)
        if field.text.strip():
            holder = person if len(path) == 2 else person.setdefault(_THEN, {})
            holder[second if len(path) == 3 else name] = field.text.strip()
    document.value.append(person)


def _at(file: str, field: Field, message: str, hint: str = "") -> ScenarioError:
    return mistake(file, Place(field.line, field.column), message, hint)


def _columns() -> str:
    return f"The first row names the columns: {', '.join(_REQUIRED)}, title, then.title …"


# -- people --------------------------------------------------------------------------------


def _people(document: Document, file: str, wrong: Mistakes) -> list[Person]:
    value: JSON = document.value
    path: Path = ()
    if isinstance(value, dict) and isinstance(value.get("people"), list):
        others = [key for key in value if key != "people"]
        if others:
            place = document.key((others[0],))
            wrong.append(mistake(file, place, f"There is no {others[0]} here.", "Only people."))
        value, path = value["people"], ("people",)
    if not isinstance(value, list) or not value:
        hint = "It holds a list of people, each with login, firstName and lastName."
        wrong.append(mistake(file, document.at(()), "The file holds no people.", hint))
        return []
    if len(value) > MOST:
        told = f"There are {len(value)} people; a push takes {MOST} at most."
        wrong.append(mistake(file, document.at((*path, MOST)), told, ""))
        return []
    found = [_person(each, (*path, i), document, file, wrong) for i, each in enumerate(value)]
    people = [each for each in found if each is not None]
    if not wrong:
        _twins(people, path, document, file, wrong)
    return people


def _person(
    value: JSON, path: Path, document: Document, file: str, wrong: Mistakes
) -> Person | None:
    if not isinstance(value, dict):
        hint = "A person is a mapping with login, firstName and lastName."
        wrong.append(mistake(file, document.at(path), "This is no person.", hint))
        return None
    before = len(wrong)
    then = value.get(_THEN)
    if then is not None and not isinstance(then, dict):
        told = "then is a mapping of what changes."
        wrong.append(mistake(file, document.at((*path, _THEN)), told, "Like {title: Team Lead}."))
        then = None
    profile = {key: each for key, each in value.items() if key != _THEN}
    told_profile = _checked(profile, path, document, file, wrong)
    changes = _checked(then or {}, (*path, _THEN), document, file, wrong, nulls=True)
    for name in _REQUIRED:
        if not told_profile.get(name) and name not in profile:
            told = f"The person has no {name}."
            wrong.append(mistake(file, document.at(path), told, f"Each needs {_needed()}."))
    login = str(told_profile.get("login") or "")
    if login and "@" not in login:
        told, hint = f"login {login!r} is no address.", "Okta wants the form of an e-mail address."
        wrong.append(mistake(file, document.at((*path, "login")), told, hint))
    if len(wrong) > before:
        return None
    kept = {key: each for key, each in told_profile.items() if each is not None and key != "login"}
    kept.setdefault("email", login)
    return Person(login=login, profile=kept, then=changes or moved(kept))


def _needed() -> str:
    return f"{', '.join(_REQUIRED[:-1])} and {_REQUIRED[-1]}"


def _checked(
    given: Mapping[str, JSON],
    path: Path,
    document: Document,
    file: str,
    wrong: Mistakes,
    *,
    nulls: bool = False,
) -> dict[str, str | None]:
    """Return attributes as texts; numbers are taken as they are written."""
    found: dict[str, str | None] = {}
    for name, value in given.items():
        place = document.at((*path, name))
        if name not in USER_ATTRIBUTES:
            key = document.key((*path, name))
            wrong.append(mistake(file, key, f"Okta's profile has no {name}.", _suggest(name)))
        elif value is None and nulls:
            found[name] = None
        elif isinstance(value, bool) or not isinstance(value, str | int | float):
            wrong.append(mistake(file, place, f"{name} takes a text.", ""))
        elif not str(value).strip() and not nulls:
            wrong.append(mistake(file, place, f"{name} is empty.", "Leave it out."))
        else:
            found[name] = str(value)
    return found


def _suggest(name: str) -> str:
    return did_you_mean(name, USER_ATTRIBUTES, otherwise=f"It has {', '.join(USER_ATTRIBUTES)}.")


def _twins(
    people: Iterable[Person], path: Path, document: Document, file: str, wrong: Mistakes
) -> None:
    seen: dict[str, int] = {}
    for number, person in enumerate(people):
        first = seen.setdefault(person.login.lower(), number)
        if first != number:
            line = document.at((*path, first)).line
            told = f"{person.login} is there already, on line {line}."
            wrong.append(mistake(file, document.at((*path, number, "login")), told, ""))


__all__ = ["MAX_BYTES", "MOST", "PeopleErrors", "read_people"]
