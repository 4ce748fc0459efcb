"""What whoever calls 112 needs: numbers by country and kind, and the nearest entrance."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import roles
from roles.diff import differences
from roles.document import load
from roles.emergency_call import DIALLED, HELPERS, NUMBERS, Helper, helper_of, number_to
from roles.entrance import nearest_entrances
from roles.plan import LastResort, Plan
from roles.word import COUNTRIES, KINDS_OF_ALARM

EXAMPLES = Path(roles.__file__).parent / "examples"


def _plan(text: str) -> Plan:
    plan = load(text, source="plan.yaml", standards=lambda _: (EXAMPLES / "agency.standard.yaml").read_text()).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("country", "kind", "number"),
    [
        *(("SE", kind, "112") for kind in (*KINDS_OF_ALARM, "fire", "observe", "bomb-threat")),
        *(("NO", kind, "112") for kind in ("emergency", "assist", "observe", "bomb-threat")),
        ("NO", "medical", "113"),
        ("NO", "fire", "110"),
        ("", "medical", "112"),
    ],
)
def test_the_number_of_a_kind_of_alarm(country: str, kind: str, number: str) -> None:
    """Sweden dials 112 for everything, Norway 113 for an ambulance; 112 holds where nothing else is known."""
    assert number_to(helper_of(kind), country, {}) == number


def test_every_country_of_a_plan_has_every_number() -> None:
    """A country is not added to the plans without its numbers, and all of them can be dialled."""
    assert set(NUMBERS) == set(COUNTRIES)
    for numbers in NUMBERS.values():
        assert set(numbers) == set(HELPERS)
        assert all(DIALLED.fullmatch(number) for number in numbers.values())


def test_a_house_dials_its_own_number() -> None:
    """Where one dials 0 first, the plan says so, and only for the numbers that it names."""
    plan = _plan((EXAMPLES / "no-guard.yaml").read_text().replace(', medical: "0113", fire: "0110"', ""))
    dialled = {helper: number_to(helper, plan.country, plan.emergency_call.numbers) for helper in HELPERS}
    assert dialled == {"police": "0112", "medical": "113", "fire": "110"}


@pytest.mark.parametrize(
    ("kind", "own", "number"),
    [
        ("emergency", "", "112"),
        ("medical", "", "113"),
        ("medical", 'numbers: {medical: "0 113"}', "0 113"),
        ("fire", "", "110"),
        ("assist", "", "0300 00 000"),
    ],
)
def test_a_plans_112_is_the_number_that_the_kind_needs(kind: str, own: str, number: str) -> None:
    """In a last resort 112 stands for the emergency number of the country and the house; any other number is itself."""
    text = (EXAMPLES / "no-guard.yaml").read_text()
    kept = re.sub(r"\n  numbers:.*", f"\n  {own}" if own else "", text)
    plan = _plan(kept)
    other = replace(plan.responses["emergency"], kind="assist", last_resort=LastResort(phone="0300 00 000"))
    without = replace(plan.responses["emergency"], kind="fire", last_resort=None)
    plan = replace(plan, responses={"emergency": plan.responses["emergency"], "assist": other, "fire": without})
    assert plan.last_resort_number(kind) == number


@pytest.mark.parametrize("number", ["112", "0112", "0 112", "+46 8 000 00 00", "(08) 000-00"])
def test_what_can_be_dialled(number: str) -> None:
    """Digits, with what people write between them."""
    assert DIALLED.fullmatch(number)


@pytest.mark.parametrize("number", ["", "polisen", "112;rm", "1", "112 eller 114 14", "١١٢", "1" * 40])
def test_what_cannot_be_dialled(number: str) -> None:
    """Words, lists, other digits and nothing."""
    assert DIALLED.fullmatch(number) is None


def test_help_is_sent_to_the_nearest_entrance() -> None:
    """Of two entrances each zone has the one with the shorter way; a zone nobody knows the way to has none."""
    plan = _plan((EXAMPLES / "hamnen.yaml").read_text())
    assert set(plan.emergency_call.entrances) == {"torget", "kajen"}
    nearest = nearest_entrances(plan)
    assert (nearest["torget"], nearest["kajen"]) == ("torget", "kajen")
    assert set(nearest.values()) == {"torget", "kajen"}
    unknown = _plan(re.sub(r"  - \[.*\btorget\b.*\]\n", "", (EXAMPLES / "hamnen.yaml").read_text()))
    assert nearest_entrances(unknown)["reception"] == "kajen"


def test_without_entrances_nothing_is_nearest() -> None:
    """A plan that names no entrance sends help to none."""
    text = re.sub(r"(?ms)^emergency_call:.*?(?=^response)", "", (EXAMPLES / "as.yaml").read_text())
    assert nearest_entrances(_plan(text)) == {}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Storgatan 1,", "Storgatan 2,", "Storgatan 2"),
        ('"+46 8 000 00 00"', '"+46 8 000 00 99"', "+46 8 000 00 99"),
        ("Glasdörrarna under skylten", "Porten", "Porten"),
        ("  entrances:\n    main:", "  numbers: {police: 0112}\n  entrances:\n    main:", "0112"),
        ("    main: {", "    side: {name: Gården, zone: desk-1}\n    main: {", "Gården is new"),
    ],
)
def test_what_changes_for_whoever_calls_is_told(old: str, new: str, told: str) -> None:
    """A new address, number or entrance stands in the differences that are read before publishing."""
    before = (EXAMPLES / "as.yaml").read_text()
    after = before.replace(old, new, 1)
    assert after != before
    found = [one for one in differences(_plan(before), _plan(after)) if told in one.words]
    assert found
    assert {one.path[0] for one in found} == {"emergency_call"}


def test_helpers_are_told_apart() -> None:
    """Only illness and fire call somebody else than the police first."""
    helpers: dict[str, Helper] = {kind: helper_of(kind) for kind in ("emergency", "assist", "medical", "fire", "x")}
    assert helpers == {"emergency": "police", "assist": "police", "medical": "medical", "fire": "fire", "x": "police"}
