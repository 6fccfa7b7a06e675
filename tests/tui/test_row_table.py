"""The list of our own: cursor, follow mode, and nothing moves under the cursor."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from textual.app import App, ComposeResult

from tests.tui.keys import quiet
from tui.widgets.row_table import RowTable
from tui.widgets.table_model import Column, ListSource, Marks, widths

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Line:
    """A row of numbers."""

    key: int
    version: int = 0


def lines(*keys: int) -> list[Line]:
    return [Line(key) for key in keys]


COLUMNS = [
    Column("#", 4, lambda row, _: (str(row.key), "text"), right=True),
    Column("text", 0, lambda row, _: (f"line {row.key} version {row.version}", "dim")),
]


class TableApp(App[None]):
    """One list over the whole screen."""

    def __init__(self, rows: Sequence[Line], *, follows: bool = False) -> None:
        super().__init__()
        self.rows = ListSource(rows)
        self.table = RowTable(lambda _: COLUMNS, source=self.rows, follows=follows)
        self.moved: list[int] = []
        self.table.moved = lambda _, row: self.moved.append(int(row.key))
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.reload()

    def on_row_table_opened(self, message: RowTable.Opened) -> None:
        self.opened.append(int(message.row.key))

    def text(self) -> list[str]:
        """Return what the list shows."""
        return [self.table.render_line(y).text.rstrip() for y in range(self.table.size.height)]


async def test_the_cursor_stops_at_both_ends() -> None:
    """Moving past the first or last row stays on it."""
    app = TableApp(lines(*range(30)))
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(pilot)
        app.table.go(0)
        app.table.move(-1)
        assert app.table.cursor == 0

        app.table.move(1000)
        assert app.table.cursor == 29
        assert app.text()[-1].startswith("   29")


async def test_an_empty_list_takes_every_key_and_shows_its_placeholder() -> None:
    """Without rows nothing moves, nothing fails, and the pane says what it will hold."""
    app = TableApp([])
    app.table.placeholder = ["Nobody is assigned yet."]
    async with app.run_test(size=(40, 5)) as pilot:
        await quiet(pilot)
        app.table.move(1)
        app.table.go_to_end()
        app.table.next_related(1)

        assert app.table.current is None
        assert app.moved == []
        assert "Nobody is assigned yet." in "".join(app.text())


async def test_one_row_can_be_selected() -> None:
    """A list of one row has it under the cursor after the first key."""
    app = TableApp(lines(7))
    async with app.run_test(size=(40, 5)) as pilot:
        await quiet(pilot)
        app.table.move(1)
        await quiet(pilot)

        assert app.table.cursor_key == 7
        assert app.moved == [7]


async def test_a_width_of_20_still_shows_the_first_columns() -> None:
    """Text is cut to the width, never wider."""
    app = TableApp(lines(1, 2))
    async with app.run_test(size=(20, 4)) as pilot:
        await quiet(pilot)
        assert [len(text) for text in app.text()] == [20, 20, 0, 0]
        assert app.text()[0] == "    1 line 1 versio…"


async def test_rows_that_arrive_above_do_not_move_the_one_under_the_cursor() -> None:
    """What is being read stays on its line of the screen."""
    app = TableApp(lines(*range(10, 60)))
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(pilot)
        app.table.go(30)
        await quiet(pilot)
        line = app.table.cursor - app.table.scroll_offset.y

        app.rows.rows[:0] = lines(1, 2, 3)
        app.table.reload()
        await quiet(pilot)

        assert app.table.cursor_key == 40
        assert app.table.cursor - app.table.scroll_offset.y == line


async def test_rows_that_arrive_above_do_not_move_the_first_one_on_screen() -> None:
    """Without a cursor on screen the first visible row stays where it is."""
    app = TableApp(lines(*range(10, 60)))
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(pilot)
        app.table.scroll_to(y=20, animate=False, immediate=True)
        await quiet(pilot)
        before = app.text()

        app.rows.rows[:0] = lines(1, 2, 3)
        app.table.reload()
        await quiet(pilot)

        assert app.text() == before


async def test_a_filter_keeps_the_cursor_on_its_row() -> None:
    """Rows that go away around it leave the cursor on the same row."""
    app = TableApp(lines(*range(50)))
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(pilot)
        app.table.go(24)

        app.table.set_source(ListSource(lines(*range(0, 50, 8))))

        assert app.table.cursor_key == 24
        assert app.table.cursor == 3


async def test_a_filter_that_hides_the_row_leaves_the_cursor_near() -> None:
    """If its row goes away the cursor stands on another one that is there."""
    app = TableApp(lines(*range(50)))
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(pilot)
        app.table.go(49)

        app.table.set_source(ListSource(lines(3, 4)))

        assert app.table.cursor_key == 4


async def test_following_shows_the_newest_and_moving_up_leaves_it() -> None:
    """Following is a mode: any movement upwards ends it, going to the end starts it again."""
    app = TableApp(lines(*range(50)), follows=True)
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(pilot)
        assert app.text()[-1].startswith("   49")

        app.table.go(48)
        assert not app.table.follow
        app.rows.rows += lines(50, 51)
        app.table.reload()
        assert app.text()[-1].startswith("   49")
        assert app.table.unseen == 2

        app.table.go_to_end()
        assert app.table.follow
        assert app.table.unseen == 0
        assert app.text()[-1].startswith("   51")


async def test_only_changed_lines_are_painted_again() -> None:
    """A row with a new version is asked for anew; the others come from the cache."""
    app = TableApp(lines(*range(5)))
    async with app.run_test(size=(40, 5)) as pilot:
        await quiet(pilot)
        app.text()
        app.rows.rows[2] = Line(2, version=1)

        app.table.reload()

        assert app.text()[2].endswith("line 2 version 1")


async def test_marks_stand_in_the_first_column() -> None:
    """The selected row, direct ones and siblings each have their own sign."""
    app = TableApp(lines(*range(4)))
    async with app.run_test(size=(40, 4)) as pilot:
        await quiet(pilot)
        app.table.set_marks(Marks(0, frozenset({1}), frozenset({2})))

        assert [text[:1] for text in app.text()] == ["▶", "┃", "┆", " "]


async def test_next_related_goes_from_mark_to_mark() -> None:
    """``n`` and ``N`` visit related rows only."""
    app = TableApp(lines(*range(20)))
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(pilot)
        app.table.set_marks(Marks(None, frozenset({4, 15}), frozenset({9})))
        app.table.go(0)
        visited = []

        for _ in range(3):
            app.table.next_related(1)
            visited.append(app.table.cursor_key)
        app.table.next_related(-1)

        assert visited == [4, 9, 15]
        assert app.table.cursor_key == 9


async def test_headings_are_stepped_over() -> None:
    """The cursor never rests on a row that only divides others."""
    app = TableApp([])
    async with app.run_test(size=(40, 10)) as pilot:
        await quiet(pilot)
        app.table.set_source(ListSource(lines(1, 2, 3), headings=frozenset({2})))
        app.table.go(0)

        app.table.move(1)
        assert app.table.cursor_key == 3

        app.table.move(-1)
        assert app.table.cursor_key == 1


async def test_a_click_selects_and_a_second_one_opens() -> None:
    """The mouse does what the keys do."""
    app = TableApp(lines(*range(5)))
    async with app.run_test(size=(40, 5)) as pilot:
        await quiet(pilot)
        await pilot.click(RowTable, offset=(10, 3))
        assert app.moved == [3]

        app.table.set_marks(Marks(3))
        await pilot.click(RowTable, offset=(10, 3))
        await quiet(pilot)
        assert app.opened == [3]


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        pytest.param(40, [4, 29, 5], id="the rest goes to the flexible one"),
        pytest.param(17, [4, 6, 5], id="just enough"),
        pytest.param(14, [4, 6, 2], id="later fixed columns give way first"),
        pytest.param(0, [0, 0, 0], id="no room at all"),
    ],
)
def test_widths_are_shared(total: int, expected: list[int]) -> None:
    """Fixed columns keep their width while there is room; the rest is shared."""

    def nothing(_row: object, _width: int) -> tuple[str, str]:
        return "", ""

    columns = [Column("a", 4, nothing), Column("b", 0, nothing), Column("c", 5, nothing)]

    assert widths(columns, total) == expected


async def test_the_cursor_looks_like_the_focus_at_once() -> None:
    """No later news are needed for it, in either direction."""
    app = TableApp(lines(*range(3)))
    async with app.run_test(size=(40, 5)) as pilot:
        app.table.focus()
        await quiet(pilot)
        app.table.go(1)
        with_focus = app.table.render_line(1)

        app.set_focus(None)
        await quiet(pilot)
        without = app.table.render_line(1)
        app.table.focus()
        await quiet(pilot)

        assert without != with_focus
        assert app.table.render_line(1) == with_focus
