"""Comparing two runs."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from simulator.events import Event
from simulator.journal.digest import digest, first_difference, transcript
from simulator.journal.writer import Journal
from simulator.wire.exchange import cut
from tests.unit.journal.samples import clock, exchange


@contextmanager
def run(
    *, port: int = 8080, ms: float = 1.0, date: str = "Wed", name: str = "a"
) -> Iterator[Journal]:
    """Play the same story on some port, at some hour, at some pace."""
    journal = Journal(None, clock=clock())
    zitadel = f"127.0.0.1:{port}"
    journal.set_meta("zitadel.authority", f"{zitadel},[::1]:{port},localhost:{port}")
    journal.set_meta("okta.authority", f"127.0.0.1:{port + 1}")
    body = f'{{"name":"{name}","location":"http://{zitadel}/scim/v2/7/Users/9"}}'.encode()
    journal.emit([Event(kind="okta.app.updated", data={"base_url": f"http://{zitadel}/scim/v2/7"})])
    journal.finish(
        exchange(
            journal.next_seq(),
            base=f"http://localhost:{port}",
            target=f"/x?next=http%3A%2F%2F127.0.0.1%3A{port}%2Fy",
            ms=ms,
            request_headers=(("Host", f"[::1]:{port}"), ("Content-Length", "2")),
            request_body=b"{}",
            response_headers=(
                ("Date", date),
                ("Location", f"http://{zitadel}/scim/v2/7/Users/9"),
                ("Content-Length", str(len(body))),
            ),
            response_body=body,
        )
    )
    reason = f"Connection refused ({zitadel})"
    journal.finish(
        exchange(journal.next_seq(), base=f"http://{zitadel}", error=reason, status=0, ms=ms)
    )
    yield journal
    journal.close()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: run(), id="the same"),
        pytest.param(lambda: run(port=51234), id="another port of another length"),
        pytest.param(lambda: run(ms=99.5), id="another pace"),
        pytest.param(lambda: run(date="Thu"), id="another hour"),
    ],
)
def test_what_hangs_on_the_machine_does_not_count(
    other: Callable[[], AbstractContextManager[Journal]],
) -> None:
    """Ports, durations and dates differ from run to run; the digest does not."""
    with run() as one, other() as two:
        assert first_difference(one.db, two.db) is None
        assert digest(one.db) == digest(two.db)


def test_everything_else_counts() -> None:
    """One letter in one body is another digest, and can be pointed at."""
    with run() as one, run(name="b") as two:
        difference = first_difference(one.db, two.db)

        assert digest(one.db) != digest(two.db)
        assert difference is not None
        assert [side and b'"name' in side.replace(b"\\", b"") for side in difference] == [True] * 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda journal: journal.emit([Event(kind="note")]), id="a record more"),
        pytest.param(lambda journal: journal.finish(exchange(99)), id="an exchange more"),
    ],
)
def test_more_is_another_run(change: Callable[[Journal], object]) -> None:
    """A run that goes on differs from one that ended."""
    with run() as one, run() as two:
        change(two)

        assert digest(one.db) != digest(two.db)
        assert first_difference(one.db, two.db) is not None


def test_simulated_time_counts() -> None:
    """Another simulated instant is another run: a stray wall clock shows."""
    with run() as one, run() as two:
        two.db.execute("UPDATE record SET at = at + 1")

        assert digest(one.db) != digest(two.db)


def test_records_and_exchanges_come_in_one_order() -> None:
    """The transcript follows the common numbers and names the servers."""
    with run() as one:
        lines = list(transcript(one.db))

    assert [line[:12] for line in lines] == [b'["record",1,', b'["exchange",', b'["exchange",']
    assert b"{zitadel}/scim/v2/7" in lines[0]
    assert b"127.0.0.1" not in b"".join(lines)
    assert b"Connection refused ({zitadel})" in lines[2]


def test_an_address_is_not_found_inside_another_one() -> None:
    """127.0.0.1:80 is not part of 127.0.0.1:8080, nor of 7.127.0.0.1:80."""
    journal = Journal(None, clock=clock())
    journal.set_meta("zitadel.authority", "127.0.0.1:80")
    texts = ["127.0.0.1:80", "127.0.0.1:8080", "7.127.0.0.1:80", "a@127.0.0.1:80/x"]
    journal.emit([Event(kind="note", data={"texts": texts})])

    (line,) = transcript(journal.db)
    journal.close()

    assert line.count(b"{zitadel}") == 2


def test_a_body_that_was_cut_is_compared_where_both_have_it() -> None:
    """Where a long body was cut hangs on the length of the ports in it, too."""
    digests = set()
    for port in (80, 50123):
        journal = Journal(None, clock=clock())
        journal.set_meta("zitadel.authority", f"127.0.0.1:{port}")
        body = cut(f"http://127.0.0.1:{port}/".encode() + b"x" * 100_000)
        journal.finish(exchange(1, response_body=body))
        digests.add(digest(journal.db))
        journal.close()

    assert len(digests) == 1


def test_a_run_without_addresses_has_a_digest() -> None:
    """Runs that never had a server can be compared as well."""
    journal = Journal(None, clock=clock())
    journal.finish(exchange(1, response_body=None))

    assert len(digest(journal.db)) == 64
    journal.close()
