"""How long a notice is tried: a call ten minutes, and a word to an office next door until it is heard."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from parts.closed import CLOSES, closing, outside
from parts.incident import by
from parts.notices import notice_of
from parts.two_offices import plan_of
from roles.document import load
from service.alarm.commands import Clear
from service.dispatch.book import OfficePage
from service.dispatch.next_door import UNTIL_HEARD, words_to_neighbours
from service.dispatch.ways import Ways
from service.jobs.lane import MOST_TRIES, MOST_UNTIL_HEARD, Result, aged
from service.timeline.entry import Entry

MINUTE: Final = timedelta(minutes=1)
THEIRS: Final = "contact:next-door"


def entry_of(event: str, at: datetime) -> Entry:
    """An entry of the closing, of which only its name and place count here."""
    return Entry(
        office="as",
        position=9,
        at=at,
        event=event,
        alarm="alarm-of-close-1",
        actor=by("maja"),
        facts={},
        personal=None,
        personal_digest=None,
        previous="",
        hash="",
    )


def test_that_we_have_opened_again_is_tried_until_it_is_heard() -> None:
    """The word that ends a neighbour's card is marked; a call to her is not, and has its ten minutes."""
    plan = load(plan_of("as", "Ås", "Jobbcentrum"), source="as.yaml").plan
    assert plan is not None
    page = OfficePage(plan=plan, keys={}, ways=Ways(is_neighbour="next-door".__eq__))
    office = closing(replace(CLOSES, calls=(outside(THEIRS, "neighbours"),)))
    office.do(Clear(actor=by("maja"), entitled=True))
    (word,) = words_to_neighbours(page, office.standing, [entry_of("AlarmCleared", office.now)])
    assert (word.responder, word.purpose, word.content[UNTIL_HEARD]) == (THEIRS, "over", True)
    assert UNTIL_HEARD not in notice_of("webhook").content


def test_a_call_is_given_up_and_a_word_goes_on() -> None:
    """After ten minutes a call only frightens; the other is tried once a minute for a day, and then given up too."""
    call = Result(notice=notice_of("webhook"), reason="unreachable", again_in=15.0)
    word = replace(call, notice=notice_of("webhook", purpose="over", content={UNTIL_HEARD: True}))
    assert [aged(one, 10 * MINUTE) for one in (call, word)] == [call, word]
    later = aged(call, 11 * MINUTE)
    assert (later.reason, later.again_in) == ("expired", None)
    assert aged(word, 11 * MINUTE) == replace(word, again_in=60.0)
    assert aged(word, timedelta(hours=24)).again_in == 60.0
    assert aged(word, timedelta(hours=24, seconds=1)).reason == "expired"
    assert MOST_TRIES + timedelta(hours=24) / MINUTE < MOST_UNTIL_HEARD, "the tries last as long as the day does"
