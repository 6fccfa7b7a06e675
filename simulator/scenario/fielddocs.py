"""The sentences below the fields of a model, for editors and for the handbook.

Pydantic can read them, too, but then for every model at every start, which costs a third of a
second; here only whoever asks for the schema pays, and for each module once.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise


def field_docs(model: type) -> dict[str, str]:
    """Return what stands below each field of a class and its bases."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        found.update(_classes(base.__module__).get(base.__qualname__, {}))
    return found


@cache
def _classes(module: str) -> Mapping[str, Mapping[str, str]]:
    """Return the documented fields of every class at the top of a module."""
    try:
        source = inspect.getsource(sys.modules[module])
    except (OSError, TypeError, KeyError):  # made while the program runs, or not of Python
        return {}
    classes = (each for each in ast.parse(source).body if isinstance(each, ast.ClassDef))
    return {each.name: dict(_own(each)) for each in classes}


def _own(model: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(model.body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            yield field.target.id, inspect.cleandoc(str(below.value.value))


__all__ = ["field_docs"]
