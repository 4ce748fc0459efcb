"""What plans have looked over becomes due, and a boundary door that is held open shows as a fault."""

import asyncio
import logging
from collections.abc import Collection
from typing import Final

from roles.inspection import inspected
from service.alarm.actor import SERVICE
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.outcome import Outcome
from service.dispatch.readiness import undertaking_of
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.jobs.unreadable import Unreadable
from service.readiness.commands import Command, PlanInspection, WithdrawInspection
from service.readiness.place import Place
from service.store.port import Store, StoreError
from service.store.undertaking_port import KeptUndertaking
from service.undertaking.refusal import UndertakingRefusal

LOOK_EVERY_S: Final = 5.0
MOST: Final = 1000
"""Places of one office; a plan that names more is no office's."""

_log = logging.getLogger(__name__)


class Inspections:
    """Keeps what is looked over in step with the plan in force, and knows how each place stands."""

    def __init__(self, store: Store, book: Book, undertaking: Undertaking, faults: Faults) -> None:
        """Work on a store with the plans of a book."""
        self._store = store
        self._book = book
        self._undertaking = undertaking
        self._faults = faults
        self._seen: dict[str, str] = {}
        self._places: dict[str, tuple[Place, ...]] = {}
        self._changed: set[str] = set()
        self._round = 0
        self._unreadable = Unreadable(faults)

    def hear(self, outcome: Outcome) -> None:
        """Look at an office again when something was said of one of its places."""
        if outcome.undertaking.startswith("check-"):
            self._changed.add(outcome.office)

    def of(self, office: str) -> tuple[Place, ...]:
        """Return every place of an office that is looked over, as last read."""
        return self._places.get(office, ())

    def not_ready(self, office: str) -> dict[str, str]:
        """Return the ids of the rooms and doors on which nobody should rely now, with how each stands."""
        return {place.place: place.state.value for place in self.of(office) if place.is_fault}

    async def run(self) -> None:
        """Keep in step until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(LOOK_EVERY_S)

    async def step(self) -> None:
        """Look at every office whose plan or places may have changed; at all of them once a minute.

        An office whose places cannot be read keeps what was known of them, and no other waits for it; nor does a place
        wait for another one of its office.
        """
        self._round += 1
        everywhere = self._round % 12 == 1  # another node may have heard what this one has not
        for office in self._book:
            version = self._book[office].plan.version
            if not (everywhere or office in self._changed or self._seen.get(office) != version):
                continue
            self._changed.discard(office)
            try:
                await self._follow(office)
            except (StoreError, UndertakingRefusal) as reason:
                _log.warning("what is looked over in %s could not be read or planned: %s", office, reason)
                self._changed.add(office)
            else:
                self._seen[office] = version

    async def _follow(self, office: str) -> None:
        """Bring what is looked over in an office into step; one damaged place keeps no other from that."""
        plan = self._book[office].plan
        wanted = inspected(plan)
        open_places, damage = await self._read(office, wanted)
        for place, one in wanted.items():
            known = open_places.get(place)
            if known is None or known.every != one.every:
                command = PlanInspection(actor=SERVICE, place=place, kind=one.kind, every=one.every)
                if (planned := await self._asked(office, place, command, damage)) is not None:
                    open_places[place] = planned.state
        for place in [one for one in open_places if one not in wanted]:
            await self._asked(office, place, WithdrawInspection(actor=SERVICE), damage)
            del open_places[place]
        self._unreadable.tell(office, damage)
        before = {place.place: place for place in self.of(office)}
        found = (open_places.get(place) or before.get(place) for place in wanted)
        self._show(office, tuple(place for place in found if place is not None))

    async def _read(self, office: str, wanted: Collection[str]) -> tuple[dict[str, Place], dict[str, Exception]]:
        """Return the open places of an office, and what could not be read."""
        open_places, damage = dict[str, Place](), dict[str, Exception]()
        try:
            kept = await self._store.undertakings(office, "check", open_only=True, limit=MOST)
            return {place.place: place for place in map(_place_of, kept)}, damage
        except StoreError:
            raise
        except Exception as reason:  # of one row; which one it is, is seen where each is read by itself
            damage["readiness"] = reason
        for place in wanted:
            id_ = undertaking_of(office, place)
            try:
                one = await self._store.undertaking(id_)
                if one is not None and not one.is_over:
                    open_places[place] = _place_of(one)
            except StoreError:
                raise
            except Exception as reason:
                damage.pop("readiness", None)  # it has a name now
                damage[id_] = reason
        return open_places, damage

    async def _asked(
        self, office: str, place: str, command: Command, damage: dict[str, Exception]
    ) -> Undertaken | None:
        """Ask something of a place; None where its row is damaged, which is noted."""
        id_ = undertaking_of(office, place)
        if id_ in damage:
            return None
        try:
            return await self._undertaking.ask(office, "check", id_, lambda _page, _unit, _state: command)
        except (StoreError, UndertakingRefusal):
            raise
        except Exception as reason:
            damage[id_] = reason
            return None

    def _show(self, office: str, places: tuple[Place, ...]) -> None:
        doors = self._book[office].plan.doors
        before = {place.place for place in self.of(office) if place.propped_at is not None}
        self._places[office] = places
        now = {place.place for place in places if place.propped_at is not None}
        for door in before - now:
            self._faults.mend(office, "door_propped", door)
        for door in now - before:
            self._faults.report(office, "door_propped", door, place=doors[door].name if door in doors else door)


def _place_of(kept: KeptUndertaking) -> Place:
    place: Place = state_of(kept)
    return place
