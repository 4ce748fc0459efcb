"""Plans and devices from their folder: read when they change, the last good version kept in force."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from devices.inventory import Inventory
from devices.registry import Registry
from devices.registry import load as load_devices
from roles.calendar import holiday
from roles.document import Loaded, load
from roles.fallback import fallback_plan
from roles.plan import Finding, Plan
from service.alarm.states import OPEN
from service.clock import Clock
from service.dispatch.book import Book, OfficePage, PlanState
from service.dispatch.faults import Faults
from service.life import snapshot
from service.life.expiry import ON_SCREENS, reminder
from service.life.life import Life
from service.planning.file import take_file
from service.store.port import Store, StoreError
from service.timeline.entry import Entry

LOOK_EVERY_S = 2.0
LARGEST = 2_000_000
"""Bytes read of one file at most; the reader refuses what is too large with a finding."""

LOOKED_AT = 500
"""How many of an office's newest alarms are looked at for one that is open."""

STANDARD = ".standard.yaml"
"""How the file of a standard is named, which is no office's: its name before this."""

EXPIRY = {"plan_expires_soon": ON_SCREENS, "plan_expires_tomorrow": 1, "plan_expired": 0}
"""The faults that climb before a plan's last day and after it, and the reminder from which each is shown."""

SCENARIOS = "scenarios"
"""The folder beside the plans that holds what each has to pass, in a file of the plan's name."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """What the folder says of an office right now."""

    digest: str
    text: bytes
    loaded: Loaded

    @property
    def errors(self) -> int:
        """How many findings keep it from being used; a file without any can still describe another office."""
        return max(1, sum(finding.severity == "error" for finding in self.loaded.findings))


class Plans:
    """Keeps the book in step with the folder of plans, and with what people publish."""

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
        on_entries: Callable[[str, tuple[Entry, ...]], None],
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
            on_entries: told of (office, entries) when taking a file has written them.
        """
        self._folder = folder
        self._store = store
        self._book = book
        self._faults = faults
        self._clock = clock
        self._on_office = on_office
        self._on_devices = on_devices
        self._on_entries = on_entries
        self._plans: dict[Path, _Seen] = {}
        self._devices: _Stamps = {}
        self._files: dict[str, _File] = {}
        self._lives: dict[str, tuple[int, Life]] = {}
        self._held: dict[str, tuple[str | None, _File | None]] = {}
        """By office what was put in force, and what the folder said then."""
        self._warned: dict[str, tuple[int | None, date | None, int]] = {}
        self._wake = asyncio.Event()
        self._adopted = False

    async def run(self) -> None:
        """Look for changes until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._until_next())
            self._wake.clear()
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
        await self._follow()
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

    async def scenarios(self, office: str) -> bytes | None:
        """Return what an office's plan has to pass, as it is in the folder now; None where there is no such file."""
        path = self._folder / SCENARIOS / f"{office}.yaml"
        try:
            return await asyncio.to_thread(_read, path)
        except FileNotFoundError:
            return None
        except OSError as reason:
            _log.error("%s cannot be read: %s", path.name, reason)
            return None

    def hint(self) -> None:
        """Say that a version may have been published; the next look comes at once."""
        self._wake.set()

    def file_of(self, office: str) -> dict[str, Any] | None:
        """Return what the folder says of an office; None when there is no file."""
        file = self._files.get(office)
        if file is None:
            return None
        usable = file.loaded.plan is not None and file.loaded.plan.office == office
        return {
            "version": file.loaded.plan.version if file.loaded.plan and usable else None,
            "errors": 0 if usable else file.errors,
            "digest": file.digest,
        }

    def expires(self, office: str) -> date | None:
        """Return the last day of the version that holds: the document's own where nobody has published it."""
        plan = self._book[office].plan
        held = self._life(office).version(plan.version).publication
        return held.expires if held else plan.expires

    async def _read_plan(self, path: Path, standards: Iterable[Path]) -> tuple[str, ...]:
        """Take a file whose content is new, unless it is faulty; return the standards it asked for.

        A node takes a file when it sees it change, and after a start when it is not the one that was taken last: so a
        version that was published since stays in force, and two nodes with different folders do not take turns.
        """
        office, text = path.stem, await asyncio.to_thread(_read, path)
        known = await asyncio.to_thread(_read_standards, standards)
        today = self._clock.now().date()
        # Beside the loop: a large plan takes a quarter of a second to read, and presses go through the loop.
        loaded = await asyncio.to_thread(load, text, source=path.name, today=today, standards=known.get)
        file = _File(digest=sha256(text).hexdigest(), text=text, loaded=loaded)
        plan = loaded.plan
        if plan and plan.office == office:
            written = text.decode("utf-8-sig", errors="replace")
            entries = await take_file(self._store, self._clock, plan, loaded, written=written, file=file.digest)
            if entries and office in self._book:
                self._on_entries(office, entries)
        elif plan:
            _log.error("%s describes the office %s; name the file after its office", path.name, plan.office)
        for finding in loaded.findings:
            if finding.severity == "error":
                _log.error("%s", finding)
        self._files[office] = file
        return loaded.standards

    async def _follow(self) -> None:
        """Let the version hold that the store says holds now, whichever node or person has seen to it."""
        for office, position in (await self._store.lives()).items():
            if office not in self._lives or self._lives[office][0] != position:
                kept = await self._store.life(office)
                if kept is not None:
                    self._lives[office] = (position, snapshot.read(kept))
        for office in {*self._files, *(office for office in self._lives if self._is_known(office))}:
            await self._hold(office)

    def _is_known(self, office: str) -> bool:
        """Whether an office is there without its file: it is in the book, or its plan holds and never was a file."""
        if office in self._book:
            return True
        life = self._lives[office][1]
        return life.file is None and self._holding(office) is not None

    async def _hold(self, office: str) -> None:
        """Put in force what holds for an office; only where nothing ever held, what was kept last, or a makeshift."""
        file = self._files.get(office)
        good = file is None or (file.loaded.plan is not None and file.loaded.plan.office == office)
        state: PlanState = "good" if good else "last_good"
        findings = file.loaded.findings if file else ()
        errors = 0 if good or file is None else file.errors
        holds = self._holding(office)
        if office in self._held and self._held[office][0] == holds and self._held[office][1] is file:
            return
        plan = await self._plan(office, holds)
        if plan:
            await self._put(plan, state, findings, errors=errors)
        elif file is not None and good and file.loaded.plan:
            # What holds cannot be read any more, by rules that are newer than it: better the file than a makeshift.
            _log.error("version %s of %s cannot be read any more; its file is used", holds, office)
            await self._put(file.loaded.plan, "last_good", findings, errors=1)
        elif file is not None:
            known = await asyncio.to_thread(_read_standards, self._folder.glob(f"*{STANDARD}"))
            makeshift = await asyncio.to_thread(fallback_plan, file.text, office=office, standards=known.get)
            await self._put(makeshift, "fallback", findings)
        self._held[office] = (holds, file)

    def _holding(self, office: str) -> str | None:
        return self._life(office).current

    def _life(self, office: str) -> Life:
        return self._lives[office][1].at(self._clock.now()) if office in self._lives else Life()

    async def _plan(self, office: str, version: str | None) -> Plan | None:
        """Return a plan by its version, or the one that was kept last where none ever held."""
        file = self._files.get(office)
        if file and file.loaded.plan and file.loaded.plan.version == version:
            return file.loaded.plan
        text = await self._store.plan(version) if version is not None else None
        if text is None and version is None:
            last = await self._store.last_plan(office)
            text = last[1] if last else None
        if text is None:
            return None
        return (await asyncio.to_thread(load, text, source=f"{office}.yaml")).plan

    async def _adopt(self) -> None:
        """Go on with an office whose plan has left the folder while an alarm of it is open."""
        for head in await self._store.heads():
            office = head.office
            if office in self._book or all(
                a.state not in OPEN for a in await self._store.alarms(office, None, LOOKED_AT)
            ):
                continue
            _log.error("there is no plan of %s any more, but an open alarm: its last plan goes on being used", office)
            former = await self._plan(office, self._holding(office))
            if former:
                await self._put(former, "last_good", (), errors=1)
            else:
                await self._put(fallback_plan(None, office=office), "fallback", ())

    async def _put(self, plan: Plan, state: PlanState, findings: tuple[Finding, ...], *, errors: int = 0) -> None:
        keys = await self._store.identify(plan.office, plan.people)
        # The calendars of all countries are read with the first question: not by the first press.
        await asyncio.to_thread(holiday, plan, self._clock.now().date())
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
        """Show on the screens the last reminders before a plan expires, that it has, and that it names who has left."""
        page = self._book[office]
        today = self._clock.now().astimezone(ZoneInfo(page.plan.time_zone)).date()
        life, expires = self._life(office), self.expires(office)
        gone = {key: life.gone_at.get(key) for key in page.keys.values() if key in life.gone}
        if page.gone != gone:
            self._book.put(replace(page, gone=gone))
        due = reminder(expires, today) if expires else None
        left = len(gone)
        if self._warned.get(office) == (due, expires, left):
            return
        self._warned[office] = (due, expires, left)
        for code, begins in EXPIRY.items():
            self._faults.mend(office, code)
            if due == begins and expires is not None:
                self._faults.report(office, code, day=expires.isoformat())
        self._faults.mend(office, "plan_names_gone")
        if left:
            self._faults.report(office, "plan_names_gone", count=left)

    def _until_next(self) -> float:
        """Return in how many seconds to look again: earlier where something published for later begins to hold."""
        now = self._clock.now()
        waits = [LOOK_EVERY_S]
        for _, life in self._lives.values():
            coming = life.version(life.next).publication if life.next else None
            if coming is not None and coming.holds_from > now:
                waits.append((coming.holds_from - now).total_seconds())
        return min(waits)


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
