"""Tries: who fails waits longer and longer, and a name that proves itself is forgiven."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.access import attempt, code
from service.access.attempt import FIRST_WAIT, FREE, LONGEST_WAIT, Attempts

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_a_few_slips_cost_nothing() -> None:
    """People mistype."""
    attempts = Attempts()
    for _ in range(FREE - 1):
        attempts.failed(("name:eva",), AT)
    assert attempts.wait(("name:eva",), AT) == timedelta(0)


def test_the_wait_doubles_and_has_an_end() -> None:
    """A guesser gets slower and slower, and nobody is locked out for ever."""
    attempts, waits = Attempts(), []
    for _ in range(FREE + 30):
        attempts.failed(("name:eva",), AT)
        waits.append(attempts.wait(("name:eva",), AT))
    assert waits[FREE - 1 : FREE + 2] == [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4]
    assert waits[-1] == LONGEST_WAIT
    assert attempts.wait(("name:eva",), AT + LONGEST_WAIT) == timedelta(0)


def test_an_address_that_tries_many_names_waits_too() -> None:
    """One password tried on everybody is stopped by the address it comes from."""
    attempts = Attempts()
    for number in range(FREE):
        attempts.failed((f"name:{number}", "address:192.0.2.1"), AT)
    assert attempts.wait(("name:somebody", "address:192.0.2.1"), AT) == FIRST_WAIT
    assert attempts.wait(("name:somebody", "address:192.0.2.2"), AT) == timedelta(0)


def test_a_login_forgives_the_name_and_not_the_address() -> None:
    """Whoever has one account cannot use it to go on guessing others."""
    attempts = Attempts()
    for _ in range(FREE):
        attempts.failed(("name:eva", "address:192.0.2.1"), AT)
    attempts.succeeded("name:eva")
    assert attempts.wait(("name:eva",), AT) == timedelta(0)
    assert attempts.wait(("address:192.0.2.1",), AT) == FIRST_WAIT


def test_memory_is_bounded() -> None:
    """Invented names fill nothing up."""
    attempts = Attempts()
    for number in range(attempt.MOST_KEPT + 50):
        attempts.failed((f"name:{number}",), AT)
    assert len(attempts._tallies) == attempt.MOST_KEPT


@given(st.text(max_size=80))
def test_what_is_typed_is_a_code_or_none(typed: str) -> None:
    """Nothing that is typed raises."""
    found = code.plain(typed)
    assert found is None or code.plain(found) == found


def test_a_code_may_be_typed_as_people_type() -> None:
    """Small letters, blanks and a missing hyphen are forgiven."""
    made = code.make()
    assert code.plain(made) == made
    assert code.plain(f" {made.lower().replace('-', ' ')} ") == made
