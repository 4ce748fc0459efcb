"""The review afterwards: every event of an alarm has its sentence, and what was passed on says how."""

from dataclasses import replace
from functools import cache
from random import Random

from parts.closed_history import closed_entries
from parts.history import NAMES, random_history
from service.alarm.actor import Actor
from service.alarm.events import EVENTS
from service.timeline.entry import Entry, Personal
from service.web.i18n import load
from service.web.ports import Record
from service.web.review import told

TEXTS = load()
FACTS = {
    "time_zone": "Europe/Stockholm",
    "people": {key: {"name": name} for key, name in NAMES.items()},
    "contacts": {},
    "zones": {},
    "roles": {},
    "kinds": {},
}


@cache
def _alarms() -> list[tuple[Entry, ...]]:
    alarms: dict[tuple[int, str], list[Entry]] = {}
    for seed in range(160):
        for written in random_history(Random(seed), 30):
            for entry in written:
                alarms.setdefault((seed, entry.alarm or ""), []).append(entry)
    for entry in closed_entries():
        alarms.setdefault((-1, entry.alarm or ""), []).append(entry)
    return [tuple(entries) for entries in alarms.values()]


def test_every_event_has_a_sentence_of_its_own() -> None:
    """No reader of a review ever meets an event's name."""
    seen: set[str] = set()
    for entries in _alarms():
        story = told(Record(office="as", alarm=entries[0].alarm or "", entries=entries), FACTS, "sv", TEXTS)
        for entry, line in zip(entries, story.lines, strict=True):
            seen.add(entry.event)
            assert line.words
            assert entry.event not in line.words
    assert seen >= EVENTS - {"StepSkipped"}, "rare in a random day"


def test_what_was_seen_of_a_door_names_who_or_where() -> None:
    """A door that somebody says does not open has a name beside it: hers, or that of the screen she stood at."""
    entries = next(e for e in _alarms() if len(e) > 1)
    facts = {**FACTS, "screens": {"staff": {"name": "Personalrummet"}}, "doors": {"north": {"name": "Norra dörren"}}}
    for actor, words in (
        (Actor(via="screen:as/staff"), "vid Personalrummet: Norra dörren går inte att öppna"),
        (Actor(via="screen:as/staff", who="p-1"), f"{NAMES['p-1']}: Norra dörren går inte att öppna"),
    ):
        said = {"door": "north", "state": "locked", "by": actor.who}
        entry = replace(entries[1], event="DoorReported", actor=actor, facts=said, personal=None)
        record = Record(office="as", alarm="a", entries=(entries[0], entry))
        assert told(record, facts, "sv", TEXTS).lines[1].words == words


def test_what_was_passed_on_says_by_whom_for_whom_and_how() -> None:
    """Who typed it, whose word it is, the channel, and the words themselves stand on one line."""
    entries = next(e for e in _alarms() if len(e) > 1)
    said = replace(
        entries[1],
        actor=Actor(via="screen:as/staff", who="p-1", behalf_of="p-2"),
        facts={**entries[1].facts, "channel": "radio"},
        personal=Personal(salt="00" * 16, content={"words": "two minutes", "entrance": "the yard"}),
    )
    line = told(Record(office="as", alarm="a", entries=(entries[0], said)), FACTS, "en", TEXTS).lines[1]
    assert (line.by, line.quote) == ("Anna Berg for Bo Ek, by radio", "the yard · two minutes")
