"""Who may give what: no chain of grants leads further than its beginning."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.access.action import Action
from service.access.giving import (
    HELP_OUT,
    MAY_GIVE,
    Holder,
    helpers_of,
    may_give,
    may_place,
    refused_change,
    refused_end,
    sees,
    wholly_hers,
)
from service.access.rights import MAY, PROGRAMS, Grant, Role, may

OFFICES = [None, "as", "hamnen"]
GRANT = st.builds(Grant, role=st.sampled_from(Role), office=st.sampled_from(OFFICES))
GRANTS = st.frozensets(GRANT, max_size=4)
ADMIN = Grant(role=Role.OFFICE_ADMINISTRATOR, office="as")
OPERATOR = Grant(role=Role.OPERATOR, office=None)
LEAD = Grant(role=Role.LEAD, office="as")
MOST = frozenset(Grant(role=role, office="as") for role in MAY_GIVE[Role.OFFICE_ADMINISTRATOR])


def test_a_screen_for_security_is_placed_by_whoever_may_give_security_there() -> None:
    """An office's administrator places every other screen of hers; an operator of one office none next door."""
    assert not may_place([ADMIN], "security", "as")
    assert may_place([ADMIN], "staff", "as")
    assert may_place([OPERATOR], "security", "as")
    assert not may_place([Grant(role=Role.OPERATOR, office="hamnen")], "security", "as")


def _holder(id_: str, *grants: Grant, can_log_in: bool = True) -> Holder:
    return Holder(id=id_, grants=frozenset(grants), can_log_in=can_log_in)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), GRANTS), max_size=12), GRANTS, GRANTS)
def test_no_chain_of_grants_leads_beyond_an_administrator_of_the_office(
    tries: list[tuple[int, int, frozenset[Grant]]], some: frozenset[Grant], more: frozenset[Grant]
) -> None:
    """Whatever administrators of one office give each other and others, nobody gains what they may not give there."""
    began = [
        frozenset({ADMIN}),
        frozenset({ADMIN}),
        *({g for g in one if g.role not in MAY_GIVE} for one in (some, more)),
    ]
    now = [_holder(str(n), *grants) for n, grants in enumerate(began)]
    for giver, to, wanted in tries:
        others = [one for one in now if one.id != str(to)]
        if refused_change(now[giver].grants, str(giver), now[to], wanted, others) is None:
            now[to] = replace(now[to], grants=wanted)
    for before, after in zip(began, now, strict=True):
        gained = after.grants - before
        assert gained <= MOST
        assert {g for g in before if g.office != "as"} <= after.grants, "what is held elsewhere was taken away"
        assert not any(may(gained, action, office) for action in Action for office in (None, "hamnen"))


@given(GRANTS, GRANT)
def test_what_one_gives_one_manages(giver: frozenset[Grant], grant: Grant) -> None:
    """Nobody gives anything in an office whose people she does not look after."""
    if may_give(giver, grant):
        assert may(giver, Action.MANAGE_PEOPLE, grant.office)


@given(GRANTS, GRANTS, st.sampled_from(OFFICES[1:]))
def test_nobody_sees_accounts_of_an_office_she_does_not_manage(
    giver: frozenset[Grant], grants: frozenset[Grant], office: str
) -> None:
    """An account that has to do with one office alone is not there for whoever manages another."""
    holder = _holder("x", *(Grant(role=grant.role, office=office) for grant in grants))
    if not may(giver, Action.MANAGE_PEOPLE, office):
        assert not sees(giver, holder)
        assert refused_end(giver, holder, []) == "unknown_account"


@pytest.mark.parametrize(
    "grant",
    [
        Grant(role=Role.OPERATOR, office="as"),
        Grant(role=Role.SECURITY, office="as"),
        Grant(role=Role.OFFICE_ADMINISTRATOR, office=None),
        Grant(role=Role.PRESSER, office="hamnen"),
    ],
)
def test_an_administrator_makes_nobody_more_than_the_office(grant: Grant) -> None:
    """Neither operator nor security nor administrator everywhere, and nothing in the office next door."""
    bo = _holder("bo", Grant(role=Role.PRESSER, office="as"))
    assert refused_change([ADMIN], "ada", bo, bo.grants | {grant}, []) == "not_yours"
    assert refused_change([OPERATOR], "op", bo, bo.grants | {grant}, []) is None


