"""What dispatch knows of each office: the plan in force, and which opaque key stands for whom."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from roles.demand import named_in
from roles.plan import Finding, Listed, Plan
from service.dispatch.unread import Unread
from service.dispatch.ways import NO_WAYS, Ways
from service.store.port import StoreUnavailable

PlanState = Literal["good", "last_good", "fallback"]
"""Whether the plan in force is the newest one, an older one because the newest has errors, or a makeshift."""

CONTACT = "contact:"
TURN_S = 1.0
"""Seconds for which an office whose plan is being read may hold up those that come after it."""
SCREEN = "screen"
"""The plan's word for the screens in the office: they are asked by nobody and always there."""


class PlanUnread(StoreUnavailable):
    """An office's plan takes long to read, and is read on: whoever serves several offices asks again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficePage:
    """One office's page in the book."""

    plan: Plan
    keys: Mapping[str, str]
    """Person slug in the plan → opaque key in the record."""
    state: PlanState = "good"
    findings: tuple[Finding, ...] = ()
    gone: Mapping[str, datetime | None] = field(default_factory=dict)
    """Opaque keys of people whom the plan names and who have left, with when that was said: called last."""
    ways: Ways = NO_WAYS
    """Which routes the service has; put here by the book."""
    slugs: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """Opaque key → person slug; made once, as a muster of 400 asks for 400 names where presses are written."""

    def __post_init__(self) -> None:
        """Turn the keys round."""
        object.__setattr__(self, "slugs", {key: slug for slug, key in self.keys.items()})

    def key_of(self, who: str) -> str | None:
        """Return the opaque key for a slug or for a key itself; None for somebody the plan does not know."""
        if who in self.keys:
            return self.keys[who]
        return who if who in self.slugs or self._is_contact(who) else None

    def name_of(self, key: str) -> str | None:
        """Return the name behind an opaque key or a contact; None for a key this plan does not know."""
        if self._is_contact(key):
            return self.plan.contacts[key.removeprefix(CONTACT)].name
        slug = self.slugs.get(key)
        person = self.plan.people.get(slug) if slug else None
        return person.name if person else None

    def routes_to(self, key: str) -> tuple[str, ...]:
        """Return the routes on which the plan reaches somebody, the first first, without those the service has not."""
        if self._is_contact(key):
            planned = self.plan.contacts[key.removeprefix(CONTACT)].reached_by
        else:
            person = self.plan.people.get(self.slugs.get(key, ""))
            planned = person.reached_by if person else ()
        return tuple(route for route in planned if route != SCREEN and self.ways.has_route(route))

    def may_end(self, key: str) -> bool:
        """Whether the plan entitles somebody to end an alarm: whoever holds a role by name, or stands in for one."""
        slug = self.slugs.get(key)
        named = (
            {*(role.holders.ids if isinstance(role.holders, Listed) else ()), *role.deputies}
            for role in self.plan.roles.values()
        )
        return slug is not None and any(slug in ids for ids in named)

    @property
    def leads(self) -> tuple[str, ...]:
        """Return the opaque keys of those who lead in an alarm: holders, then deputies, of the role the plan names."""
        role = self.plan.roles.get(self.plan.lead or "")
        return tuple(self.keys[who] for who in named_in(self.plan, role) if who in self.keys) if role else ()

    def _is_contact(self, key: str) -> bool:
        return key.startswith(CONTACT) and key.removeprefix(CONTACT) in self.plan.contacts


