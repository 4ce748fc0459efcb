"""What a directory's people may do follows from its groups, and who is switched off is out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from parts.people import People
from parts.stores import Watch
from service.access.directory import MOST_USERS, Directory, Reach
from service.access.door import Door
from service.access.rights import Grant, Role
from service.access.roll import Roll, RollError
from service.access.scim.change import patch, patch_group
from service.access.scim.group import Policy, Told
from service.access.scim.name import TRYGG
from service.access.scim.patch import operations
from service.access.scim.user import User
from service.access.scim.wrong import ScimError
from service.access.tokens import Tokens
from service.access.visitor import Visitor
from service.alarm.actor import SERVICE
from service.store.access_port import Account, GrantRow
from service.store.people_port import Changes

AT = "https://trygg.example.se/scim/v2"
ANNA = User(login="anna@example.se", name="Anna Berg", external_id="e-1", persons=(("as", "anna"),))


async def _identify(_office: str, slugs: Iterable[str]) -> Mapping[str, str]:
    return {slug: f"p-{slug}" for slug in slugs}


class Office:
    """An office with a directory, and everything that goes with it."""

    def __init__(self, roles: frozenset[Role] = frozenset(Role) - {Role.OPERATOR}) -> None:
        """Begin without anybody."""
        self.people, self.watch = People(), Watch()
        self.door = Door(self.people, self.watch, audience_of=lambda *_: None, open_while_empty=False)
        self.roll = Roll(self.people, self.watch, self.door)
        self.roles = roles
        self.entra = self.directory("scim:entra")

    def directory(self, source: str) -> Directory:
        """Return a directory."""
        reach = Reach(
            policy=lambda: Policy(roles=self.roles, offices=["as"]),
            identify=_identify,
            slug_of=lambda _, key: key.removeprefix("p-"),
        )
        return Directory(source, people=self.people, access=self.people, clock=self.watch, door=self.door, reach=reach)

    async def roles_of(self, id_: str) -> set[str]:
        """Return the roles of an account."""
        return {f"{one.role}@{one.office}" for one in await self.people.grants(id_)}


def _patch(**change: Any) -> dict[str, Any]:
    return {"Operations": [change]}


async def test_roles_follow_from_groups() -> None:
    """In with the group, out with it; a group that is renamed gives what its new name says."""
    office = Office()
    anna = (await office.entra.add(ANNA, AT))["id"]
    assert await office.roles_of(anna) == set()
    made = await office.entra.add_group(Told(name="trygg:lead@as", members=frozenset({anna})), AT)
    other = await office.entra.add_group(Told(name="trygg:security"), AT)
    join = patch_group(operations(_patch(op="Add", path="members", value=[{"value": anna}])))
    await office.entra.change_group(other["id"], join, address=AT)
    assert await office.roles_of(anna) == {"lead@as", "security@*"}
    renamed = patch_group(operations(_patch(op="Replace", path="displayName", value="trygg:presser@as")))
    await office.entra.change_group(made["id"], renamed, address=AT)
    assert await office.roles_of(anna) == {"presser@as", "security@*"}
    await office.entra.remove_group(other["id"])
    assert await office.roles_of(anna) == {"presser@as"}
    (shown,) = (await office.entra.users(None, skip=0, most=10, address=AT))[1]
    assert shown["groups"] == [{"value": made["id"], "display": "trygg:presser@as"}]


async def test_who_is_switched_off_is_out_and_may_come_back() -> None:
    """The session ends, the plans hear of it, the account stays to be switched on again with what its groups give."""
    office = Office()
    anna = (await office.entra.add(ANNA, AT))["id"]
    await office.entra.add_group(Told(name="trygg:lead@as", members=frozenset({anna})), AT)
    account = await office.people.account(anna)
    assert account
    session = await office.door.begin_session(account)
    assert await office.door.visitor(session.text)
    off = patch(operations(_patch(op="Replace", path="active", value="False")))
    shown = await office.entra.change(anna, off, address=AT)
    assert shown["active"] is False
    assert await office.door.visitor(session.text) is None
    assert await office.roles_of(anna) == set()
    assert [(one.person, one.gone) for one in await office.people.moves()] == [("p-anna", True)]
    (found,) = (await office.entra.users(("username", "ANNA@example.se"), skip=0, most=10, address=AT))[1]
    assert found["active"] is False
    on = patch(operations(_patch(op="Replace", value={"active": True})))
    back = await office.entra.change(anna, on, address=AT)
    assert (back["active"], await office.roles_of(anna)) == (True, {"lead@as"})
    assert [(one.person, one.gone) for one in await office.people.moves()] == [("p-anna", False)]
    assert await office.door.visitor(session.text) is None, "a session that ended does not come back"


async def test_a_directory_sees_its_own_people_alone() -> None:
    """Neither the operator's account nor another directory's can be read, changed, ended or put into a group."""
    office = Office()
    olle = await office.roll.add("olle", "Olle", grants=[Grant(role=Role.OPERATOR, office=None)])
    okta = office.directory("scim:okta")
    bo = (await okta.add(User(login="bo", name="Bo"), AT))["id"]
    for id_ in (olle.id, bo, "none", "å"):
        with pytest.raises(ScimError) as refused:
            await office.entra.change(
                id_, patch(operations(_patch(op="replace", path="active", value=False))), address=AT
            )
        assert refused.value.status == 404
        with pytest.raises(ScimError):
            await office.entra.remove(id_)
        with pytest.raises(ScimError):
            await office.entra.add_group(Told(name="trygg:lead@as", members=frozenset({id_})), AT)
    assert await office.entra.users(None, skip=0, most=10, address=AT) == (0, [])
    assert await office.entra.users(("username", "olle"), skip=0, most=10, address=AT) == (0, [])
    with pytest.raises(ScimError) as taken:
        await office.entra.add(User(login="olle", name="Not Olle"), AT)
    assert (taken.value.status, taken.value.kind) == (409, "uniqueness")


async def test_nobody_is_made_twice() -> None:
    """A second user or group of the same name is refused, also while the first is switched off."""
    office = Office()
    anna = (await office.entra.add(ANNA, AT))["id"]
    for again in (ANNA, User(login="other", name="Other", external_id="e-1")):
        with pytest.raises(ScimError) as taken:
            await office.entra.add(again, AT)
        assert taken.value.status == 409
    await office.entra.change(anna, patch(operations(_patch(op="replace", path="active", value=False))), address=AT)
    with pytest.raises(ScimError):
        await office.entra.add(ANNA, AT)
    await office.entra.add_group(Told(name="trygg:lead@as"), AT)
    with pytest.raises(ScimError):
        await office.entra.add_group(Told(name="TRYGG:lead@as"), AT)


async def test_a_login_is_found_however_a_directory_spells_it() -> None:
    """One that looks before it makes somebody would else make her again and again, and be refused each time."""
    office = Office()
    made = await office.entra.add(User(login="\u00e5sa@example.se", name="\u00c5sa"), AT)
    for spelled in ("\u00c5sa@example.se", "A\u030asa@EXAMPLE.se", " \u00e5sa@example.se "):
        count, found = await office.entra.users(("username", spelled), skip=0, most=9, address=AT)
        assert (count, [one["id"] for one in found]) == (1, [made["id"]]), spelled
    count, _ = await office.entra.users(("username", f"\u00e5sa@example.se{'x' * 60}"), skip=0, most=9, address=AT)
    assert count == 0


async def test_who_was_deleted_can_be_made_anew() -> None:
    """A re-hire has the login of old and a new account; the old one's name stays."""
    office = Office()
    first = (await office.entra.add(ANNA, AT))["id"]
    await office.entra.remove(first)
    with pytest.raises(ScimError):
        await office.entra.user(first, AT)
    second = (await office.entra.add(ANNA, AT))["id"]
    former = await office.people.account(first)
    assert former
    assert (former.name, former.ended_at is None, second == first) == ("Anna Berg", False, False)
    assert former.login != ANNA.login


