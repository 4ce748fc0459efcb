"""In which parts of a plan somebody is still named."""

from service.privacy.still_planned import named_in

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
