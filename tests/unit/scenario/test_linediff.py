"""Long lines of a diff are cut to what is different in them."""

from simulator.scenario.linediff import shortened


def test_a_long_pair_is_cut_around_its_difference() -> None:
    """Beginning, difference and what stands beside it stay; short lines are left whole."""
    long = "    0.25  job.queued " + "a" * 200 + '"Moss"' + "b" * 200
    other = long.replace("Moss", "Lime")
    diff = ["--- one", "+++ other", " same", f"-{long}", f"+{other}", "-gone"]

    cut = shortened(diff)

    beside = "a" * 39 + '"', '"' + "b" * 39
    assert cut == [
        *diff[:3],
        f"{diff[3][:60]}…{beside[0]}Moss{beside[1]}…",
        f"{diff[4][:60]}…{beside[0]}Lime{beside[1]}…",
        "-gone",
    ]


def test_long_lines_around_are_cut_at_their_end() -> None:
    """They only say where one is."""
    assert shortened([" " + "x" * 300]) == [" " + "x" * 159 + "…"]
