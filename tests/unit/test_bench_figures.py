"""The bench's own arithmetic: a figure that is wrong would be believed."""

from bench.figures import Presses, spread
from bench.screens import frames_in, meaning
from bench.sections import with_first, with_section
from service.live.frame import Batch, Frame


def test_a_percentile_is_the_smallest_time_that_so_many_do_not_exceed() -> None:
    """Of 1 to 100 ms the 50th, 90th and 99th are those numbers, and one time is all of them."""
    found = spread([float(n) for n in range(100, 0, -1)])
    assert (found.p50, found.p90, found.p99, found.most) == (50, 90, 99, 100)
    alone = spread([7.0])
    assert (alone.p50, alone.p99, alone.most) == (7, 7, 7)


def test_what_a_screen_did_not_get_or_got_twice_is_counted() -> None:
    """Of two presses on three screens, one missed a screen and one came to a screen twice."""
    presses = Presses(screens=3)
    told = [(2_000_000, 5_000_000, 3, 1), (3_000_000, 4_000_000, 2, 0)]
    presses.add([1_000_000, 1_000_000], {"seen": told, "screens": 3, "gaps": 0, "lost": []})
    assert (presses.first, presses.last) == ([1.0, 2.0], [4.0, 3.0])
    assert (presses.lost, presses.doubled) == (1, 1)


def test_a_press_that_reached_no_screen_is_lost_and_has_no_time() -> None:
    """It must not count as fast."""
    presses = Presses(screens=3)
    presses.add([1], {"seen": [(0, 0, 0, 0)], "screens": 3, "gaps": 0, "lost": []})
    assert (presses.last, presses.lost) == ([], 3)


def test_frames_are_cut_where_they_end_and_the_rest_is_kept() -> None:
    """Three messages and half of a fourth: three come out, and the end of the third is known."""
    data = Batch([Frame("x" * length) for length in (3, 300, 70_000)]).framed
    found = list(frames_in(data + b"\x81\x05ab"))
    assert [len(payload) for _, payload, _ in found] == [3, 300, 70_000]
    assert found[-1][2] == len(data)


def test_each_side_says_which_device_was_pressed() -> None:
    """The stream of Trygg and the packets of a bare broker lead to the same name."""
    provisional = b'{"type":"provisional","alarm":"a-1","kind":"x","zone":"r","device":"as/pendant-7","at":"t"}'
    raised = b'{"type":"entry","position":9,"event":"AlarmRaised","data":{"device":"as/pendant-7"}}'
    called = b'{"type":"entry","position":10,"event":"ResponderCalled","data":{}}'
    topic = b"trygg/v1/as/pendant-7/press"
    publish = bytes((0x30, 2 + len(topic) + 2, 0, len(topic))) + topic + b"{}"
    assert meaning(provisional) == ("seen", "pendant-7", -1)
    assert meaning(raised) == ("recorded", "pendant-7", 9)
    assert meaning(called) == ("recorded", "", 10)
    assert meaning(publish) == ("seen", "pendant-7", -1)


def test_each_part_of_the_page_is_written_anew_by_itself() -> None:
    """A run of one kind leaves the figures of the others as they are, in whichever order they came."""
    plans, notices = (f"<!-- {kind}: from here on written by `make bench` -->" for kind in ("plans", "notices"))
    page = with_section(with_section("# Speed\n", plans, "old"), notices, "calls")
    page = with_first(with_section(page, plans, "new"), "# Speed again\n")
    assert page == f"# Speed again\n\n{plans}\n\nnew\n\n{notices}\n\ncalls\n"
    assert with_first("# Speed\n", "# Speed again\n") == "# Speed again\n"
