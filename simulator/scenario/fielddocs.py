"""The sentences below the fields of a model, for editors.

Pydantic can read them, too, but then for every model at every start, which costs a third of a
second; here only whoever asks for the schema pays.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise


def field_docs(model: type) -> dict[str, str]:
    """Return what stands below each field of a class and its bases."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        found.update(_own(base))
    return found


def _own(model: type) -> Iterator[tuple[str, str]]:
    try:
        source = textwrap.dedent(inspect.getsource(model))
    except (OSError, TypeError):  # made while the program runs, or not of Python
        return
    body = getattr(ast.parse(source).body[0], "body", [])
    for field, below in pairwise(body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            yield field.target.id, inspect.cleandoc(str(below.value.value))


__all__ = ["field_docs"]
