"""In which parts of a plan somebody is still named."""

from service.privacy.still_planned import in_calendar, name_in, named_in

PLAN = """
office: as
people: {bo: {name: Bo}, ida: {name: Ida}}
roles:
  door: {holders: [bo], deputies: [ida]}
rosters:
  desk:
    monday: [{from: "08:00", people: [ida]}]
"""


def test_as_a_key_in_a_list_and_deep_in_a_roster() -> None:
    """Each part that names her is told, and none that does not."""
    assert named_in(PLAN, "bo") == ["people", "roles"]
    assert named_in(PLAN, "ida") == ["people", "roles", "rosters"]
    assert named_in(PLAN, "eva") == []


def test_what_cannot_be_read_may_name_her() -> None:
    """In doubt she has not left; and a part that is repeated without end is looked at once."""
    assert named_in("[", "bo") == ["it cannot be read, so she may be named in it"]
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    assert named_in("\n".join(lines), "bo") == []


def test_what_a_plan_calls_her() -> None:
    """A calendar knows no slugs, so her name in the plan is looked for there; what is odd or unreadable has none."""
    assert name_in(PLAN, "bo") == "Bo"
    assert [name_in(text, "bo") for text in ("[", "people: [bo]", "people: {bo: 1}", "people: {bo: {name: 1}}")] == [
        None
    ] * 4


def test_a_calendar_names_her_by_name_by_slug_and_over_a_folded_line() -> None:
    """As who is invited, in a title, in a mail address; and not where only a part of a word is hers."""
    said = "BEGIN:VEVENT\r\nATTENDEE;CN=Bo Li\r\n nd:mailto:bo.lind@example.se\r\nSUMMARY:Vakt Ida\r\nEND:VEVENT\r\n"
    assert in_calendar(said, {"bo", "Bo Lind"}) == ["it names Bo Lind", "it names bo"]
    assert in_calendar(said, {"ida", "Ida Holm"}) == ["it names ida"]
    assert in_calendar("SUMMARY:Boende\n", {"bo", "Bo Lind"}) == []
    assert in_calendar("[", {"bo"}) == ["it cannot be read, so she may be named in it"]
