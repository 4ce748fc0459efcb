"""What each instruction says, in one line that a frightened person reads."""

import pytest

from parts.ground_plans import plan_of
from roles.danger import danger_from
from roles.escape import Instruction, instructions
from roles.escape_words import instruction_in_words, reason_in_words
from roles.ground import Step
from roles.plan import Door, Plan, Zone
from service.web import i18n

B = Zone(id="b", name="säker zon B", kind="safe_zone")
STAIRS = Zone(id="stairs", name="trapphus 2", kind="stairs")
POINT = Zone(id="point", name="Torget", kind="muster_point")
STREET = Zone(id="street", name="Entrén", kind="street")
DOOR = Door(id="door", name="Glasdörren", between=("stairs", "b"))
PLAN = plan_of([B, STAIRS, POINT, STREET], [], [DOOR])
TEXTS = i18n.load().translations


def _said(told: Instruction, language: str, plan: Plan = PLAN) -> str:
    return instruction_in_words(plan, told).said(lambda id_: TEXTS[language].get(id_, id_))


@pytest.mark.parametrize(
    ("told", "sv", "nb"),
    [
        (
            Instruction(do="go", why="way", to="b", way=(Step("stairs", None), Step("b", None))),
            "Gå till säker zon B – via trapphus 2",
            "Gå til säker zon B – via trapphus 2",
        ),
        (
            Instruction(do="go", why="way", to="b", way=(Step("stairs", None), Step("b", "door"))),
            "Gå till säker zon B – via trapphus 2 och Glasdörren",
            "Gå til säker zon B – via trapphus 2 og Glasdörren",
        ),
        (Instruction(do="go", why="way", to="b", way=(Step("b", None),)), "Gå till säker zon B", "Gå til säker zon B"),
        (Instruction(do="stay_and_lock", why="no_room"), "Stanna här – lås dörren", "Bli her – lås døren"),
        (
            Instruction(do="stay", why="in_refuge"),
            "Stanna här – håll dörrarna stängda",
            "Bli her – hold dørene lukket",
        ),
        (
            Instruction(do="no_safe_way", why="door_shut"),
            "Ingen säker väg härifrån just nu – göm dig och var tyst",
            "Ingen trygg vei herfra nå – gjem deg og vær stille",
        ),
        (
            Instruction(do="leave", why="no_room", to="street", way=(Step("stairs", None), Step("street", None))),
            "Gå ut ur huset via trapphus 2 och Entrén",
            "Gå ut av huset via trapphus 2 og Entrén",
        ),
        (
            Instruction(do="leave", why="no_room", to="point", way=(Step("street", None), Step("point", None))),
            "Gå ut ur huset – till Torget via Entrén",
            "Gå ut av huset – til Torget via Entrén",
        ),
        (Instruction(do="leave", why="outside"), "Gå inte in – gå bort från huset", "Ikke gå inn – gå bort fra huset"),
        (Instruction(do="here", why="origin"), "Larmet är här", "Alarmen er her"),
    ],
)
def test_an_instruction_is_one_plain_line(told: Instruction, sv: str, nb: str) -> None:
    """Each says first what to do, in Swedish and in Norwegian."""
    assert (_said(told, "sv"), _said(told, "nb")) == (sv, nb)


def test_why_nobody_is_sent_is_said_beside_it() -> None:
    """A way needs no reason; that there is none is explained."""
    assert reason_in_words(Instruction(do="go", why="way", to="b")) is None
    assert reason_in_words(Instruction(do="no_safe_way", why="no_room")) == "There is no room left in the safe zones."


def test_every_instruction_of_a_plan_has_words() -> None:
    """Whatever is told, it has words in each language."""
    for told in instructions(PLAN, danger_from(PLAN, "stairs"), {}).values():
        for language in ("sv", "nb"):
            assert _said(told, language)