class Book:
    """All offices. Pages are replaced whole, so that whoever reads one sees one plan."""

    def __init__(self, catch_all: str | None = None, *, ways: Ways = NO_WAYS) -> None:
        """Begin empty.

        Args:
            catch_all: the office that hears presses from an office nobody knows; the first one by name without it.
            ways: which routes the service has.
        """
        self._ways = ways
        self._pages: dict[str, OfficePage] = {}
        self._closed: set[str] = set()
        self._catch_all = catch_all
        self._listening: list[Callable[[], None]] = []
        self._slow: set[str] = set()
        """Offices for whose plan somebody has waited in vain, with others behind her."""
        self.unread = Unread()
        """The offices whose plans have not been read since the start: they are in the book as soon as they have."""

    def listen(self, told: Callable[[], None]) -> None:
        """Have somebody told whenever another plan is in force somewhere."""
        self._listening.append(told)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the offices' slugs, in order; without those that are closed."""
        return iter(sorted(self._pages.keys() - self._closed))

    def __contains__(self, office: object) -> bool:
        """Whether an office is known, closed ones too: what is under way in them comes to its end."""
        return office in self._pages

    def __getitem__(self, office: str) -> OfficePage:
        """Return an office's page; KeyError when nobody knows the office."""
        return self._pages[office]

    async def page(self, office: str) -> OfficePage:
        """Return an office's page, also where its plan has to be read first; KeyError when nobody knows the office."""
        await self.knows(office)
        return self._pages[office]

    async def page_soon(self, office: str) -> OfficePage:
        """Return an office's page as `page` does, for whoever serves one office after the other.

        Raises:
            KeyError: nobody knows the office.
            PlanUnread: its plan takes long to read, and is read on; ask again.
        """
        await self.knows_soon(office)
        return self._pages[office]

    async def page_to_end(self, office: str) -> OfficePage:
        """Return an office's page as `page_soon` does, of an office that is no more one that names nobody.

        By that can be written what has become of its calls: its plan was taken away, and no alarm in it was open.
        """
        if await self.knows_soon(office):
            return self._pages[office]
        from roles.fallback import fallback_plan  # noqa: PLC0415 - where no office has ended nobody needs it

        return OfficePage(plan=fallback_plan(None, office=office), keys={}, state="fallback")

    async def knows_soon(self, office: str) -> bool:
        """Whether an office is known; raises PlanUnread where its plan takes long to read.

        Only the first waits for that: an office with many deadlines would hold the others up for as many turns.
        """
        if office in self._slow and office in self.unread:
            raise PlanUnread(f"the plan of {office} has not been read yet")
        try:
            async with asyncio.timeout(TURN_S):
                return await self.knows(office)
        except TimeoutError:
            self._slow.add(office)
            raise PlanUnread(f"the plan of {office} has not been read yet") from None

    async def knows(self, office: str) -> bool:
        """Whether an office is known, once its plan has been read where it has to be."""
        if office in self.unread:
            await self.unread.wait(office, at_once=True)
        return office in self._pages

    def get(self, office: str) -> OfficePage | None:
        """Return an office's page; None when nobody knows the office."""
        return self._pages.get(office)

    def plan_of(self, office: str) -> Plan | None:
        """Return the plan that holds in an office; None when nobody knows the office."""
        page = self._pages.get(office)
        return page.plan if page else None

    def put(self, page: OfficePage) -> None:
        """Put a plan in force; an office that was closed is there again."""
        before = self._pages.get(page.plan.office)
        self._pages[page.plan.office] = replace(page, ways=self._ways)
        self._closed.discard(page.plan.office)
        if before is not None and before.plan is not page.plan:
            for told in self._listening:
                told()
        self.unread.is_read(page.plan.office)

    def close(self, office: str) -> None:
        """List an office no more, and let it hear no new press; its page can still be read."""
        self._closed.add(office)

    def is_closed(self, office: str) -> bool:
        """Whether an office is closed."""
        return office in self._closed

    def office_for(self, named: str | None) -> str | None:
        """Return the office that hears a press: the one named, else the catch-all; None only without any office.

        It may be one whose plan has yet to be read.
        """
        for office in (named, self._catch_all):
            if (office in self._pages or office in self.unread) and office not in self._closed:
                return office
        return min({*self._pages, *self.unread} - self._closed, default=None)
