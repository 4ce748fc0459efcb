"""What ends with its maker, and what does not: tokens, phones that somebody else paired, screens, codes."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.people import People
from parts.stores import AT, Watch
from roles.plan import Audience
from service.access.door import Door
from service.access.ending import falling, givers_of
from service.access.giving import HELP_OUT, WIDTH, may_give, narrower
from service.access.keeping import InvitationError, Keeping, RefusedError, Wanted, shown_to
from service.access.pairing import CodeError, Pairings, Place
from service.access.rights import PROGRAMS, Grant, Role
from service.access.roll import Roll, RollError
from service.access.rows import grant_rows, grants_of
from service.access.tokens import Tokens
from service.access.visitor import Visitor
from service.store.access_port import MANAGING, Account, Credential, GrantRow, Known

OPERATOR = Grant(role=Role.OPERATOR, office=None)
ADMIN = Grant(role=Role.OFFICE_ADMINISTRATOR, office="as")
PRESSER, LEAD = Grant(role=Role.PRESSER, office="as"), Grant(role=Role.LEAD, office="as")
SECURITY = Grant(role=Role.SECURITY, office="as")
YEAR = timedelta(days=365)


class House:
    """An operator, an administrator and a presser, and everything that works on their accounts."""

    def __init__(self) -> None:
        self.people, self.watch = People(), Watch()
        self.door = Door(self.people, self.watch, audience_of=lambda *_: "security", open_while_empty=True)
        kept = (self.people, self.watch, self.door)
        self.roll, self.keeping = Roll(*kept), Keeping(*kept)
        self.pairings, self.tokens = Pairings(*kept), Tokens(*kept)

    async def account(self, login: str, *grants: Grant) -> Visitor:
        """Return somebody new, logged in."""
        made = await self.roll.add(login, login.title(), grants=grants)
        return Visitor(kind="account", id=made.id, name=made.name, grants=grants)

    def of(self, visitor: Visitor) -> Account:
        """Return whose account it is."""
        return self.people.by_id[visitor.id]

    async def change(self, by: Visitor, whose: Visitor, *grants: Grant) -> None:
        """Give an account exactly these roles, as somebody who has seen it as it is."""
        known = await self.people.known(whose.id)
        assert known is not None
        seen = shown_to(by, known)
        await self.keeping.change(by, whose.id, Wanted(grants=frozenset(grants), persons={}), seen)

    async def phone(self, by: Visitor, whose: Visitor) -> str:
        """Return the secret of a phone that somebody paired."""
        shown, _ = await self.pairings.make("as", Place(account=whose.id, maker=by.id))
        return (await self.pairings.take(shown, "–", "192.0.2.1")).secret.text

    async def screen(self, place: Place) -> str:
        """Return the secret of a screen that somebody paired."""
        shown, _ = await self.pairings.make("as", place)
        return (await self.pairings.take(shown, "–", "192.0.2.1")).secret.text


async def test_a_token_ends_with_whoever_made_it() -> None:
    """And with hers the ones that her token made; one that a command made stays, and a screen stays on its wall."""
    house = House()
    op, ada = await house.account("op", OPERATOR), await house.account("ada", OPERATOR)
    made = await house.tokens.make(ada, "wall", Role.OPERATOR, None, lasts=YEAR)
    program = await house.door.visitor(made.text)
    assert program is not None
    child = await house.tokens.make(program, "child", Role.RESPONDER, "as", lasts=YEAR)
    by_command = await house.roll.make_token("by command", Role.RESPONDER)
    screen = await house.screen(Place(screen="staff", audience="staff", maker=ada.id))
    await house.keeping.end(op, ada.id)
    assert [await house.door.visitor(one.text) for one in (made, child)] == [None, None]
    assert await house.door.visitor(by_command.text)
    assert await house.door.visitor(screen)


@pytest.mark.parametrize("left", [(), (PRESSER,)])
async def test_a_token_never_may_more_than_its_maker_could_give(left: tuple[Grant, ...]) -> None:
    """With her role goes what she had it made for; what she may give still stays."""
    house = House()
    op, ada = await house.account("op", OPERATOR), await house.account("ada", ADMIN)
    one = await house.tokens.make(ada, "wall", Role.RESPONDER, "as", lasts=YEAR)
    await house.roll.grant(house.of(ada), [ADMIN, PRESSER], {})
    assert await house.door.visitor(one.text)
    await house.roll.grant(house.of(ada), left, {})
    assert await house.door.visitor(one.text) is None
    assert house.people.noted[-1].facts["ended"] == [one.id]
    with pytest.raises(RefusedError, match="not_yours"):
        await house.tokens.make(ada, "as she still is seen", Role.RESPONDER, "as", lasts=YEAR)
    assert op.id in house.people.by_id


@pytest.mark.parametrize("meanwhile", ["more", "elsewhere", "left", "no administrator", "less", "her own"])
async def test_an_invitation_that_its_maker_has_kept_opens_no_account_that_grew(meanwhile: str) -> None:
    """Whoever reads it becomes that person: so it ends where that one may more by now than its maker could give."""
    house = House()
    op, ada = await house.account("op", OPERATOR), await house.account("ada", ADMIN)
    bo = await house.account("bo", *((OPERATOR,) if meanwhile == "her own" else (PRESSER, LEAD)))
    made = await house.keeping.invite(bo if meanwhile == "her own" else ada, bo.id)
    elsewhere = Grant(role=Role.PRESSER, office="hamnen")
    match meanwhile:
        case "more":
            await house.change(op, bo, PRESSER, LEAD, SECURITY)
        case "elsewhere":
            await house.change(op, bo, PRESSER, LEAD, elsewhere)
        case "left":
            await house.keeping.end(op, ada.id)
        case "no administrator":
            await house.change(op, ada, PRESSER)
        case "less":
            await house.change(op, bo, PRESSER)
        case _:
            pass
    if meanwhile in ("less", "her own"):
        assert (await house.keeping.take_invitation(made.text, "en lång mening om regn")).id == bo.id
    else:
        with pytest.raises(InvitationError):
            await house.keeping.take_invitation(made.text, "en lång mening om regn")
        assert house.of(bo).password is None


async def test_nobody_gives_herself_anything_through_a_token_of_hers() -> None:
    """Its maker is its giver: what she might not give herself, her program might not either."""
    house = House()
    await house.account("op", OPERATOR)
    ada = await house.account("ada", OPERATOR)
    made = await house.tokens.make(ada, "mine", Role.OPERATOR, None, lasts=YEAR)
    program = await house.door.visitor(made.text)
    assert program is not None
    with pytest.raises(RefusedError, match="your_own"):
        await house.change(program, ada, OPERATOR, SECURITY)
    bo = await house.account("bo", PRESSER)
    await house.change(program, bo, SECURITY)


async def test_a_phone_that_somebody_else_paired_ends_when_its_person_may_more_than_that_one_could_give() -> None:
    """What the pairer may give she may hold in her hand, too; a phone that somebody paired for herself goes on."""
    house = House()
    op, ada, bo = (
        await house.account("op", OPERATOR),
        await house.account("ada", ADMIN),
        await house.account("bo", PRESSER),
    )
    hers, own = await house.phone(ada, bo), await house.phone(bo, bo)
    await house.change(ada, bo, PRESSER, LEAD)
    elsewhere = Grant(role=Role.SECURITY, office="hamnen")
    await house.change(op, bo, PRESSER, LEAD, elsewhere)
    assert await house.door.visitor(hers), "a phone does nothing in another office"
    await house.change(op, bo, PRESSER, LEAD, elsewhere, SECURITY)
    assert await house.door.visitor(hers) is None
    assert await house.door.visitor(own)


async def test_a_phone_stays_when_its_pairer_leaves_and_ends_when_its_person_does() -> None:
    """It is the person's; from then on nobody who paired it could give anything."""
    house = House()
    op, ada = await house.account("op", OPERATOR), await house.account("ada", ADMIN)
    bo, ida = await house.account("bo", PRESSER), await house.account("ida", PRESSER)
    of_bo, of_ida = await house.phone(ada, bo), await house.phone(ada, ida)
    await house.keeping.end(op, ada.id)
    assert await house.door.visitor(of_bo)
    await house.change(op, bo, PRESSER, LEAD)
    assert await house.door.visitor(of_bo) is None
    await house.keeping.end(op, ida.id)
    assert await house.door.visitor(of_ida) is None