@pytest.mark.parametrize("role", PROGRAMS)
def test_a_role_of_programs_is_no_persons(role: Role) -> None:
    """Nobody's account is given it, whoever asks; one that has it from before keeps it or loses it."""
    programs, presser = Grant(role=role, office=None), Grant(role=Role.PRESSER, office="as")
    bo = _holder("bo", presser)
    assert refused_change([OPERATOR], "op", bo, bo.grants | {programs}, []) == "programs"
    watches = _holder("watch", presser, Grant(role=Role.METRICS, office=None))
    assert refused_change([OPERATOR], "op", watches, watches.grants | {LEAD}, []) is None
    assert refused_change([OPERATOR], "op", watches, frozenset({presser}), []) is None


def test_nobody_gives_herself_anything() -> None:
    """Another role of one's own is somebody else's to give; one's own can be given up."""
    lead = Grant(role=Role.LEAD, office="as")
    ada, other = _holder("ada", ADMIN, lead), _holder("eva", ADMIN)
    assert refused_change([ADMIN], "ada", _holder("ada", ADMIN), frozenset({ADMIN, lead}), [other]) == "your_own"
    assert refused_change([ADMIN], "ada", ada, frozenset({ADMIN}), [other]) is None


def test_the_last_one_who_could_help_out_stays() -> None:
    """No last operator or administrator is ended or demoted; one who never could log in helps nobody."""
    op, ada = _holder("op", OPERATOR), _holder("ada", ADMIN)
    guest = Grant(role=Role.PRESSER, office="as")
    assert refused_end([OPERATOR], op, [ada]) == "last_one"
    assert refused_end([OPERATOR], op, [_holder("new", OPERATOR, can_log_in=False)]) == "last_one"
    assert refused_end([OPERATOR], op, [_holder("new", OPERATOR)]) is None
    ada = _holder("ada", ADMIN, guest)
    assert refused_change([ADMIN], "ada", ada, frozenset({guest}), [op]) == "last_one"
    everywhere = _holder("eva", Grant(role=Role.OFFICE_ADMINISTRATOR, office=None))
    assert refused_change([ADMIN], "ada", ada, frozenset({guest}), [everywhere]) is None


def test_who_belongs_to_another_office_too_is_not_hers_to_end() -> None:
    """What reads or ends the whole account asks for all of it: roles elsewhere, and a place in another's plan."""
    here, there = Grant(role=Role.LEAD, office="as"), Grant(role=Role.LEAD, office="hamnen")
    both = _holder("bo", here, there)
    assert refused_end([ADMIN], both, []) == "not_yours"
    assert refused_change([ADMIN], "ada", both, frozenset({there}), []) is None
    assert not wholly_hers([ADMIN], _holder("sec", here, Grant(role=Role.SECURITY, office="as")))
    assert not wholly_hers([ADMIN], replace(_holder("bo", here), offices=frozenset({"as", "hamnen"})))
    assert wholly_hers([ADMIN], replace(_holder("bo", here), offices=frozenset({"as"})))


def test_an_account_without_any_role_is_ended_instead() -> None:
    """Nobody is left over who may nothing and whom nobody sees."""
    bo = _holder("bo", Grant(role=Role.PRESSER, office="as"))
    assert refused_change([ADMIN], "ada", bo, frozenset(), []) == "no_role"


def test_who_may_give_manages_people() -> None:
    """The table and the rights agree."""
    assert {role for role in Role if Action.MANAGE_PEOPLE in MAY[role]} == set(MAY_GIVE)


@given(st.lists(st.tuples(GRANTS, st.booleans()), max_size=12), GRANTS, st.integers(0, 11), GRANTS)
def test_few_helpers_answer_what_everybody_answers(
    some: list[tuple[frozenset[Grant], bool]], giver: frozenset[Grant], which: int, wanted: frozenset[Grant]
) -> None:
    """A long list of accounts is told without asking everybody about everybody: presses wait behind it."""
    everybody = [_holder(str(n), *grants, can_log_in=can) for n, (grants, can) in enumerate(some)]
    helpers = helpers_of(everybody)
    assert len(helpers) <= 2 * len({grant for one in everybody for grant in one.grants if grant.role in HELP_OUT})
    for one in everybody[which : which + 1]:
        all_others, few = ([each for each in many if each.id != one.id] for many in (everybody, helpers))
        assert refused_end(giver, one, few) == refused_end(giver, one, all_others)
        assert refused_change(giver, "x", one, wanted, few) == refused_change(giver, "x", one, wanted, all_others)
