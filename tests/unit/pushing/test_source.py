"""People from a file: three forms that mean the same, and mistakes with their places."""

import json

import pytest

from simulator.pushing.people import MOST, people
from simulator.pushing.source import PeopleErrors, read_people

YAML = """\
people:
  - login: ida.elm@example.com
    firstName: Ida
    lastName: "Elm, Jr."
    employeeNumber: 0417
    then: {title: Lead, employeeNumber: null}
  - {login: bo@example.com, firstName: Bo, lastName: Fir, email: b@example.com}
"""
CSV = """\
login,firstName,lastName,employeeNumber,email,then.title\r
ida.elm@example.com,Ida,"Elm, Jr.",0417,,Lead\r
\r
bo@example.com,Bo,Fir,,b@example.com,\r
"""
JSON = json.dumps(
    [
        {
            "login": "ida.elm@example.com",
            "firstName": "Ida",
            "lastName": "Elm, Jr.",
            "employeeNumber": "0417",
            "then": {"title": "Lead"},
        },
        {"login": "bo@example.com", "firstName": "Bo", "lastName": "Fir", "email": "b@example.com"},
    ]
)


@pytest.mark.parametrize(
    ("text", "file", "then"),
    [
        pytest.param(YAML, "p.yaml", {"title": "Lead", "employeeNumber": None}, id="yaml"),
        pytest.param(JSON, "p.json", {"title": "Lead"}, id="json"),
        pytest.param(CSV, "p.csv", {"title": "Lead"}, id="csv"),
        pytest.param("\ufeff" + CSV, "P.CSV", {"title": "Lead"}, id="csv-of-a-spreadsheet"),
    ],
)
def test_people_of_a_file(text: str, file: str, then: dict[str, str | None]) -> None:
    """The e-mail address is the login where none is given; whoever says no move gets a title."""
    ida, bo = read_people(text.encode(), file)

    number = "417" if file == "p.yaml" else "0417"
    names = {"firstName": "Ida", "lastName": "Elm, Jr.", "employeeNumber": number}
    assert (ida.login, ida.then) == ("ida.elm@example.com", then)
    assert ida.profile == {**names, "email": "ida.elm@example.com"}
    assert (bo.profile["email"], bo.then) == ("b@example.com", {"title": "Team Lead"})


@pytest.mark.parametrize(
    ("text", "file", "wanted"),
    [
        pytest.param("", "p.yaml", ["1:1: The file holds no people."], id="nothing"),
        pytest.param("login,firstName,lastName\n", "p.csv", ["1:1: The file"], id="heading-only"),
        pytest.param("firstName\nIda\n", "p.csv", ["1:1: There is no column login"], id="no-login"),
        pytest.param(
            'login,firstName,lastName\na@example.com,"Ida,Elm\n',
            "p.csv",
            ["2:15: A quote is never closed."],
            id="open-quote",
        ),
        pytest.param(
            'login,firstName,lastName\na@example.com,"Ida"x,Elm\n',
            "p.csv",
            ["2:20: Something follows a closing quote."],
            id="after-a-quote",
        ),
        pytest.param(
            'login,firstName,lastName\n"a@example.com","I\nda",Elm\nb,B,F\n',
            "p.csv",
            ["4:1: login 'b' is no address."],
            id="line-break-in-a-field",
        ),
        pytest.param(
            "login,firstName,lastName,titel,then.cat,login\na@example.com,A,B,C,D,E\n",
            "p.csv",
            [
                "1:1: The column 'login' is there twice.",
                "1:26: Okta's profile has no titel. Did you mean title?",
                "1:32: Okta's profile has no cat.",
                "1:41: The column 'login' is there twice.",
            ],
            id="columns",
        ),
        pytest.param(
            "login,firstName,lastName\na@example.com,A,B,C\n",
            "p.csv",
            ["2:19: The row has 4 fields"],
            id="one-field-too-many",
        ),
        pytest.param(
            "- {login: a@example.com, firstName: A}\n- 7\n- login: [x]\n  then: 3\n",
            "p.yaml",
            [
                "1:3: The person has no lastName.",
                "2:3: This is no person.",
                "3:3: The person has no firstName.",
                "3:3: The person has no lastName.",
                "3:10: login takes a text.",
                "4:9: then is a mapping",
            ],
            id="many-mistakes",
        ),
        pytest.param(
            "- {login: a@example.com, firstName: A, lastName: B}\n"
            "- {login: A@example.com, firstName: A, lastName: B}\n",
            "p.yaml",
            ["2:11: A@example.com is there already, on line 1."],
            id="twice",
        ),
        pytest.param('{"people": [}', "p.json", ["1:13: This is no YAML"], id="broken"),
    ],
)
def test_mistakes_have_their_places(text: str, file: str, wanted: list[str]) -> None:
    """File, line, column, what is wrong; all of them at once."""
    with pytest.raises(PeopleErrors) as errors:
        read_people(text.encode(), file)

    told = [str(each) for each in errors.value.mistakes]
    assert len(told) == len(wanted)
    for line, start in zip(told, wanted, strict=True):
        assert line.startswith(f"{file}:{start}")


def test_bytes_that_are_no_text_are_placed_too() -> None:
    """A file of another encoding."""
    with pytest.raises(PeopleErrors, match=r"p\.csv:2:3: Byte 0xeb is no UTF-8"):
        read_people(b"login\nZo\xeb\n", "p.csv")


def test_people_of_fixed_names_are_the_same_every_time_and_differ() -> None:
    """As many as may be asked for; one of them has a plus sign, one a letter beyond ASCII."""
    everybody = people(MOST)

    assert everybody == people(MOST)
    assert len({each.login for each in everybody}) == MOST
    assert all(each.then["lastName"] != each.profile["lastName"] for each in everybody)
    assert ["+" in each.login for each in everybody].count(True) == 1
    assert not all(each.profile["firstName"].isascii() for each in everybody)
