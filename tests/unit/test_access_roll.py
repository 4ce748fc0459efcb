"""The roll: accounts and tokens, kept whole."""

import pytest

from parts.people import People
from parts.stores import AT, Watch
from service.access.action import Action
from service.access.door import Door, LoginError
from service.access.rights import Grant, Role
from service.access.roll import TOKEN_LASTS, Roll, RollError
from service.access.visitor import allowed

PASSWORD = "en lång mening om regn"
LEAD = Grant(role=Role.LEAD, office="as")


def _service() -> tuple[People, Watch, Door, Roll]:
    people, watch = People(), Watch()
    door = Door(people, watch, audience_of=lambda *_: None, open_while_empty=False)
    return people, watch, door, Roll(people, watch, door)


async def test_a_new_account_logs_in_and_another_password_ends_its_sessions() -> None:
    """Whoever changes her password is rid of somebody who knew the old one."""
    _, _, door, roll = _service()
    account = await roll.add("Eva", "Eva Lundin", grants=[LEAD], typed=PASSWORD)
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    await roll.set_password(account, PASSWORD + "!")
    assert await door.visitor(session.text) is None
    with pytest.raises(LoginError):
        await door.log_in("eva", PASSWORD, "192.0.2.1")


async def test_who_has_left_is_out_at_once() -> None:
    """Ending an account ends what was let in with it."""
    _, _, door, roll = _service()
    account = await roll.add("eva", "Eva Lundin", grants=[LEAD], typed=PASSWORD)
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    assert await door.visitor(session.text)
    await roll.end(account)
    assert await door.visitor(session.text) is None
    with pytest.raises(LoginError):
        await door.log_in("eva", PASSWORD, "192.0.2.1")


async def test_a_grant_taken_away_is_gone_at_the_next_request() -> None:
    """Rights are read anew, not kept in the session."""
    _, _, door, roll = _service()
    account = await roll.add("eva", "Eva Lundin", grants=[LEAD], typed=PASSWORD)
    session = await door.log_in("eva", PASSWORD, "192.0.2.1")
    await roll.grant(account, [Grant(role=Role.PRESSER, office="as")], {})
    visitor = await door.visitor(session.text)
    assert visitor is not None
    assert not allowed(visitor, Action.CLEAR, "as")


async def test_a_token_holds_for_its_time_and_only_its_digest_is_kept() -> None:
    """What the store holds lets nobody in."""
    people, watch, door, roll = _service()
    made = await roll.make_token("wall display", Role.RESPONDER, "as")
    assert made.text not in repr(people.kept)
    visitor = await door.visitor(made.text)
    assert visitor is not None
    assert allowed(visitor, Action.SEE_BOARD, "as")
    assert not allowed(visitor, Action.SEE_BOARD, "hamnen")
    watch.at = AT + TOKEN_LASTS
    assert await door.visitor(made.text) is None


@pytest.mark.parametrize(
    ("login", "name", "typed"),
    [
        ("", "Eva", PASSWORD),
        ("e va", "Eva", PASSWORD),
        ("eva", " ", PASSWORD),
        ("eva", "Eva", "short"),
        ("eva", "Eva", "x" * 257),
    ],
)
async def test_what_cannot_be_kept_is_said(login: str, name: str, typed: str) -> None:
    """Nothing of a refused account stays behind."""
    people, _, _, roll = _service()
    with pytest.raises(RollError):
        await roll.add(login, name, grants=[LEAD], typed=typed)
    assert people.by_id == {}
