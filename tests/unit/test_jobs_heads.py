"""When heads are signed, that they are given on until they have left, and that another record is noticed."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from parts.history import random_history
from parts.stores import Watch
from service.dispatch.faults import Faults
from service.jobs.heads import ENDS, EVERY, STUCK_S, Heads
from service.notify.heads.key import HeadKey, make_key
from service.notify.heads.shelf import Shelf
from service.notify.heads.ways import Files, ToFolder
from service.notify.port import NotHandedOver
from service.timeline.chain import seal
from service.timeline.entry import Entry, Head

ENTRIES = [entry for written in random_history(Random(11), 60) for entry in written]
QUIET = next(n for n in range(2, len(ENTRIES)) if not any(one.event in ENDS for one in ENTRIES[n - 2 : n]))
"""A position with no end of an alarm in the two entries up to it."""
END = next(one.position for one in ENTRIES if one.event in ENDS and one.position > QUIET)


@dataclass
class Record:
    """The record as far as it has come."""

    entries_there: list[Entry]

    async def heads(self) -> list[Head]:
        """Return its end."""
        last = self.entries_there[-1]
        return [Head(office=last.office, position=last.position, hash=last.hash)]

    async def entries(self, _office: str, after: int, limit: int) -> list[Entry]:
        """Return entries."""
        return [one for one in self.entries_there if one.position > after][:limit]


@dataclass
class Way:
    """A way out that takes what it is given, unless it is down."""

    down: bool = False
    given: list[tuple[str, bytes]] = field(default_factory=list)

    async def give(self, files: Files) -> None:
        """Take files."""
        if self.down:
            raise NotHandedOver("unreachable", again=True)
        self.given += files

    async def close(self) -> None:
        """Do nothing."""

    @property
    def names(self) -> list[str]:
        """What it was given."""
        return [name for name, _ in self.given]


@dataclass
class Stamp:
    """A time-stamping authority that is down, or answers."""

    down: bool = False

    async def stamp(self, content: bytes) -> bytes:
        """Stamp."""
        if self.down:
            raise NotHandedOver("unreachable", again=True)
        return b"stamp on " + content[:5]

    async def close(self) -> None:
        """Do nothing."""


@dataclass(kw_only=True)
class House:
    """A record, a way out, and the job."""

    folder: Path
    key: HeadKey
    record: Record
    watch: Watch = field(default_factory=Watch)
    way: Way = field(default_factory=Way)

    def __post_init__(self) -> None:
        """Begin."""
        self.faults = Faults(self.watch)
        self.begin()

    def begin(self, stamp: Stamp | None = None) -> None:
        """Begin anew, as a node that is started again."""
        shelf = Shelf(self.folder / "heads")
        ways = {"way": self.way}
        self.job = Heads(self.record, shelf, self.key, self.faults, self.watch, ways=ways, stamper=stamp)

    def grow(self, until: int) -> None:
        """Have the record reach to an entry."""
        self.record.entries_there = ENTRIES[:until]

    def wait(self, time: timedelta) -> None:
        """Let time pass."""
        self.watch.at += time
        self.watch.seconds += time.total_seconds()


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A record of a few entries."""
    return House(folder=tmp_path, key=make_key(tmp_path / "k"), record=Record(ENTRIES[: QUIET - 1]))


def _name(position: int) -> str:
    return f"as/{position:010}.json"


async def test_an_office_that_was_never_signed_is_signed_at_once(house: House) -> None:
    """And once only, while nothing comes to it, however long that is."""
    for _ in range(3):
        await house.job.step()
        house.wait(EVERY * 2)
    assert house.way.names == [_name(QUIET - 1)]


async def test_what_moves_is_signed_once_a_day(house: House) -> None:
    """Not at every entry; a node that starts again goes on where it was."""
    await house.job.step()
    house.grow(QUIET)
    await house.job.step()
    house.wait(EVERY - timedelta(seconds=1))
    house.begin()
    await house.job.step()
    assert house.way.names == [_name(QUIET - 1)]
    house.wait(timedelta(seconds=1))
    await house.job.step()
    assert house.way.names == [_name(QUIET - 1), _name(QUIET)]


@pytest.mark.parametrize("again", [False, True])
async def test_the_end_of_an_alarm_is_signed_at_once(house: House, again: bool) -> None:
    """When it is cleared, closed or cancelled; also where the node was down then."""
    await house.job.step()
    house.grow(END)
    if again:
        house.begin()
    await house.job.step()
    assert house.way.names[-1] == _name(END)
    assert b'"why":"alarm"' in house.way.given[-1][1]