async def test_a_code_pairs_nothing_after_its_maker_has_left_or_its_person_got_more() -> None:
    """Ten minutes are long enough for both."""
    house = House()
    op, ada, bo = (
        await house.account("op", OPERATOR),
        await house.account("ada", ADMIN),
        await house.account("bo", PRESSER),
    )
    shown, _ = await house.pairings.make("as", Place(account=bo.id, maker=ada.id))
    await house.change(op, bo, SECURITY)
    with pytest.raises(CodeError):
        await house.pairings.take(shown, "–", "192.0.2.1")
    wall, _ = await house.pairings.make("as", Place(screen="staff", audience="staff", maker=ada.id))
    await house.keeping.end(op, ada.id)
    with pytest.raises(CodeError):
        await house.pairings.take(wall, "–", "192.0.2.1")
    with pytest.raises(RefusedError):
        await house.pairings.make("as", Place(screen="staff", audience="staff", maker=ada.id))


async def test_with_the_first_account_ends_what_nobody_let_in() -> None:
    """Screens, codes, and tokens that could let others in; one that only answers alarms goes on."""
    house = House()
    await house.door.visitor(None)
    nobody = Place(screen="staff", audience="staff", while_empty=True)
    screen = await house.screen(nobody)
    waiting, _ = await house.pairings.make("as", nobody)
    knock = await house.pairings.knock("192.0.2.1")
    operator, responder = [await house.roll.make_token(role.value, role) for role in (Role.OPERATOR, Role.RESPONDER)]
    await house.account("op", OPERATOR)
    first = house.roll.ended_with_first
    assert len(first) == 2
    assert [await house.door.visitor(one) for one in (screen, operator.text)] == [None, None]
    assert await house.door.visitor(responder.text)
    with pytest.raises(CodeError):
        await house.pairings.take(waiting, "–", "192.0.2.1")
    with pytest.raises(RefusedError):  # the door of another process may be open a second longer
        await house.pairings.make("as", nobody)
    with pytest.raises(RefusedError):
        await house.pairings.let_in(knock.code, "as", nobody)
    await house.account("second", OPERATOR)
    assert not house.roll.ended_with_first
    assert await house.door.visitor(None) is None