async def test_what_changed_since_it_was_read_is_not_changed_by_mistake() -> None:
    """`If-Match` with the version that was read; another one is refused."""
    office = Office()
    shown = await office.entra.add(ANNA, AT)
    rename = patch(operations(_patch(op="replace", path="displayName", value="Anna Lind")))
    with pytest.raises(ScimError) as stale:
        await office.entra.change(shown["id"], rename, matches='W/"x"', address=AT)
    assert stale.value.status == 412
    changed = await office.entra.change(shown["id"], rename, matches=shown["meta"]["version"], address=AT)
    assert changed["displayName"] == "Anna Lind"
    assert changed["meta"]["version"] != shown["meta"]["version"]


async def test_a_role_that_a_directory_may_give_no_longer_is_taken_back() -> None:
    """At the next change of whoever has it."""
    office = Office(roles=frozenset(Role))
    anna = (await office.entra.add(ANNA, AT))["id"]
    await office.entra.add_group(Told(name="trygg:operator", members=frozenset({anna})), AT)
    assert await office.roles_of(anna) == {"operator@*"}
    office.roles = frozenset({Role.LEAD})
    await office.entra.change(anna, patch(operations(_patch(op="replace", path="displayName", value="A"))), address=AT)
    assert await office.roles_of(anna) == set()


async def test_roles_from_a_directory_are_not_given_by_hand() -> None:
    """What the directory would take back at once is refused; saying who she is in a plan is not."""
    office = Office()
    anna = await office.people.account((await office.entra.add(ANNA, AT))["id"])
    assert anna
    with pytest.raises(RollError, match="scim:entra"):
        await office.roll.grant(anna, [Grant(role=Role.LEAD, office="as")], {})
    await office.roll.grant(anna, [], {"as": "p-other"})
    assert await office.people.persons(anna.id) == {"as": "p-other"}


