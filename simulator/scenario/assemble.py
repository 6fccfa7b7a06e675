"""Put a scenario together: what it includes, its variables, one row of its table of cases. Pure.

All of it happens to plain values before anything is checked, and every value keeps the place it
was written at, so that a mistake is told where somebody can mend it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from simulator.alike import did_you_mean
from simulator.errors import UsageError
from simulator.events import JSON
from simulator.scenario.document import MAX_NODES, Document, Path, Place
from simulator.scenario.variables import FACTS, fill_known, is_name, references

PARTS = frozenset({"given", "variables", "steps"})
"""What one file takes over from another."""
HEAD = frozenset({"version", "scenario", "title", "about", "source", "include", "cases"})
"""What may stand in an included file, too, and is not taken over."""
MAX_INCLUDED = 8
"""How deep files may include each other."""

Fetch = Callable[[str, str], Document]
"""Read the file of a name that is written in another file; raises :class:`UsageError`."""


class Case(NamedTuple):
    """One row of the table: its name and the scenario with its values put in."""

    name: str
    document: Document


def joined(document: Document, fetch: Fetch, chain: tuple[str, ...] = ("",)) -> Document:
    """Return a document together with everything it includes.

    ``chain`` lists the files that lead here; mistakes are left in the result.
    """
    out = Document(mistakes=list(document.mistakes))
    root = document.value
    if not isinstance(root, dict):
        out.value, out.keys, out.values = root, document.keys, document.values
        return out
    own = _spliced(document, fetch, chain, out)
    layers = [_fetched(document, path, name, fetch, chain, out) for path, name in _included(root)]
    out.values[()] = document.values[()]
    value: dict[str, JSON] = {}
    for key in dict.fromkeys([*root, *(k for layer in layers for k in _parts(layer.value))]):
        sources: list[tuple[Document, Path]] = [
            (layer, (key,)) for layer in layers if key in _parts(layer.value)
        ]
        if key in root:
            sources.append((own, (key,)))
        out.keys[(key,)] = sources[-1][0].key((key,))
        value[key] = _merge(out, (key,), sources)
    out.value = value
    if len(out.values) > MAX_NODES:
        out.mistakes.append((Place(1, 1), f"More than {MAX_NODES} values with all files.", ""))
    return out


def cases(document: Document) -> list[Case]:
    """Return the scenario once for each row of its table, variables put in."""
    root = document.value
    if not isinstance(root, dict):
        return [Case("", document)]
    variables = _variables(document)
    table = root.get("cases")
    if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
        return [Case("", _filled(document, variables))]
    _check_table(document, table, variables)
    if document.mistakes or not table:
        return [Case("", _filled(document, variables))]
    return [
        Case(name, _filled(document, _resolved({**variables, **row})))
        for name, row in table.items()
    ]


# -- include -----------------------------------------------------------------------------


def _included(root: Mapping[str, JSON]) -> Iterator[tuple[Path, str]]:
    names = root.get("include")
    if isinstance(names, str):
        yield ("include",), names
    elif isinstance(names, list):
        for index, name in enumerate(names):
            if isinstance(name, str):
                yield ("include", index), name


def _parts(value: JSON) -> list[str]:
    return [key for key in value if key in PARTS] if isinstance(value, dict) else []


def _fetched(
    document: Document, path: Path, name: str, fetch: Fetch, chain: tuple[str, ...], out: Document
) -> Document:
    """Return an included file, whole in itself; an empty one where it cannot be used."""
    place = document.at(path)
    try:
        found = fetch(name, chain[-1])
    except UsageError as error:
        out.mistakes.append((place, error.message, error.help))
        return Document()
    file = found.values[()].file if () in found.values else name
    if file in chain or len(chain) > MAX_INCLUDED:
        why = "includes itself" if file in chain else "is included too deep"
        out.mistakes.append((place, f"{name} {why}.", "Take one include out."))
        return Document()
    whole = joined(found, fetch, (*chain, file))
    out.texts |= {**found.texts, **whole.texts}
    out.mistakes += whole.mistakes
    if isinstance(whole.value, dict):
        out.mistakes += _strange(whole)
    elif not whole.mistakes:
        out.mistakes.append((Place(1, 1, file), "The file is no mapping.", ""))
    return whole


def _strange(document: Document) -> Iterator[tuple[Place, str, str]]:
    for key in document.value:
        if key not in PARTS | HEAD:
            hint = did_you_mean(key, PARTS, otherwise="Known are given, variables, steps.")
            yield document.key((key,)), f"There is no field {key} here.", hint
    if "cases" in document.value:
        yield document.key(("cases",)), "A file with cases cannot be included.", ""


def _spliced(document: Document, fetch: Fetch, chain: tuple[str, ...], out: Document) -> Document:
    """Return a document whose ``- include: FILE`` steps are the steps of those files."""
    made = Document()

    def put(path: Path, value: JSON, source: Document, at: Path) -> JSON:
        made.values[path] = source.at(at)
        if isinstance(value, dict):
            for key in value:
                made.keys[(*path, key)] = source.key((*at, key))
            return {k: put((*path, k), v, source, (*at, k)) for k, v in value.items()}
        if not isinstance(value, list):
            return value
        listed: list[JSON] = []
        steps = bool(at) and at[-1] == "steps"
        for index, each in enumerate(value):
            name = each.get("include") if steps and isinstance(each, dict) else None
            if isinstance(name, str) and len(each) == 1:
                where = (*at, index, "include")
                inner = _fetched(source, where, name, fetch, chain, out)
                _only_steps(inner, source.at(where), name, out)
                found = inner.value.get("steps") if isinstance(inner.value, dict) else None
                for number, step in enumerate(found if isinstance(found, list) else ()):
                    place = (*path, len(listed))
                    listed.append(put(place, step, inner, ("steps", number)))
            else:
                listed.append(put((*path, len(listed)), each, source, (*at, index)))
        return listed

    made.value = put((), document.value, document, ())
    return made


def _only_steps(inner: Document, place: Place, name: str, out: Document) -> None:
    if isinstance(inner.value, dict):
        for part in ("given", "variables"):
            if part in inner.value:
                hint = "Include it at the top of the file."
                out.mistakes.append((place, f"{name} has {part}, not only steps.", hint))


def _merge(out: Document, path: Path, sources: list[tuple[Document, Path]]) -> JSON:
    """Lay values over each other: mappings join, lists follow each other, else the last wins."""
    values = [_value(document, at) for document, at in sources]
    last, where = sources[-1]
    out.values[path] = last.at(where)
    kinds = {type(value) for value in values}
    if kinds == {list}:
        listed: list[JSON] = []
        for (document, at), value in zip(sources, values, strict=True):
            for index in range(len(value)):
                listed.append(_merge(out, (*path, len(listed)), [(document, (*at, index))]))
        return listed
    if kinds != {dict}:
        if len(sources) > 1:
            return _merge(out, path, sources[-1:])
        return values[0]
    mapping: dict[str, JSON] = {}
    for key in dict.fromkeys(key for value in values for key in value):
        inner = [(d, (*at, key)) for (d, at), v in zip(sources, values, strict=True) if key in v]
        out.keys[(*path, key)] = inner[-1][0].key(inner[-1][1])
        mapping[key] = _merge(out, (*path, key), inner)
    return mapping


def _value(document: Document, path: Path) -> JSON:
    value = document.value
    for part in path:
        value = value[part]
    return value


# -- variables and cases -----------------------------------------------------------------


def _variables(document: Document) -> dict[str, JSON]:
    """Return the variables with earlier ones put in; wrong names are mistakes."""
    written = document.value.get("variables")
    if not isinstance(written, dict):
        return {}
    for name in written:
        _check_name(document, ("variables", name), name)
    return _resolved(written)


def _resolved(written: Mapping[str, JSON]) -> dict[str, JSON]:
    made: dict[str, JSON] = {}
    for name, value in written.items():
        try:
            made[name] = fill_known(value, made)
        except UsageError:
            made[name] = value  # told where it is used
    return made


def _check_name(document: Document, path: Path, name: str) -> None:
    if not is_name(name):
        hint = "A letter, then letters, digits, - and _."
        document.mistakes.append((document.key(path), f"A variable cannot be {name}.", hint))
    elif name in FACTS:
        document.mistakes.append((document.key(path), f"{name} is taken.", "Choose another name."))


def _check_table(
    document: Document, table: Mapping[str, Mapping[str, JSON]], variables: Mapping[str, JSON]
) -> None:
    columns = dict.fromkeys(name for row in table.values() for name in row)
    for name in columns:
        first = next(case for case, row in table.items() if name in row)
        _check_name(document, ("cases", first, name), name)
    for case, row in table.items():
        if not is_name(case):
            hint = "A letter, then letters, digits, - and _."
            document.mistakes.append(
                (document.key(("cases", case)), f"A case cannot be called {case}.", hint)
            )
        for name in columns:
            if name not in row and name not in variables:
                hint = "Give it one, or a value for all cases under variables."
                document.mistakes.append(
                    (document.key(("cases", case)), f"Case {case} has no {name}.", hint)
                )


def _filled(document: Document, variables: Mapping[str, JSON]) -> Document:
    """Return the document with variables put in, also in names."""
    if not variables:
        return document
    out = Document(mistakes=list(document.mistakes), texts=document.texts)

    def told(text: str, place: Place) -> JSON:
        try:
            return fill_known(text, variables)
        except UsageError as error:
            out.mistakes.append((place, error.message, error.help))
            return text

    def put(path: Path, at: Path, value: JSON) -> JSON:
        out.values[path] = document.at(at)
        as_written = bool(path) and path[0] in ("variables", "cases")
        if isinstance(value, str):
            return value if as_written else told(value, document.at(at))
        if isinstance(value, list):
            return [put((*path, i), (*at, i), each) for i, each in enumerate(value)]
        if not isinstance(value, dict):
            return value
        made: dict[str, JSON] = {}
        for key, each in value.items():
            place = document.key((*at, key))
            name = str(told(key, place)) if any(references(key)) and not as_written else key
            if name in made:
                out.mistakes.append((place, f"{name} stands here twice.", ""))
            out.keys[(*path, name)] = place
            made[name] = put((*path, name), (*at, key), each)
        return made

    out.value = put((), (), document.value)
    return out


__all__ = ["HEAD", "PARTS", "Case", "Fetch", "cases", "joined"]
