"""What a telephone's browser reports of a notification: as much as it says, with the notice's own key alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.register import LINKS, Register, address_at, made_notice, routes_alone
from service.notify.push.content import reported_in

NOTICE = made_notice("push", state="handed_over")


@pytest.fixture
def register() -> Register:
    """A register with one notification that was handed over."""
    return Register(rows={NOTICE.id: NOTICE})


async def test_a_telephone_says_that_it_has_it_and_that_somebody_looked(register: Register) -> None:
    """Both move the notice; twice, or in the wrong order, changes nothing."""
    async with routes_alone(register) as client:
        for state, then in (("delivered", "delivered"), ("seen", "seen"), ("seen", "seen"), ("delivered", "seen")):
            assert (await client.post(address_at(NOTICE.id, "report"), data={"state": state})).status_code == 204
            assert register.rows[NOTICE.id].state == then


@pytest.mark.parametrize(
    "form", [{}, {"state": "answered"}, {"state": "failed"}, {"state": "seen", "more": "x"}, {"x": "y"}]
)
async def test_it_can_say_nothing_else(register: Register, form: dict[str, str]) -> None:
    """Nobody answers or fails over this address."""
    async with routes_alone(register) as client:
        answer = await client.post(address_at(NOTICE.id, "report"), data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_form")
    assert register.rows[NOTICE.id].state == "handed_over"


async def test_only_the_notices_own_key_counts(register: Register) -> None:
    """The key of another notice, or for another purpose, and a notice that is not there are the same."""
    other, mine = "as-1.9.0.push", f"/api/v1/notices/{NOTICE.id}/report"
    async with routes_alone(register) as client:
        for address in (
            address_at(other, "report"),
            f"{mine}/{LINKS.key(other, 'report')}",
            f"{mine}/{LINKS.key(NOTICE.id, 'voice')}",
        ):
            assert (await client.post(address, data={"state": "seen"})).status_code == 404
    assert register.rows[NOTICE.id].state == "handed_over"


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=3))
def test_no_form_says_more_than_two_things(form: dict[str, str]) -> None:
    """Whatever is sent is one of two states or nothing."""
    assert reported_in(form) in (None, "delivered", "seen")
