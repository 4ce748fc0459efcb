"""When a path is said to fail, and when it is believed again."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from service.jobs.proof import LONGEST, Proof

PRESSES = st.lists(st.booleans(), max_size=200)
YEAR_S = 365 * 24 * 3600


def after(shown: list[bool], proof: Proof | None = None, *, every_s: float = 1.0) -> Proof:
    """Return the proof after presses that were shown in time, or were not."""
    proof = proof or Proof()
    for number, is_shown in enumerate(shown):
        proof = proof.in_time(number * every_s) if is_shown else proof.late(number * every_s)
    return proof


@given(PRESSES)
def test_two_late_in_a_row_always_fail(before: list[bool]) -> None:
    """Whatever came before, no path passes after two presses in a row that were not shown in time."""
    proof = after([*before, False, False])
    assert proof.fails
    assert not proof.passes


@given(PRESSES)
def test_enough_in_time_always_mend(before: list[bool]) -> None:
    """Whatever came before, a path that works again is believed after a bounded number of presses."""
    proof = after([*before, *[True] * LONGEST])
    assert proof.passes
    assert not proof.fails


@given(PRESSES)
def test_it_never_passes_and_fails(shown: list[bool]) -> None:
    """A path that fails does not pass; one that passes has been proven."""
    proof = after(shown)
    assert not (proof.passes and proof.fails)
    assert not proof.passes or True in shown


def test_one_late_press_is_a_doubt_and_no_failure() -> None:
    """One press that a stalled disk held up is nothing that a screen has to say."""
    assert after([True, False]).passes
    assert after([True, False, True]) == after([True, True])


def test_a_path_that_flaps_is_believed_later_each_time() -> None:
    """Each failure within an hour of the one before asks for four times as many presses, 64 at most."""
    proof, needed = after([True]), []
    for _ in range(6):
        proof = after([False, False], proof)
        count = 0
        while proof.fails:
            proof, count = proof.in_time(5.0), count + 1
        needed.append(count)
    assert needed == [1, 4, 16, 64, 64, 64]


def test_what_is_not_there_is_no_failure() -> None:
    """A broker that is gone is said to be gone, and its path is not said to fail as well."""
    proof = after([True, False, False]).unknown()
    assert not proof.fails
    assert not proof.passes


def test_a_year_is_quiet() -> None:
    """Over a seeded year of stalls a few times a day and an outage a month, only the outages are said, once each."""
    chance = Random(69)
    proof, said, at = Proof().in_time(0.0), 0, 0.0
    outages = 0
    while at < YEAR_S:
        at += chance.expovariate(3 / 86_400)
        is_outage = chance.random() < 12 / (3 * 365)
        outages += is_outage
        for _ in range(chance.randint(2, 30) if is_outage else 1):
            before, proof = proof, proof.late(at)
            said += proof.fails and not before.fails
            at += 1.0
        while proof.fails or proof.doubtful:
            proof = proof.in_time(at)
            at += 1.0
    assert outages > 5
    assert said == outages
