"""A large library, imported by the test that uses it: every worker reads all the test files."""

import warnings
from importlib import import_module
from typing import Any


class Late:
    """Stand for a module until somebody asks for a class in it; pytest asks for other things."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if not name[0].isupper():
            raise AttributeError(name)
        with warnings.catch_warnings(record=True):  # such libraries have much to say of each other
            return getattr(import_module(self._name), name)