async def test_a_way_that_is_down_is_given_all_later(house: House) -> None:
    """In order, over a start of the node; the screens say so after an hour, and no more when it goes."""
    house.way.down = True
    await house.job.step()
    house.grow(END)
    await house.job.step()
    house.begin()
    await house.job.step()
    assert not house.faults.has("as", "heads_stuck")
    house.wait(timedelta(seconds=STUCK_S))
    await house.job.step()
    assert house.faults.has("as", "heads_stuck")
    house.way.down = False
    await house.job.step()
    assert house.way.names == [_name(QUIET - 1), _name(END)]
    assert not house.faults.has("as", "heads_stuck")
    await house.job.step()
    assert len(house.way.given) == 2


@pytest.mark.parametrize("shorter", [False, True])
async def test_another_record_is_noticed_and_nothing_is_signed_over_it(house: House, shorter: bool) -> None:
    """Written anew or cut off: the screens say so until it is the old one again, and what was signed stays."""
    house.grow(END)
    await house.job.step()
    if shorter:
        house.grow(END - 1)
    else:
        changed = replace(ENTRIES[END - 1], at=ENTRIES[END - 1].at + timedelta(seconds=1))
        house.record.entries_there = [
            *ENTRIES[: END - 1],
            replace(changed, hash=seal(changed)),
            *ENTRIES[END : END + 1],
        ]
    house.wait(EVERY)
    await house.job.step()
    assert house.faults.has("as", "record_differs")
    assert house.way.names == [_name(END)]
    house.grow(END)
    await house.job.step()
    assert not house.faults.has("as", "record_differs")


async def test_a_head_leaves_also_without_its_time_stamp(house: House) -> None:
    """An authority that is down costs the stamp and nothing else; one that answers is beside the head."""
    house.begin(Stamp(down=True))
    await house.job.step()
    assert house.way.names == [_name(QUIET - 1)]
    house.begin(Stamp())
    house.grow(END)
    await house.job.step()
    assert house.way.names[1:] == [_name(END), f"as/{END:010}.tsr"]


async def test_a_folder_that_is_not_mounted_is_not_made(house: House, tmp_path: Path) -> None:
    """Else heads would lie beside the database, and look as if they had left."""
    away = ToFolder(tmp_path / "away")
    with pytest.raises(NotHandedOver, match="no such folder"):
        await away.give([("as/0000000001.json", b"x")])
    assert not (tmp_path / "away").exists()
    (tmp_path / "away").mkdir()
    await away.give([("as/0000000001.json", b"x")])
    assert (tmp_path / "away" / "as" / "0000000001.json").read_bytes() == b"x"


async def test_what_was_written_outside_is_never_changed(tmp_path: Path) -> None:
    """One that was broken off is completed; one that says something else stays, and the new one stands beside it."""
    away, place = ToFolder(tmp_path), tmp_path / "as" / "0000000001.json"
    await away.give([("as/0000000001.json", b"whole")])
    await away.give([("as/0000000001.json", b"whole")])
    place.write_bytes(b"who")
    await away.give([("as/0000000001.json", b"whole")])
    assert place.read_bytes() == b"whole"
    place.write_bytes(b"what")
    await away.give([("as/0000000001.json", b"whole")])
    assert place.read_bytes() == b"what"
    assert place.with_name("0000000001-2.json").read_bytes() == b"whole"
    assert sorted(path.name for path in place.parent.iterdir()) == ["0000000001-2.json", place.name]


@dataclass
class Houses(Record):
    """A record of two offices, of which nobody can read what the first has written."""

    async def heads(self) -> list[Head]:
        """Return the end of that one, and then the other's."""
        return [Head(office="a-first", position=7, hash="0" * 64), *await super().heads()]

    async def entries(self, office: str, after: int, limit: int) -> list[Entry]:
        """Return entries, or fail as on rows that somebody has changed."""
        if office == "a-first":
            raise ValueError("what stands there is no entry")
        return await super().entries(office, after, limit)


async def test_a_damaged_record_of_one_office_costs_no_other_its_heads(tmp_path: Path) -> None:
    """What was to be proven there cannot be; everywhere else heads go on leaving the house."""
    house = House(folder=tmp_path, key=make_key(tmp_path / "k"), record=Houses(ENTRIES[:QUIET]))
    await house.job.step()
    assert [name.split("/")[0] for name in house.way.names] == [ENTRIES[0].office]
