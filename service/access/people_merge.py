"""What a file says × who has an account → what has to change, in words and as it is to be kept. Pure.

A file looks after the accounts that came with files of its own source. Those made by hand, and those of a directory,
are never touched.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from service.access.people_file import Problem, Wanted
from service.access.rights import Role
from service.access.roll import ended_now
from service.store.access_port import EVERYWHERE, Account, GrantRow, Known
from service.store.people_port import Kept

MOST_ENDED: Final = 3
"""A file that would end more than one in so many has to be confirmed by their number."""
KEPT_ROLES: Final = (Role.OPERATOR.value, Role.OFFICE_ADMINISTRATOR.value)
"""Roles of which no file takes away the last holder: nobody could mend anything any more."""

KeyOf = Callable[[str, str], str]
"""Returns the opaque key of a person: (office, slug)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What a file may do."""

    source: str
    remove_missing: bool = False
    confirmed: int | None = None
    """How many people somebody has said may be ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """What comes of it: either problems, or what is kept and said."""

    kept: tuple[Kept, ...] = ()
    said: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def merge(
    people: Sequence[Wanted],
    everybody: Sequence[Known],
    rules: Rules,
    *,
    key_of: KeyOf,
    make_id: Callable[[], str],
    at: datetime,
) -> Merged:
    """Return what has to change so that accounts are as a file says.

    Args:
        people: what the file says.
        everybody: all accounts, ended ones too.
        rules: whose accounts it looks after, and how far.
        key_of: asks for the opaque key of a person.
        make_id: makes the id of a new account.
        at: now.
    """
    living = {one.account.login: one for one in everybody if one.account.ended_at is None}
    kept: list[Kept] = []
    said: list[str] = []
    problems: list[Problem] = []
    for wanted in people:
        known = living.get(wanted.login)
        if known is not None and known.account.source != rules.source:
            whose = f"the directory {known.account.source}" if known.account.source else "hand"
            text = f"{wanted.login} has an account that is looked after by {whose}; take the line out"
            problems.append(Problem(line=wanted.line, text=text))
            continue
        one = _kept(wanted, known, rules.source, key_of=key_of, make_id=make_id, at=at)
        if words := _words(known, one, wanted):
            kept.append(one)
            said.append(words)
    named = {one.login for one in people}
    missing = [one for login, one in living.items() if one.account.source == rules.source and login not in named]
    if rules.remove_missing:
        for gone in missing:
            account = ended_now(gone.account, at)
            kept.append(Kept(account=account, grants=(), persons=gone.persons, is_new=False))
            said.append(f"end     {account.login}  {account.name}")
        problems += _too_many(missing, living.values(), rules)
    after = {one.account.id: one for one in living.values()} | {one.account.id: one for one in kept}
    problems += _nobody_left(living.values(), after.values())
    problems += _shared(after.values(), people)
    if problems:
        return Merged(problems=tuple(sorted(problems, key=lambda one: one.line)))
    return Merged(kept=tuple(kept), said=tuple(said))


def _kept(
    wanted: Wanted,
    known: Known | None,
    source: str,
    *,
    key_of: KeyOf,
    make_id: Callable[[], str],
    at: datetime,
) -> Kept:
    rows = {GrantRow(role=one.role.value, office=one.office or EVERYWHERE) for one in wanted.grants}
    grants = tuple(sorted(rows, key=lambda one: (one.office, one.role)))
    persons = None if wanted.persons is None else {o: key_of(o, slug) for o, slug in sorted(wanted.persons.items())}
    if known is None:
        account = Account(
            id=make_id(), login=wanted.login, name=wanted.name, subject=wanted.subject, created_at=at, source=source
        )
        return Kept(account=account, grants=grants, persons=persons or {}, is_new=True)
    subject = wanted.subject if wanted.says_subject else known.account.subject
    account = replace(known.account, name=wanted.name, subject=subject)
    return Kept(account=account, grants=grants, persons=known.persons if persons is None else persons, is_new=False)


def _words(known: Known | None, one: Kept, wanted: Wanted) -> str:
    """Return in words what changes; "" when nothing does."""
    account, roles = one.account, ", ".join(_role(row) for row in one.grants) or "no role"
    persons = [f"{office}/{slug}" for office, slug in sorted((wanted.persons or {}).items())]
    if known is None:
        is_who = f"  is {', '.join(persons)}" if persons else ""
        return f"new     {account.login}  {account.name}  {roles}{is_who}"
    given, taken = set(one.grants) - set(known.grants), set(known.grants) - set(one.grants)
    changed = [
        *([f"name {known.account.name} → {account.name}"] if known.account.name != account.name else []),
        *sorted(f"+{_role(row)}" for row in given),
        *sorted(f"-{_role(row)}" for row in taken),
        *([f"is {', '.join(persons) or 'nobody in a plan'}"] if dict(one.persons) != dict(known.persons) else []),
        *(["another subject"] if account.subject != known.account.subject else []),
    ]
    return f"change  {account.login}  {'; '.join(changed)}" if changed else ""


def _role(row: GrantRow) -> str:
    return row.role if row.office == EVERYWHERE else f"{row.role}@{row.office}"


def _too_many(missing: Sequence[Known], living: Iterable[Known], rules: Rules) -> Iterator[Problem]:
    count, of = len(missing), sum(one.account.source == rules.source for one in living)
    if count * MOST_ENDED > of and rules.confirmed != count:
        text = f"this would end {count} of {of} people; when that is right, say so with --yes-end {count}"
        yield Problem(line=0, text=text)


def _nobody_left(before: Iterable[Known], after: Iterable[Known]) -> Iterator[Problem]:
    """Say of which role a file would take away the last holder."""
    left = {row for one in after if one.account.ended_at is None for row in one.grants}
    for role, office in sorted({(row.role, row.office) for one in before for row in one.grants}):
        covers = {GrantRow(role=role, office=office), GrantRow(role=role, office=EVERYWHERE)}
        if role in KEPT_ROLES and not covers & left:
            text = (
                f"nobody would be left with the role {_role(GrantRow(role=role, office=office))}; give it to somebody"
            )
            yield Problem(line=0, text=text)


def _shared(after: Iterable[Known], people: Sequence[Wanted]) -> Iterator[Problem]:
    """Say who would be one person, or one subject, with somebody else."""
    lines = {one.login: one.line for one in people}
    holders: dict[tuple[str, str], str] = {}
    for one in sorted(after, key=lambda each: each.account.login in lines):
        if one.account.ended_at is not None:
            continue
        login = one.account.login
        subject = [("subject", one.account.subject)] if one.account.subject else []
        for what in [*(("person", f"{office}\0{key}") for office, key in one.persons.items()), *subject]:
            holder = holders.setdefault(what, login)
            if holder != login:
                text = f"{login} would have the same {what[0]} as {holder}"
                yield Problem(line=lines.get(login, 0), text=text)
