"""Plans and devices from their folder: read when they change, the last good version kept in force."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from devices.inventory import Inventory
from devices.registry import Registry
from devices.registry import load as load_devices
from roles.document import load
from roles.fallback import fallback_plan
from roles.plan import Finding, Plan
from service.alarm.states import OPEN
from service.clock import Clock
from service.dispatch.book import Book, OfficePage, PlanState
from service.dispatch.faults import Faults
from service.store.port import Store, StoreError

LOOK_EVERY_S = 2.0
LARGEST = 2_000_000
"""Bytes read of one file at most; the reader refuses what is too large with a finding."""

LOOKED_AT = 500
"""How many of an office's newest alarms are looked at for one that is open."""

STANDARD = ".standard.yaml"
"""How the file of a standard is named, which is no office's: its name before this."""

NO_OFFICE = "unknown"
"""The office that hears presses while there is no plan at all."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Stamp:
    modified_ns: int
    size: int


_Stamps = dict[Path, _Stamp]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a plan was read from: its file, and each standard it asked for as it was then (None: not there)."""

    stamp: _Stamp
    standards: dict[str, _Stamp | None]


class Plans:
    """Keeps the book in step with the folder of plans."""

    def __init__(
        self,
        folder: Path,
        *,
        store: Store,
        book: Book,
        faults: Faults,
        clock: Clock,
        on_office: Callable[[str], Awaitable[None]],
        on_devices: Callable[[Registry], Awaitable[None]],
    ) -> None:
        """Read a folder into a book.

        Args:
            folder: where the files are.
            store: where versions and opaque keys are kept.
            book: what dispatch reads.
            faults: where errors are shown.
            clock: what time it is.
            on_office: prepares the screens of an office before its first plan is in force.
            on_devices: takes over a new registry of devices.
        """
        self._folder = folder
        self._store = store
        self._book = book
        self._faults = faults
        self._clock = clock
        self._on_office = on_office
        self._on_devices = on_devices
        self._plans: dict[Path, _Seen] = {}
        self._devices: _Stamps = {}
        self._adopted = False

    async def run(self) -> None:
        """Look for changes until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.refresh()
            except (OSError, StoreError) as reason:
                _log.warning("the plans could not be read again: %s", reason)

    async def refresh(self) -> None:
        """Read what has changed. What is faulty never replaces what is good.

        Raises:
            StoreError: the store could not be asked; what has changed is read again at the next call.
            OSError: the folder cannot be read.
        """
        plans, devices, standards = await asyncio.to_thread(_look, self._folder)
        for path, stamp in plans.items():
            seen = self._plans.get(path)
            asked = seen.standards if seen else {}
            # A standard that has changed, come or gone changes every office that stands on it.
            if seen != _Seen(stamp, {name: standards.get(name) for name in asked}):
                names = await self._read_plan(path, {self._folder / f"{name}{STANDARD}" for name in standards})
                self._plans[path] = _Seen(stamp, {name: standards.get(name) for name in names})
        if not self._adopted:
            await self._adopt()
            self._adopted = True
        if not list(self._book):
            await self._put(fallback_plan(None, office=NO_OFFICE), "fallback", ())
        if devices != self._devices or not self._devices:
            await self._read_devices(sorted(devices))
            self._devices = devices
        for office in self._book:
            self._note_expiry(office)

    async def standards(self) -> Mapping[str, bytes]:
        """Return the text of each standard in the folder as it is now, by name; none while it cannot be read."""
        try:
            _, _, standards = await asyncio.to_thread(_look, self._folder)
        except OSError:
            return {}
        return await asyncio.to_thread(_read_standards, [self._folder / f"{name}{STANDARD}" for name in standards])

    async def _read_plan(self, path: Path, standards: Iterable[Path]) -> tuple[str, ...]:
        """Put the plan of a file in force, unless it is faulty; return the standards it asked for."""
        office, text = path.stem, await asyncio.to_thread(_read, path)
        known = await asyncio.to_thread(_read_standards, standards)
        loaded = load(text, source=path.name, today=self._clock.now().date(), standards=known.get)
        errors = [finding for finding in loaded.findings if finding.severity == "error"]
        if loaded.plan and loaded.plan.office == office:
            await self._put(loaded.plan, "good", loaded.findings)
            await self._store.keep_plan(office, loaded.plan.version, loaded.text, self._clock.now())
            return loaded.standards
        if loaded.plan:
            _log.error("%s describes the office %s; name the file after its office", path.name, loaded.plan.office)
        for finding in errors:
            _log.error("%s", finding)
        count = max(1, len(errors))
        last = await self._store.last_plan(office)
        if office in self._book and self._book[office].state != "fallback":
            page = self._book[office]
            await self._put(page.plan, "last_good", loaded.findings, errors=count)
        elif last and (former := load(last[1], source=path.name).plan):
            await self._put(former, "last_good", loaded.findings, errors=count)
        else:
            draft = fallback_plan(text, office=office, standards=known.get)
            await self._put(draft, "fallback", loaded.findings)
        return loaded.standards

    async def _adopt(self) -> None:
        """Go on with an office whose plan has left the folder while an alarm of it is open."""
        for head in await self._store.heads():
            office = head.office
            if office in self._book or all(
                a.state not in OPEN for a in await self._store.alarms(office, None, LOOKED_AT)
            ):
                continue
            _log.error("there is no plan of %s any more, but an open alarm: its last plan goes on being used", office)
            last = await self._store.last_plan(office)
            former = load(last[1], source=f"{office}.yaml").plan if last else None
            if former:
                await self._put(former, "last_good", (), errors=1)
            else:
                await self._put(fallback_plan(None, office=office), "fallback", ())

    async def _put(self, plan: Plan, state: PlanState, findings: tuple[Finding, ...], *, errors: int = 0) -> None:
        keys = await self._store.identify(plan.office, plan.people)
        if plan.office not in self._book:
            await self._on_office(plan.office)
        self._book.put(OfficePage(plan=plan, keys=keys, state=state, findings=findings))
        for code in ("plan_errors", "plan_fallback"):
            self._faults.mend(plan.office, code)
        if state == "last_good":
            self._faults.report(plan.office, "plan_errors", count=errors)
        elif state == "fallback":
            self._faults.report(plan.office, "plan_fallback")

    async def _read_devices(self, paths: list[Path]) -> None:
        loaded = [load_devices(await asyncio.to_thread(_read, path), path.name) for path in paths]
        errors = [finding for one in loaded for finding in one.findings if finding.severity == "error"]
        for finding in errors:
            _log.error("%s", finding)
        if errors:
            self._faults.report(Faults.EVERYWHERE, "devices_errors", count=len(errors))
            if self._devices:
                return
        else:
            self._faults.mend(Faults.EVERYWHERE, "devices_errors")
        inventory = Inventory(device for one in loaded for device in one.inventory.devices)
        await self._on_devices(Registry(inventory, [rule for one in loaded for rule in one.rules]))

    def _note_expiry(self, office: str) -> None:
        plan = self._book[office].plan
        today = self._clock.now().astimezone(ZoneInfo(plan.time_zone)).date()
        if plan.expires and plan.expires < today:
            if not self._faults.has(office, "plan_expired"):
                self._faults.report(office, "plan_expired", day=plan.expires.isoformat())
        else:
            self._faults.mend(office, "plan_expired")


def _look(folder: Path) -> tuple[_Stamps, _Stamps, dict[str, _Stamp]]:
    plans, devices, standards = _Stamps(), _Stamps(), dict[str, _Stamp]()
    for path in sorted(folder.glob("*.yaml")):
        stat = path.stat()
        stamp = _Stamp(stat.st_mtime_ns, stat.st_size)
        if path.name.endswith(STANDARD):
            standards[path.name.removesuffix(STANDARD)] = stamp
        else:
            (devices if path.name.endswith("devices.yaml") else plans)[path] = stamp
    return plans, devices, standards


def _read_standards(paths: Iterable[Path]) -> dict[str, bytes]:
    """Read standards; one that cannot be read is none, and must not keep the offices on others from being read."""
    known = {}
    for path in paths:
        try:
            known[path.name.removesuffix(STANDARD)] = _read(path)
        except OSError as reason:
            _log.error("%s cannot be read: %s", path.name, reason)
    return known


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST)
