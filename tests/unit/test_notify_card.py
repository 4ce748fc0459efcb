"""The 112 card that goes with a call to the police contact: what is known, and nothing made up."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.incident import PLAN, START
from parts.offices import AS
from roles.document import load
from roles.plan import Plan
from service.alarm.alarm import Alarm, Located
from service.alarm.states import Mode, State
from service.notify.card import FIELDS, LONGEST_VALUE, card_lines, card_of
from service.web.i18n import LANGUAGES
from service.web.i18n import load as texts

ALARM = Alarm(
    id="9f3a",
    state=State.ACKNOWLEDGED,
    mode=Mode.ACTUAL,
    kind="emergency",
    zone="room-114",
    open_key="device:as/pendant-1",
    presser="p-anna",
    plan="0",
    script=PLAN,
    raised_at=START,
    step_at=START,
)
SAY = texts().into("en")
NAMES = {"p-anna": "Anna Berg", "p-ida": "Ida Holm"}
TOLD = {"weapons": "seen", "injured": "none", "person": "here", "whereabouts": "waiting-room", "meets": "p-ida"}


@cache
def _plan() -> Plan:
    found = load(AS.read_text(), source="as.yaml").plan
    assert found is not None
    return found


def test_how_sure_the_place_is_goes_with_it() -> None:
    """Measured, it stands alone; where somebody has looked in vain, whoever comes is told so."""

    def place(located: Located | None) -> str:
        return card_of(_plan(), replace(ALARM, located=located), "emergency", SAY, NAMES.get)["place"]

    measured = Located(usual="hall", zone="room-114", at=START, confidence="clear")
    assert place(measured) == "Rum 114, floor 1"
    assert place(replace(measured, doubted_at=START)) == "Said not to be here: Rum 114, floor 1"
    assert place(Located(usual="room-114")) == "Rum 114, floor 1 (usual place, not confirmed)"


@pytest.fixture
def plan() -> Plan:
    """The invented office, which has an address and one entrance."""
    return _plan()


def test_the_police_are_told_what_they_ask(plan: Plan) -> None:
    """Where, which way in, what, since when, weapons, injured, the person, who meets them, in their order."""
    card = card_of(plan, replace(ALARM, situation=TOLD), "emergency", SAY, NAMES.get)
    assert list(card) == list(FIELDS)
    assert card["place"] == "Rum 114, floor 1 (usual place, not confirmed)"
    assert card["entrance"] == "Huvudentrén mot Storgatan. Glasdörrarna under skylten"
    assert card["raised_at"] == "10:00:00", "by the clock on the office's wall"
    assert card["weapons"] == "Yes, a weapon has been seen"
    assert card["person"] == "Still here, Väntrummet, floor 1"
    assert card["meets"] == "Ida Holm"
    assert "Anna Berg" not in card.values(), "who pressed is nobody's business on the way"


def test_what_nobody_has_told_is_not_known_yet(plan: Plan) -> None:
    """It is missing in the card, and said in words in a text; `unknown` is an answer that leaves it open."""
    card = card_of(plan, replace(ALARM, zone=None, situation={"weapons": "unknown"}), "emergency", SAY, NAMES.get)
    assert not {"place", "weapons", "injured", "person", "meets"} & card.keys()
    lines = card_lines(card, SAY)
    assert len(lines) == len(FIELDS)
    assert "Weapons: not known yet" in lines


def test_somebody_who_has_left_is_in_no_room(plan: Plan) -> None:
    """Where she was last is not where she is."""
    gone = replace(ALARM, situation={"person": "gone", "whereabouts": "waiting-room"})
    assert card_of(plan, gone, "emergency", SAY, NAMES.get)["person"] == "Has left the house"


@pytest.mark.parametrize("mode", [Mode.DRILL, Mode.TEST])
def test_a_drill_has_no_card(plan: Plan, mode: Mode) -> None:
    """Nobody outside is told of what is no alarm."""
    assert card_of(plan, replace(ALARM, mode=mode, situation=TOLD), "emergency", SAY, NAMES.get) == {}


@given(
    st.dictionaries(st.sampled_from(["weapons", "injured", "person", "whereabouts", "meets"]), st.text(max_size=200)),
    st.text(max_size=200),
    st.sampled_from(LANGUAGES),
)
def test_a_field_is_one_bounded_line(situation: dict[str, str], kind: str, lang: str) -> None:
    """Whatever stands in the record, no field is empty, long, or more than one line."""
    card = card_of(_plan(), replace(ALARM, situation=situation), kind, texts().into(lang), lambda key: key)
    assert card.keys() <= FIELDS.keys()
    for value in card.values():
        assert len(value) <= LONGEST_VALUE
        assert value.isprintable()