async def test_a_directory_makes_nobody_a_person_whom_another_account_is() -> None:
    """Whoever holds its token cannot act in the name of the lead; who comes back is not made her either."""
    office = Office()
    await office.roll.add("gunilla", "Gunilla", grants=[], persons={"as": "p-gunilla"})
    taken = replace(ANNA, persons=(("as", "gunilla"),))
    with pytest.raises(ScimError, match="Another account is this person of as already") as refused:
        await office.entra.add(taken, AT)
    assert refused.value.status == 409
    anna = (await office.entra.add(ANNA, AT))["id"]
    claim = patch(operations(_patch(op="Add", path=f"{TRYGG}:persons", value="as/gunilla")))
    with pytest.raises(ScimError, match="Another account"):
        await office.entra.change(anna, claim, address=AT)
    assert await office.people.persons(anna) == {"as": "p-anna"}
    await office.entra.change(anna, patch(operations(_patch(op="Replace", path="active", value=False))), address=AT)
    await office.roll.add("anna", "Anna", grants=[], persons={"as": "p-anna"})
    with pytest.raises(ScimError, match="Another account"):
        await office.entra.change(anna, patch(operations(_patch(op="Replace", path="active", value=True))), address=AT)


async def test_the_role_of_a_directory_is_no_persons() -> None:
    """A token has it, together with its directory; nobody else does."""
    office = Office()
    for role, name, where in (
        (Role.DIRECTORY, None, None),
        (Role.LEAD, "entra", None),
        (Role.DIRECTORY, "entra", "as"),
    ):
        with pytest.raises(RollError):
            await office.roll.make_token("x", role, where, directory=name)
    with pytest.raises(RollError):
        await office.roll.make_token("x", Role.DIRECTORY, directory="Not a word")
    with pytest.raises(RollError):
        await office.roll.add("bo", "Bo", grants=[Grant(role=Role.DIRECTORY, office=None)])
    made = await office.roll.make_token("Entra", Role.DIRECTORY, directory="entra")
    visitor = await office.door.visitor(made.text)
    assert visitor
    assert visitor.source == "scim:entra"


class _Busy(People):
    """Somebody else is faster for a while."""

    faster = 3

    async def change(self, changes: Changes, *, since: str) -> bool:
        if self.faster:
            self.faster -= 1
            self.changed += 1
        return await super().change(changes, since=since)


async def test_who_was_overtaken_begins_again() -> None:
    """Two at once never mix; when it goes on for ever the directory is told to come again."""
    office = Office()
    office.people = _Busy()
    entra = office.directory("scim:entra")
    assert (await entra.add(ANNA, AT))["userName"] == ANNA.login
    office.people.faster = 1000
    with pytest.raises(ScimError) as busy:
        await entra.add(User(login="bo", name="Bo"), AT)
    assert busy.value.status == 503
    assert await office.people.grants("none") == list[GrantRow]()


async def test_what_a_directory_does_stands_in_the_record() -> None:
    """Made, given roles, switched off and on, ended, without a name; and her tokens end with her roles."""
    office = Office()
    await office.roll.add("olle", "Olle", grants=[Grant(role=Role.OPERATOR, office=None)])
    anna = (await office.entra.add(ANNA, AT))["id"]
    group = await office.entra.add_group(Told(name="trygg:office_administrator@as", members=frozenset({anna})), AT)
    ada = Visitor(kind="account", id=anna, name="", grants=(Grant(role=Role.OFFICE_ADMINISTRATOR, office="as"),))
    tokens = Tokens(office.people, office.watch, office.door)
    made = await tokens.make(ada, "wall", Role.PRESSER, "as", lasts=timedelta(days=1))
    assert await office.door.visitor(made.text)
    await office.entra.change_group(
        group["id"], patch_group(operations(_patch(op="Remove", path="members"))), address=AT
    )
    assert await office.door.visitor(made.text) is None
    for word in (False, True):
        await office.entra.change(anna, patch(operations(_patch(op="Replace", path="active", value=word))), address=AT)
    await office.entra.remove(anna)
    by_directory = [one for one in office.people.noted if one.actor == SERVICE]
    assert [one.event for one in by_directory] == [
        *("AccountMade", "AccountChanged", "AccountChanged", "AccountEnded", "AccountChanged", "AccountEnded")
    ]
    assert by_directory[2].facts["ended"] == [made.id]
    assert by_directory[4].facts["back"] is True
    assert "anna" not in str([one.facts for one in by_directory]).lower()


class _Full(People):
    """A directory has brought as many people as it may."""

    count = MOST_USERS

    async def of_source(self, source: str, *, skip: int, most: int) -> tuple[int, list[Account]]:
        """Return that many, and those there are."""
        _, found = await super().of_source(source, skip=skip, most=most)
        return self.count, found


async def test_a_directory_whose_filter_matches_everybody_stops() -> None:
    """So many users it may have; when one has been deleted there is room."""
    office = Office()
    office.people = full = _Full()
    entra = office.directory("scim:entra")
    with pytest.raises(ScimError, match="at most 100000 users"):
        await entra.add(ANNA, AT)
    assert full.by_id == {}
    full.count -= 1
    await entra.add(ANNA, AT)
