"""The pytest plugin, installed with the package: a running pair for your tests.

=====================================  =====================================================
``lab``, ``okta``, ``zitadel``          fixtures: a pair on free ports, as new for every test
``@pytest.mark.scenario("file.yaml")``  plays a scenario first; the fixtures show what came of it
``--scimulator-scenarios``              scenario files are tests themselves
=====================================  =====================================================

Nothing but pytest is imported until a test wants one of them.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from simulator.scenario.loader import ScenarioFile
    from simulator.testing import Lab, Okta, Zitadel
    from simulator.testing.pair import Pair

MARK = "scenario"
COLLECT = "scimulator_scenarios"
GIVEN = "scimulator_given"
_IS_SCENARIO = re.compile(r"^scenario:", re.M)
_SUFFIXES = (".yaml", ".yml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; each may stand in the ini file instead."""
    group = parser.getgroup("scimulator", "Okta and ZITADEL, both fakes")
    group.addoption(
        "--scimulator-scenarios",
        action="store_true",
        default=False,
        help="collect scenario files (YAML that says scenario: NAME) as tests",
    )
    parser.addini(COLLECT, "collect scenario files as tests", type="bool", default=False)
    parser.addini(
        GIVEN, "scenario file whose given the fixtures begin with (from the ini file's directory)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers",
        f'{MARK}(file, case=""): play this scenario first, named from the directory of the test;'
        " lab, okta and zitadel show what came of it",
    )


# -- fixtures ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _scimulator_pair(pytestconfig: pytest.Config) -> "Iterator[Pair]":
    """Run one pair for all tests of this process."""
    from simulator.testing.making import ready_pair

    given = str(pytestconfig.getini(GIVEN) or "")
    base = pytestconfig.inipath.parent if pytestconfig.inipath else pytestconfig.rootpath
    with _plain_errors(), ready_pair(base / given if given else None) as pair:
        yield pair


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> "Iterator[Lab]":
    """A running Okta and ZITADEL with the connection between them, as new for every test."""
    mark = request.node.get_closest_marker(MARK)
    if mark is not None:
        from simulator.testing.making import played

        with _plain_errors(), played(_marked(request.node, mark)) as made:
            yield made
        return
    from simulator.testing.lab import Lab

    pair: Pair = request.getfixturevalue("_scimulator_pair")
    pair.reset()
    yield Lab(pair)


@pytest.fixture
def okta(lab: "Lab") -> "Okta":
    """The fake Okta tenant, with an app that provisions to ``zitadel``."""
    return lab.okta


@pytest.fixture
def zitadel(lab: "Lab") -> "Zitadel":
    """The fake ZITADEL."""
    return lab.zitadel


class _plain_errors:  # noqa: N801 - reads like a function
    """Tell what a person can mend in its own words, without a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is None:
            return
        from simulator.errors import SimulatorError
        from simulator.testing.making import ScenarioFailed

        if isinstance(error, SimulatorError | ScenarioFailed):
            raise pytest.fail.Exception(str(error), pytrace=False) from None


# -- the mark ----------------------------------------------------------------------------------


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let a marked test play its scenario, whether or not it asks for a fixture."""
    names: list[str] | None = getattr(item, "fixturenames", None)
    if names is not None and item.get_closest_marker(MARK) and "lab" not in names:
        names.append("lab")


def _marked(item: pytest.Item, mark: pytest.Mark) -> "ScenarioFile":
    from simulator.scenario.loader import load

    def named(file: str, case: str = "") -> tuple[str, str]:
        return file, case

    try:
        file, case = named(*mark.args, **mark.kwargs)
    except TypeError:
        pytest.fail('Write @pytest.mark.scenario("file.yaml", case="name").', pytrace=False)
    beside = item.path.parent / file
    return load(beside if beside.exists() else item.config.rootpath / file, case)


# -- scenario files as tests -------------------------------------------------------------------


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ScenarioCollector | None":
    """Collect scenario files if somebody wants them to be tests."""
    config = parent.config
    if file_path.suffix not in _SUFFIXES or file_path.name.startswith("_"):
        return None
    if not (config.getoption("--scimulator-scenarios") or config.getini(COLLECT)):
        return None
    if not _IS_SCENARIO.search(file_path.read_text("utf-8", "replace")):
        return None
    made: ScenarioCollector = ScenarioCollector.from_parent(parent, path=file_path)
    return made


class ScenarioCollector(pytest.File):
    """A scenario file; each row of its table is a test."""

    def collect(self) -> "Iterable[ScenarioItem]":
        """Read the file; its mistakes are told with their places."""
        from simulator.scenario.loader import ScenarioErrors, load_cases

        try:
            files = load_cases(self.path)
        except ScenarioErrors as errors:
            raise self.CollectError(str(errors)) from None
        for file in files:
            yield ScenarioItem.from_parent(self, name=file.name, file=file)


class ScenarioItem(pytest.Item):
    """A scenario as a test."""

    def __init__(self, *, file: "ScenarioFile", **given: Any) -> None:
        super().__init__(**given)
        self.file = file

    def runtest(self) -> None:
        """Play it in a world of its own."""
        import asyncio

        from simulator.testing.making import judge
        from simulator.testing.pair import loop_factory

        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(judge(self.file))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the report of the scenario, not where in the lab it was noticed."""
        from simulator.errors import SimulatorError
        from simulator.testing.making import ScenarioFailed

        if isinstance(excinfo.value, ScenarioFailed | SimulatorError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where it stands."""
        return self.path, 0, f"scenario {self.name}"


__all__ = ["ScenarioCollector", "ScenarioItem", "lab", "okta", "zitadel"]
