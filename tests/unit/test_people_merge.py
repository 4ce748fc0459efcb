"""A file against the accounts there are: what changes, and whom it never touches."""

import asyncio
from collections.abc import Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from parts.people import People
from parts.stores import Watch
from service.access.door import Door
from service.access.importing import Imported, import_people
from service.access.people_merge import Rules
from service.access.rights import Grant, Role
from service.access.roll import Roll
from service.store.people_port import Changes

LINES = "bo;Bo;lead@as;as/bo\nida;Ida;presser@as;\neva;Eva;presser@as;\n"


async def _identify(_office: str, slugs: Iterable[str]) -> Mapping[str, str]:
    return {slug: f"p-{slug}" for slug in slugs}


async def _take(
    people: People, lines: str, *, source: str = "csv:staff", dry: bool = False, **more: object
) -> Imported:
    return await import_people(
        f"login;name;roles;persons\n{lines}".encode(),
        Rules(source=source, **more),  # type: ignore[arg-type]
        people=people,
        identify=_identify,
        offices={"as": None},
        clock=Watch(),
        dry_run=dry,
    )


def _logins(people: People) -> set[str]:
    return {one.login for one in people.by_id.values() if one.ended_at is None}


async def test_a_file_is_taken_once() -> None:
    """A dry run says the same and changes nothing; a second time there is nothing to do; what changed is said."""
    people = People()
    tried = await _take(people, LINES, dry=True)
    assert people.by_id == {}
    assert await _take(people, LINES) == tried
    assert tried.said[0] == "new     bo  Bo  lead@as  is as/bo"
    assert (await _take(people, LINES)).said == ()
    changed = await _take(people, LINES.replace("Bo;lead@as;as/bo", "Bo Ek;security;"))
    assert changed.said == ("change  bo  name Bo → Bo Ek; +security; -lead@as; is nobody in a plan",)


async def test_who_is_missing_ends_only_when_asked_and_only_of_this_source() -> None:
    """Accounts made by hand, of a directory and of another file stay."""
    people = People()
    roll = Roll(people, Watch())
    await roll.add("olle", "Olle", grants=[Grant(role=Role.OPERATOR, office=None)])
    await _take(people, LINES)
    await _take(people, "kim;Kim;presser@as;\n", source="csv:guards")
    assert (await _take(people, "")).said == ()
    ended = await _take(people, LINES.replace("eva;Eva;presser@as;\n", ""), remove_missing=True)
    assert ended.said == ("end     eva  Eva",)
    assert _logins(people) == {"olle", "kim", "bo", "ida"}
    back = await _take(people, LINES, remove_missing=True)
    assert back.said == ("new     eva  Eva  presser@as",)


async def test_an_ended_account_lets_nobody_in_and_its_plans_hear_of_it() -> None:
    """As when it is ended by hand."""
    people, watch = People(), Watch()
    door = Door(people, watch, audience_of=lambda *_: None, open_while_empty=False)
    await _take(people, LINES)
    bo = await people.account_by_login("bo")
    assert bo
    session = await door.begin_session(bo)
    await _take(people, LINES.split("\n", 1)[1], remove_missing=True)
    door.forget()
    assert await door.visitor(session.text) is None
    assert [(one.person, one.gone) for one in await people.moves()] == [("p-bo", True)]


async def test_many_are_ended_only_when_their_number_is_said() -> None:
    """A file that was cut off must not put an office out of the house."""
    people = People()
    await _take(people, LINES)
    cut = await _take(people, LINES[:20], remove_missing=True)
    assert "--yes-end 2" in cut.problems[0].text
    wrong = await _take(people, LINES[:20], remove_missing=True, confirmed=1)
    assert wrong.problems
    assert _logins(people) == {"bo", "ida", "eva"}
    assert len((await _take(people, LINES[:20], remove_missing=True, confirmed=2)).said) == 2


async def test_no_file_takes_away_the_last_who_could_mend_it() -> None:
    """The last operator, and the last administrator of an office: neither ended nor left without the role."""
    people = People()
    await _take(people, "olle;Olle;operator;\nada;Ada;office_administrator@as;\n")
    for lines in (
        "olle;Olle;operator;\nada;Ada;presser@as;\n",
        "olle;Olle;presser@as;\nada;Ada;office_administrator@as;\n",
    ):
        assert "nobody would be left" in (await _take(people, lines)).problems[0].text
    gone = await _take(people, "ada;Ada;office_administrator@as;\n", remove_missing=True, confirmed=1)
    assert "operator" in gone.problems[0].text
    everywhere = "olle;Olle;operator office_administrator;\nada;Ada;presser@as;\n"
    assert (await _take(people, everywhere)).said


async def test_whose_account_it_is_not_is_told_with_the_line() -> None:
    """A login made by hand or by a directory is nobody's to take, and one person of a plan is one person."""
    people = People()
    await Roll(people, Watch()).add("ida", "Ida", grants=[], persons={"as": "p-bo"})
    found = await _take(people, LINES)
    assert [one.line for one in found.problems] == [2, 3]
    assert "same person as ida" in found.problems[0].text
    assert "looked after by hand" in found.problems[1].text
    assert _logins(people) == {"ida"}


class _Crowd(People):
    """Somebody else changes something between looking and writing, a few times."""

    times = 2

    async def change(self, changes: Changes, *, since: str) -> bool:
        if self.times:
            self.times -= 1
            self.changed += 1
        return await super().change(changes, since=since)


async def test_two_at_once_are_one_after_the_other() -> None:
    """Whoever was overtaken looks again; for ever is refused, and nothing was taken."""
    people = _Crowd()
    assert len((await _take(people, LINES)).said) == 3
    people.times = 1000
    assert "try again" in (await _take(people, "kim;Kim;presser@as;\n")).problems[0].text


_who = st.sampled_from(["bo", "ida", "eva", "kim"])
_files = st.lists(st.dictionaries(_who, st.sampled_from(["lead@as", "presser@as", ""]), max_size=4), max_size=4)


@given(_files)
def test_after_any_files_accounts_are_as_the_last_one_says(files: list[dict[str, str]]) -> None:
    """Whatever came before; and taking it once more changes nothing."""

    async def play() -> None:
        people = People()
        for file in files:
            lines = "".join(f"{who};{who.title()};{roles};\n" for who, roles in file.items())
            for often in range(2):
                found = await _take(people, lines, remove_missing=True)
                if found.problems:
                    number = int(found.problems[0].text.rpartition(" ")[2])
                    found = await _take(people, lines, remove_missing=True, confirmed=number)
                assert not (often and found.said)
            roles = {
                one.login: " ".join(f"{row.role}@{row.office}" for row in await people.grants(one.id))
                for one in people.by_id.values()
                if one.ended_at is None
            }
            assert roles == file

    asyncio.run(play())
