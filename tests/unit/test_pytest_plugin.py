"""The pytest plugin, as a project that uses it sees it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
EXAMPLE = ROOT / "docs" / "examples" / "pytest"
CODE = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
STORY = """\
scenario: story
title: Somebody is assigned
given:
  zitadel:
    service_accounts:
      - {user_name: okta-scim, name: Okta SCIM, capture: okta_account}
  okta:
    users:
      - {login: hazel@example.com, firstName: Hazel, lastName: Moss}
    app:
      label: ZITADEL
      provisioning: {authentication: {token: "${okta_account.token}"}}
      features: {create: true}
steps:
  - assign: hazel
  - expect:
      users: {hazel: %s}
"""


def played(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run pytest in this process, without the plugins of this suite."""
    left = [f"-pno:{name}" for name in ("textual-snapshot", "xdist", "hypothesispytest", "anyio")]
    return pytester.runpytest_inprocess(*left, "-Werror", *args)


def test_the_example_project_passes() -> None:
    """It is run as its readers would run it: in a process of its own, from its directory."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"],
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout


def test_the_examples_in_the_docs_pass(pytester: pytest.Pytester) -> None:
    """Every test that the README and docs/testing.md show."""
    pages = [ROOT / "README.md", ROOT / "docs" / "testing.md"]
    shown = [code for page in pages for code in CODE.findall(page.read_text("utf-8"))]
    pytester.makepyfile("import pytest\n" + "\n".join(shown))
    pytester.makefile(".yaml", leaver=(EXAMPLE / "tests" / "leaver.yaml").read_text("utf-8"))

    result = played(pytester)

    result.assert_outcomes(passed=3)


def test_the_plugin_costs_nothing_until_it_is_used() -> None:
    """Every pytest in the environment imports it, so it imports nothing of the simulator."""
    code = "import sys, simulator.pytest_plugin; print(sorted(m for m in sys.modules if m in %r))"
    heavy = {"pydantic", "simulator.world", "httpx", "orjson", "simulator.scenario.loader"}

    done = subprocess.run(
        [sys.executable, "-c", code % heavy], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_every_test_begins_with_a_pair_as_new(pytester: pytest.Pytester) -> None:
    """Whatever the one before did: people, faults, a held engine, a server that is down."""
    pytester.makepyfile(
        """
        def test_one(lab, okta, zitadel):
            okta.create_user("hazel@example.com")
            okta.assign("hazel")
            lab.expect(users={"hazel": {"state": "active"}})
            lab.do("lag", lag="3s")
            lab.do("fault.add", ready="server-error")
            lab.do("hold")
            lab.do("crash", part="zitadel")

        def test_two(lab, okta, zitadel):
            assert zitadel.user("hazel") is None
            assert lab.requests() == []
            assert lab.do("state")["held"] is False
            assert lab.do("state")["faults"] == lab.do("state")["lag"] == 0
            assert zitadel.scim("GET /Users?count=0").status == 200
            assert okta.request("GET /api/v1/users/hazel@example.com").status == 404
        """
    )

    result = played(pytester)

    result.assert_outcomes(passed=2)


def test_what_is_not_as_expected_is_a_table(pytester: pytest.Pytester) -> None:
    """Expected and found beside each other, as a scenario's report has it."""
    pytester.makepyfile(
        """
        def test_it(lab, okta):
            okta.create_user("hazel@example.com", lastName="Moss")
            okta.assign("hazel")
            lab.expect(users={"hazel": {"name.familyName": "Lime"}})
        """
    )

    result = played(pytester)

    result.assert_outcomes(failed=1)
    result.stdout.re_match_lines([r"E +name\.familyName +Lime +Moss"])


def test_what_can_never_be_is_no_expectation(pytester: pytest.Pytester) -> None:
    """A misspelt matcher would be compared as an attribute, an unknown name would miss silently."""
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize(("parts", "told"), [
            ({"users": {"a": {"title": {"matchez": "x"}}}}, r"title.*Did you mean matches"),
            ({"users": {"a": {"titel": "x"}}}, r"users\\.a.*titel: titel is no attribute"),
            ({"events": {"a": ["user.human.aded"]}}, r"events\\.a\\.0: ZITADEL has no event type"),
        ])
        def test_it(lab, parts, told):
            with pytest.raises(Exception, match=told):
                lab.expect(**parts)
        """
    )

    result = played(pytester)

    result.assert_outcomes(passed=3)


def test_a_marked_test_sees_what_came_of_its_scenario(pytester: pytest.Pytester) -> None:
    """Named from the directory of the test, or of the project."""
    pytester.makefile(".yaml", story=STORY % "absent")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.scenario("story.yaml")
        def test_it(okta, zitadel, lab):
            assert zitadel.user("hazel") is None
            assert "symbol" in okta.why("hazel")
            assert lab.captured["okta_account"]["token"] == zitadel.token
        """
    )

    result = played(pytester)

    result.assert_outcomes(passed=1)


def test_a_marked_test_fails_with_its_scenario(pytester: pytest.Pytester) -> None:
    """Its report is shown and no traceback; so are the mistakes of a file."""
    pytester.makefile(".yaml", story=STORY % "present", broken="scenario: broken\nsetps: []\n")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.scenario("story.yaml")
        def test_story():
            pass

        @pytest.mark.scenario("broken.yaml")
        def test_broken():
            pass
        """
    )

    result = played(pytester)

    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(
        ["*step 2  expect users hazel*", "*story.yaml:17*", "*account *present *absent*"]
    )
    result.stdout.fnmatch_lines(["*broken.yaml:2:1: There is no field setps here.*"])
    assert "Traceback" not in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


def test_scenario_files_are_tests_when_asked(pytester: pytest.Pytester) -> None:
    """Each row of a table is one; what is no scenario is left alone, a mistake has its place."""
    cases = "cases: {no: {there: absent}, yes: {there: present}}\ngiven:"
    table = (STORY % '"${there}"').replace("given:", cases)
    pytester.makefile(".yaml", story=table, other="a: 1\n", wrong="scenario: wrong\n")

    unasked = played(pytester)
    result = played(pytester, "--scimulator-scenarios", "--continue-on-collection-errors")

    assert unasked.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.assert_outcomes(passed=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(["*wrong.yaml:1:1: title is missing.*"])
    result.stdout.fnmatch_lines(["*✗ story*yes* Somebody is assigned*"])


def test_the_fixtures_begin_with_a_file_of_ones_own(pytester: pytest.Pytester) -> None:
    """The given of a scenario, named in the ini file."""
    pytester.makefile(".yaml", story=STORY % "absent")
    pytester.makeini("[pytest]\nscimulator_given = story.yaml\n")
    pytester.makepyfile(
        """
        def test_it(okta, lab):
            assert okta.do("why", user="hazel")
            lab.save("run.db")
        """
    )

    result = played(pytester)

    result.assert_outcomes(passed=1)
    assert (pytester.path / "run.db").read_bytes().startswith(b"SQLite format 3")