def test_the_store_and_the_rules_name_the_same_roles() -> None:
    """A token that could let others in is one of a role that could help out."""
    assert set(MANAGING) == set(HELP_OUT)


async def test_who_has_ended_is_changed_no_more() -> None:
    """Neither roles nor a password come to an account that nobody has."""
    house = House()
    op, bo = await house.account("op", OPERATOR), await house.account("bo", PRESSER)
    account = house.of(bo)
    await house.roll.end(account)
    before = len(house.people.noted)
    await house.roll.end(account)
    with pytest.raises(RollError, match="has ended"):
        await house.roll.grant(account, [LEAD], None)
    with pytest.raises(RollError, match="has ended"):
        await house.roll.set_password(account, "en lång mening om regn")
    assert len(house.people.noted) == before
    assert op.id in house.people.by_id


async def test_what_commands_do_stands_in_the_record() -> None:
    """Each act once, as done at the command line, and nothing for what changes nothing."""
    house = House()
    bo = house.of(await house.account("bo", PRESSER))
    await house.roll.grant(bo, [PRESSER], None)
    await house.roll.grant(bo, [LEAD], {"as": "p-bo"})
    await house.roll.set_password(bo, "en lång mening om regn")
    await house.roll.set_subject(bo, "s-1")
    token = await house.roll.make_token("wall", Role.RESPONDER, "as")
    assert await house.roll.revoke_token(token.id)
    assert not await house.roll.revoke_token(token.id)
    await house.roll.end(bo)
    noted = house.people.noted
    assert [one.event for one in noted] == [
        *("AccountMade", "AccountChanged", "PasswordChanged", "AccountChanged"),
        *("TokenMade", "TokenRevoked", "AccountEnded"),
    ]
    assert {one.actor.via for one in noted} == {"cli"}
    assert noted[1].facts["persons"] == ["as"]
    assert noted[3].facts["subject"] is True
    assert "bo" not in str([one.facts for one in noted]).lower().replace(bo.id, "").replace("p-bo", "")


@pytest.mark.parametrize("wider", WIDTH)
@pytest.mark.parametrize("other", WIDTH)
def test_the_narrower_of_two_audiences_is_the_one_that_shows_less(wider: Audience, other: Audience) -> None:
    """Whatever the order in which they are named."""
    found = narrower(wider, other)
    assert found == narrower(other, wider)
    assert WIDTH.index(found) == min(WIDTH.index(wider), WIDTH.index(other))


_ROLES = [role for role in Role if role not in PROGRAMS]
_GRANT = st.builds(Grant, role=st.sampled_from(_ROLES), office=st.sampled_from([None, "as", "hamnen"]))
_GRANTS = st.frozensets(_GRANT, max_size=3)


@given(st.lists(st.tuples(_GRANTS, st.sampled_from(list(Role)), st.sampled_from([None, "as"])), max_size=8))
def test_whatever_roles_come_and_go_no_token_may_more_than_its_maker_could_give(
    steps: list[tuple[frozenset[Grant], Role, str | None]],
) -> None:
    """After every change of her roles, each token that goes on is one that she might make now."""

    async def play() -> None:
        house = House()
        ada = house.of(await house.account("ada", OPERATOR))
        for grants, role, office in steps:
            known = await house.people.known(ada.id)
            assert known is not None
            me = Visitor(kind="account", id=ada.id, name="Ada", grants=grants_of(known.grants))
            with contextlib.suppress(RefusedError, RollError):
                await house.tokens.make(me, "t", role, office, lasts=YEAR)
            await house.roll.grant(ada, grants, None)
            for one in await house.people.credentials("token"):
                (held,) = grants_of([GrantRow(role=one.role or "", office=one.office or "*")])
                assert may_give(grants, held)

    asyncio.run(play())


def test_a_phone_of_an_unknown_pairer_ends_with_the_first_role_that_is_given() -> None:
    """It was paired before that was kept, or by a program that a command made: nobody could have given anything."""
    account = Account(id="a-bo", login="bo", name="Bo", created_at=AT)
    before = Known(account=account, grants=tuple(grant_rows([PRESSER])))
    after = replace(before, grants=tuple(grant_rows([PRESSER, LEAD])))
    phone = Credential(id="p1", kind="phone", digest="d", name="", account="a-bo", office="as", created_at=AT)
    assert falling(before, after, [phone], givers_of([])) == ("p1",)
    assert falling(after, before, [phone], givers_of([])) == ()
    assert falling(before, before, [phone], givers_of([])) == ()
