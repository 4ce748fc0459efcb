"""Whose button cannot tell her anything."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from devices.inventory import STANDINGS, Device
from devices.outputs import NOTHING, USUAL
from devices.untold import untold
from parts.offices import AS
from roles.document import load
from service.cli.device_list import enrolled_lines
from service.cli.doctor.buttons import MOST_NAMED, looks

TODAY = date(2026, 11, 23)
MUTE = Device(office="as", device="blu-1", name="Pendant 1", holder="anna", family="shelly", answers=NOTHING)


def test_only_a_button_that_somebody_wears_and_that_is_in_use_is_named() -> None:
    """Whoever can be told, a spare, a wall's button and another office's are left out; a time out of service ends."""
    every = [
        MUTE,
        replace(MUTE, device="blu-2", name=""),
        replace(MUTE, device="p", holder="bo", answers=USUAL),
        replace(MUTE, device="w", holder=None, place="hall"),
        replace(MUTE, device="o", office="vik", holder="eva"),
        replace(MUTE, device="l", holder="ida", standing="lost"),
        replace(MUTE, device="u", holder="ulf", standing="out_of_service", until=date(2026, 11, 22)),
        replace(MUTE, device="v", holder="vera", standing="out_of_service", until=TODAY),
    ]
    assert untold(every, "as", TODAY) == {"anna": ("Pendant 1", "blu-2"), "ulf": ("Pendant 1",)}


def test_a_list_says_who_wears_each_and_how_it_stands() -> None:
    """By office and name; a time out of service with its end, and what cannot tell anybody anything."""
    every = [
        replace(MUTE, office="vik", place="hall"),
        replace(MUTE, device="a", holder=None, standing="unissued", answers=USUAL),
        replace(MUTE, standing="out_of_service", until=TODAY),
    ]
    assert list(enrolled_lines(every)) == [
        "as/a  Pendant 1  worn by nobody  without a place  spare",
        "as/blu-1  Pendant 1  worn by anna  without a place  out of service until 2026-11-23  cannot be told anything",
        "vik/blu-1  Pendant 1  worn by anna  at hall  in use  cannot be told anything",
    ]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([NOTHING, USUAL]), st.sampled_from(STANDINGS))),
)
def test_nobody_who_feels_her_button_is_named(worn: list[tuple[str, frozenset[str], str]]) -> None:
    """However many buttons there are, a name stands for exactly those in use that cannot tell anything."""
    every = [
        replace(MUTE, device=f"d-{n}", name=f"d-{n}", holder=who, answers=answers, standing=standing)  # type: ignore[arg-type]
        for n, (who, answers, standing) in enumerate(worn)
    ]
    named = {name for names in untold(every, "as", TODAY).values() for name in names}
    assert named == {one.name for one in every if one.standing == "in_use" and not one.answers}


def test_the_doctor_names_them_as_the_plan_does() -> None:
    """One line for an office, no reason to say that something is missing; many are not all listed."""
    plan = load(AS.read_text(), source="as.yaml").plan
    assert plan is not None
    (look,) = looks([replace(MUTE, holder="cecilia")], {"as": plan}, TODAY)
    assert f"{plan.name_of('cecilia')} (Pendant 1); tell them so" in look.what
    (look,) = looks([MUTE], {}, TODAY)
    assert look.mark == "note"
    assert "anna (Pendant 1);" in look.what
    many = [replace(MUTE, device=f"d-{n}", holder=f"h-{n:02}") for n in range(MOST_NAMED + 2)]
    (look,) = looks(many, {"as": plan}, TODAY)
    assert "and 2 more;" in look.what
    assert not list(looks([replace(MUTE, answers=USUAL)], {}, TODAY))
