"""Values as short text: what lists and ``watch`` print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from simulator.events import Links
from simulator.formats import (
    age_text,
    cells,
    count_text,
    cut,
    elapsed_text,
    exchange_line,
    fit,
    kind_text,
    login,
    marks_text,
    method_text,
    ms_text,
    path_text,
    push_text,
    rate_text,
    short_id,
    since_text,
    status_text,
)
from simulator.glyphs import PLAIN, UNICODE, glyphs_for, table
from simulator.wire.exchange import Exchange

ORG = "310100000000000001"
USER = "310200000000000147"


def exchange(**more: object) -> Exchange:
    fields = {"seq": 73, "at": 12_066_000, "side": "okta", "method": "PUT", "target": "/Users"}
    return Exchange(**{**fields, **more})  # type: ignore[arg-type]


# -- signs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("meaning", "sign", "plain"), table())
def test_every_sign_is_one_cell_wide(meaning: str, sign: str, plain: str) -> None:
    """So are the stand-ins, and those are plain ASCII: columns stay straight everywhere."""
    assert cell_len(sign) == len(sign) == 1, meaning
    assert len(plain) == 1
    assert plain.isascii()
    assert plain.isprintable()


@pytest.mark.parametrize(
    ("environ", "encoding", "expected"),
    [
        pytest.param({}, "utf-8", UNICODE, id="utf-8"),
        pytest.param({}, "UTF8", UNICODE, id="written without dash"),
        pytest.param({}, "ISO-8859-1", PLAIN, id="another encoding"),
        pytest.param({"SIM_ASCII": "1"}, "utf-8", PLAIN, id="wanted"),
        pytest.param({"SIM_ASCII": "0"}, "utf-8", UNICODE, id="not wanted"),
    ],
)
def test_stand_ins_are_used_where_signs_cannot_be_shown(
    environ: dict[str, str], encoding: str, expected: object
) -> None:
    """Without UTF-8, or on demand."""
    assert glyphs_for(environ, encoding=encoding) is expected


def test_recorded_sentences_are_shown_with_stand_ins_too() -> None:
    """Decisions hold arrows; a plain terminal gets its own."""
    assert PLAIN.plain("429 → waits 2 s …") == "429 > waits 2 s ~"
    assert UNICODE.plain("429 → waits 2 s …") == "429 → waits 2 s …"


# -- cells ----------------------------------------------------------------------------------------


@given(st.text(), st.integers(min_value=0, max_value=40), st.booleans())
def test_fitted_text_is_exactly_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    """Whatever a name holds, the column keeps its width."""
    fitted = fit(text, width, right=right)

    assert cells(fitted) == width
    assert "\n" not in fitted


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_fitted_text_is_not_wider_on_the_terminal_either(text: str, width: int) -> None:
    """The toolkit that draws the app counts cells by tables of its own."""
    assert cell_len(fit(text, width)) <= width


@given(st.text(), st.integers(min_value=0, max_value=40))
def test_cut_text_is_never_wider_than_asked(text: str, width: int) -> None:
    """Cutting twice changes nothing."""
    once = cut(text, width)

    assert cells(once) <= width
    assert cut(once, width) == once


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("cedar", 5, "cedar", id="just fits"),
        pytest.param("cedar", 4, "ced…", id="cut"),
        pytest.param("cedar", 1, "…", id="one cell"),
        pytest.param("cedar", 0, "", id="none"),
        pytest.param("銀杏の木", 5, "銀杏…", id="wide characters"),
        pytest.param("銀杏の木", 4, "銀…", id="half a wide character has no room"),
        pytest.param("a\tb\nc", 5, "a b c", id="control characters"),
        pytest.param("\x1b[31mred", 8, "?[31mred", id="no escape sequences"),
    ],
)
def test_text_is_cut_to_cells(text: str, width: int, expected: str) -> None:
    """A sign at the end says that something is missing."""
    assert cut(text, width) == expected


# -- ids and paths --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "width", "expected"),
    [
        pytest.param(f"/scim/v2/{ORG}/Users/{USER}", 40, f"/Users/{USER}", id="room for the id"),
        pytest.param(f"/scim/v2/{ORG}/Users/{USER}", 20, "/Users/310…0147", id="shortened id"),
        pytest.param(f"/scim/v2/{ORG}/Users/{USER}", 8, "/Users/…", id="cut"),
        pytest.param(f"/scim/v2/{ORG}", 10, "/", id="nothing behind the organization"),
        pytest.param("/v2/users/new", 20, "/v2/users/new", id="another interface"),
        pytest.param(
            f"/scim/v2/{ORG}/Users?filter=userName%20eq%20%22cedar%40example.com%22&count=100",
            60,
            '/Users?filter=userName eq "cedar@example.com"',
            id="filter with room",
        ),
        pytest.param(
            f"/scim/v2/{ORG}/Users?filter=userName%20eq%20%22cedar%40example.com%22&count=100",
            40,
            '/Users?userName eq "cedar@example.com"',
            id="filter without its name",
        ),
        pytest.param(
            f"/scim/v2/{ORG}/Users?filter=userName%20eq%20%22cedar%40example.com%22",
            15,
            "/Users?cedar",
            id="only who is looked for",
        ),
        pytest.param(
            f"/scim/v2/{ORG}/Users?startIndex=1&count=2",
            40,
            "/Users?startIndex=1&count=2",
            id="paging",
        ),
        pytest.param("/scim/v2/Users/7", 40, "/Users/7", id="a base URL without organization"),
        pytest.param(
            "/v2/users/381135398115515397/metadata",
            16,
            "/v2/…/metadata",
            id="a long path keeps its two ends",
        ),
        pytest.param(
            "/management/v1/orgs/me/members/_search",
            16,
            "/…/_search",
            id="a longer one its last part",
        ),
    ],
)
def test_a_path_shows_its_telling_part(target: str, width: int, expected: str) -> None:
    """The shorter the column, the less around what tells lines apart."""
    assert path_text(target, width) == expected


def test_ids_are_shortened_in_the_middle() -> None:
    """Beginning and end are what people compare."""
    assert short_id(USER) == "310…0147"
    assert short_id("p41") == "p41"


def test_a_login_is_shown_without_its_domain() -> None:
    """What is before the ``@`` is enough where all share a domain."""
    assert login("cedar@example.com") == "cedar"
    assert login("cedar") == "cedar"
    assert login("@example.com") == "@example.com"


# -- numbers and times ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ms", "expected"),
    [
        pytest.param(None, "", id="still running"),
        pytest.param(0.4, "0", id="under one"),
        pytest.param(43.7, "44", id="rounded"),
        pytest.param(999.4, "999", id="just under a second"),
        pytest.param(1_200.0, "1.2s", id="seconds"),
        pytest.param(60_000.0, "60s", id="a minute"),
        pytest.param(9e9, "999s", id="for ever"),
    ],
)
def test_durations_have_four_cells(ms: float | None, expected: str) -> None:
    """Milliseconds first, then seconds."""
    assert ms_text(ms) == expected


@pytest.mark.parametrize(
    ("us", "expected"),
    [
        pytest.param(-5, "0s", id="never negative"),
        pytest.param(9_000_000, "9s", id="seconds"),
        pytest.param(200_000_000, "3m", id="minutes"),
        pytest.param(7_300_000_000, "2h", id="hours"),
        pytest.param(200_000_000_000, "2d", id="days"),
    ],
)
def test_ages_have_one_unit(us: int, expected: str) -> None:
    """The largest whole one."""
    assert age_text(us) == expected


@pytest.mark.parametrize(
    ("us", "expected"),
    [
        pytest.param(0, "+00.000", id="start"),
        pytest.param(12_066_400, "+12.066", id="milliseconds"),
        pytest.param(100_000_000, "+1:40.0", id="minutes"),
        pytest.param(3_720_000_000, "+1h02m", id="hours"),
        pytest.param(500 * 3_600_000_000, "+20d20h", id="days"),
    ],
)
def test_times_since_the_start_have_seven_cells(us: int, expected: str) -> None:
    """Exact at first, coarser as the run grows."""
    assert since_text(us) == expected
    assert len(expected) <= 7


@given(st.integers(min_value=0, max_value=10**16))
def test_times_never_outgrow_their_columns(us: int) -> None:
    """Columns have fixed widths."""
    assert len(since_text(us)) <= 7
    assert len(age_text(us)) <= 4
    assert len(ms_text(us / 1000)) <= 4


def test_the_time_of_the_whole_run() -> None:
    """Minutes, seconds, tenths; hours without tenths."""
    assert elapsed_text(12_400_000) == "+00:12.4"
    assert elapsed_text(3_723_000_000) == "+1:02:03"


def test_counts_agree_with_their_noun() -> None:
    """One request, two requests."""
    assert count_text(1, "request") == "1 request"
    assert count_text(2, "request") == "2 requests"
    assert count_text(2, "person", "people") == "2 people"
    assert rate_text(7.24) == "7.2/s"
    assert rate_text(512.0) == "512/s"


# -- exchanges ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "dropped", "expected"),
    [
        pytest.param({"status": 200}, False, "", id="nothing remarkable"),
        pytest.param({"status": 200, "attempt": 2}, True, "↻2×", id="second attempt, dropped"),
        pytest.param({"status": 429, "fault": "throttle"}, False, "↯", id="a fault"),
        pytest.param({"status": 409}, False, "✗", id="refused"),
        pytest.param({"status": 0}, False, "✗", id="no answer"),
        pytest.param({"status": None}, False, "", id="running"),
    ],
)
def test_marks_tell_what_is_remarkable(
    more: dict[str, object], dropped: bool, expected: str
) -> None:
    """Attempt, fault, refusal, loss."""
    assert marks_text(exchange(**more), dropped=dropped) == expected


def test_methods_statuses_and_kinds_fit_their_columns() -> None:
    """Four, three and six cells."""
    assert [method_text(m) for m in ("GET", "PATCH", "DELETE")] == ["GET", "PTCH", "DEL"]
    assert method_text("PATCH", short=False) == "PATCH"
    assert [status_text(s) for s in (200, None, 0)] == ["200", "-", "✗"]
    assert [kind_text(k) for k in ("CREATE", "DEACTIVATE", "IMPORT")] == [
        "CREATE",
        "DEACT.",
        "IMPORT",
    ]


def test_an_exchange_without_push_says_who_sent_it() -> None:
    """Not everything is Okta's."""
    assert push_text(exchange(links=Links(push=41))) == "p41"
    assert push_text(exchange(links=Links(push=41)), short=True) == "41"
    assert push_text(exchange(side="admin")) == "adm"
    assert push_text(exchange(side="client")) == "cli"


def test_an_exchange_is_one_plain_line() -> None:
    """The line ``watch`` prints has the cells of the requests pane."""
    done = exchange(
        target=f"/scim/v2/{ORG}/Users/{USER}",
        status=200,
        ms=44.2,
        attempt=2,
        links=Links(push=41),
    )

    line = exchange_line(done, start=0)

    assert line == f"+12.066  #73  PUT  /Users/{USER}  200  44  p41  ↻2"
