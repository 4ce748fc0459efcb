"""Plans and devices from their folder: read when they change, the last good version kept in force."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import date
from functools import partial
from typing import Any

from devices.registry import Registry
from roles.calendar import holiday
from roles.plan import Finding, Plan
from service.alarm.states import OPEN
from service.clock import Clock
from service.dispatch.book import Book, OfficePage, PlanState
from service.dispatch.faults import Faults
from service.dispatch.unread import PRESSED_S
from service.jobs.again import again
from service.jobs.device_lists import DeviceLists
from service.jobs.expiry import Away, Expiry, seconds_until_next, tell_state
from service.jobs.folder import File, Folder, Looked, Stamp, load_text
from service.life.life import Life
from service.planning.file import take_file
from service.planning.record import life_in
from service.store.port import Store, StoreError
from service.timeline.entry import Entry

LOOK_EVERY_S = 2.0
LOOKED_AT = 500
"""How many of an office's newest alarms are looked at for one that is open."""

AT_ONCE = 2
"""How many files are read at the same time: one that takes long holds up no other. Only one of them is read anew
because of its standard, so that what somebody has just changed does not wait for a whole agency."""
ALL = 10_000
"""At the start, where everything waits for all of them anyway."""
AT_FIRST = 20
"""Offices whose plans are all read before the node listens: less than a second. With more, each when it is needed."""
READ_S = 30.0
"""Seconds that a file may take then where the record has no plan that could be used instead."""

NO_OFFICE = "unknown"
"""The office that hears presses while there is no plan at all."""

_log = logging.getLogger(__name__)

_Seen = tuple[Stamp, dict[str, Stamp | None]]
"""What a plan was read from: its file, and each standard it asked for as it was then (None: not there)."""


class Plans:
    """Keeps the book in step with the folder of plans, and with what people publish.

    Each look is quick: whatever takes long for an office (reading its file, reading the version that holds) is work of
    that office alone, and the looks go on beside it.
    """

    def __init__(
        self,
        folder: Folder,
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
        self._devices = DeviceLists(faults, on_devices, folder.lists)
        self._on_entries = on_entries
        self._expiry = Expiry(book, faults, clock)
        self._seen: dict[str, _Seen] = {}
        self._files: dict[str, File] = {}
        self._gone: set[str] = set()
        """Offices whose file was taken away; they go on until the service starts again."""
        self._lives: dict[str, tuple[int, Life]] = {}
        self._held: dict[str, tuple[str | None, File | None, bool]] = {}
        """By office what was put in force, what the folder said then, and whether the file was gone."""
        self._wake = asyncio.Event()
        self._work: dict[str, asyncio.Task[None]] = {}
        """What is being done for an office: one thing at a time."""
        self._reading: set[str] = set()
        """Whose file is being read."""
        self._adopted = False
        self._away = Away(faults)
        self._runs = False

    async def run(self) -> None:
        """Look for changes until cancelled, and judge anew, one after the other, what was judged on another day."""
        await self._book.unread.run()
        self._runs = True
        self._wake.set()
        try:
            while True:
                try:
                    lives = (life for _, life in self._lives.values())
                    async with asyncio.timeout(seconds_until_next(lives, self._clock.now(), LOOK_EVERY_S)):
                        await self._wake.wait()
                except TimeoutError:
                    self._try_again()
                self._wake.clear()
                try:
                    await self._look()
                except (OSError, StoreError) as reason:
                    _log.warning("the plans could not be read again: %s", reason)
        finally:
            for task in self._work.values():
                task.cancel()

    async def begin(self) -> None:
        """Put in force what lies there. Of many offices learn only which there are: `run` reads plan after plan.

        Raises:
            StoreError: the store could not be asked.
            OSError: the folder cannot be read.
        """
        await again(self._learn)
        looked, standards = await self._folder.first_look()
        known = {*looked.plans, *(one for one in self._lives if self._is_known(one))}
        if standards is not None and len(known) <= AT_FIRST:
            return await self.refresh()
        alarmed = {deadline.office for deadline in await self._store.deadlines()}
        read = partial(self._read_first, looked, standards)
        self._book.unread.begin(known, read, first=alarmed)
        await again(self._adopt)
        self._adopted = True
        return await self._devices.see(looked)

    async def _read_first(self, looked: Looked, standards: Mapping[str, bytes] | None, office: str) -> None:
        """Take an office's file, where it has one and the disk gives any, and put in force what holds there."""
        if standards is None:
            self._files |= {office: self._folder.unreadable(office)} if office in looked.plans else {}
        elif office in looked.plans:
            pressed_s = PRESSED_S if self._holding(office) else READ_S
            reading = self._read(office, looked, standards, pressed_s)
            if not await self._book.unread.within(office, reading, READ_S, pressed_s=pressed_s):
                self._files[office] = self._folder.unreadable(office)  # by the record; the looks go on trying
            life = await life_in(self._store, office)
            if life is not None:  # which may have begun just now; where it stands the next look learns
                self._lives[office] = (self._lives[office][0] if office in self._lives else 0, life)
        await self._hold(office, *self._to_hold(office))
        if office in self._book:  # before anybody is called: who has left is called last
            self._note_expiry(office)

    async def refresh(self) -> None:
        """Read what has changed, and wait until it is in force. What is faulty never replaces what is good.

        Raises:
            StoreError: the store could not be asked; what has changed is read again at the next call.
            OSError: the folder cannot be read.
        """
        await again(partial(self._look, ALL))
        while self._work:  # one look for all that is done, and not one for each: a look costs something for each office
            await asyncio.wait(self._work.values())
            await again(partial(self._look, ALL))

    async def _look(self, at_once: int = AT_ONCE) -> None:
        """Begin what is to be done for each office; raises StoreError and OSError, also those of what was done."""
        self._collect()
        try:
            looked = await self._folder.look()
            self._miss(looked)
            own, restated = self._to_read(looked)
            known = await self._folder.standards() if own or restated else {}
            for offices, most in ((own, at_once), (restated, 1)):
                for office in offices:
                    if len(self._reading) < most and office not in self._work:
                        self._reading.add(office)
                        self._begin(office, self._read(office, looked, known))
        finally:  # what somebody publishes is in force also while the disk gives nothing
            try:
                await self._learn()
            finally:  # a broken or missing file is shown also while the store does not answer
                for office in {*self._files, *self._gone, *(one for one in self._lives if self._is_known(one))}:
                    if office not in self._work and self._held.get(office) != self._to_hold(office):
                        self._begin(office, self._hold(office, *self._to_hold(office)))
        if not self._work:
            await self._settle()
        self._away.note(self._is_away(looked))
        await self._devices.see(looked)
        for office in self._book:
            self._note_expiry(office)

    def _begin(self, office: str, work: Coroutine[Any, Any, None]) -> None:
        """Do something for an office; when it is done, the next look comes at once."""
        self._work[office] = task = asyncio.create_task(work)
        task.add_done_callback(lambda _: self._wake.set())

    def _collect(self) -> None:
        """Forget what is done; raises what one of them raised."""
        for office, task in list(self._work.items()):
            if task.done():
                del self._work[office]
                self._reading.discard(office)
                if not task.cancelled():
                    task.result()

    def _miss(self, looked: Looked) -> None:
        """Notice which files were taken away, and which are back."""
        self._gone -= looked.plans.keys()
        known = {*self._seen, *(() if looked.is_empty else self._files)}  # begun without its disk, nothing was seen
        for office in known - looked.plans.keys():
            self._seen.pop(office, None)
            if self._files.pop(office, None) and self._life(office).file is not None:
                _log.error("the file %s.yaml is gone: the plan goes on until the service starts again", office)
                self._gone.add(office)

    def _to_read(self, looked: Looked) -> tuple[list[str], list[str]]:
        """Return the offices whose own file has changed, the smallest first, and those whose standard has."""
        own, restated = [], []
        for office, stamp in looked.plans.items():
            before, asked = self._seen.get(office, (None, {}))
            if before != stamp:
                own.append(office)
            elif any(looked.standards.get(name) != was for name, was in asked.items()) or self._is_stale(office):
                restated.append(office)
        return sorted(own, key=lambda office: looked.plans[office].size), restated

    def _is_stale(self, office: str) -> bool:
        """Whether a file's findings were fetched, and are of another day: no alarm waits for those of today."""
        judged_on = self._files[office].judged_on if self._runs and office in self._files else None
        return judged_on is not None and judged_on != self._clock.now().date()

    def _try_again(self) -> None:
        """Let files be read again that could not be: a disk may answer again."""
        for office, file in self._files.items():
            if file.is_unreadable:
                self._seen.pop(office, None)

    async def _settle(self) -> None:
        """See to what needs all plans: offices without a file that have an open alarm, and that there is an office."""
        if not self._adopted:
            await self._adopt()
            self._adopted = True
        if not list(self._book):
            await self._put(await self._folder.makeshift(NO_OFFICE, None), "fallback", ())
        elif NO_OFFICE in self._book and NO_OFFICE not in self._files and NO_OFFICE not in self._lives:
            await self._end_makeshift(self._book[NO_OFFICE])

    async def _end_makeshift(self, page: OfficePage) -> None:
        """Close the office of nobody's once there is a real one; as long as an alarm in it is open it is there."""
        is_needed = list(self._book) == [NO_OFFICE] or await self._goes_on(NO_OFFICE)
        if is_needed and self._book.is_closed(NO_OFFICE):
            self._book.put(page)
        elif not is_needed:
            self._book.close(NO_OFFICE)

    def _is_away(self, looked: Looked) -> bool:
        """Whether the folder is empty, and plans go on that lay there; or no office is left of those that did."""
        is_lost = list(self._book) == [NO_OFFICE] and any(life.file is not None for _, life in self._lives.values())
        return looked.is_empty and (is_lost or bool(self._gone or self._files))

    def hint(self) -> None:
        """Say that a version may have been published; the next look comes at once."""
        self._wake.set()

    def file_of(self, office: str) -> dict[str, Any] | None:
        """Return what the folder says of an office; None when there is no file."""
        file = self._files.get(office)
        return file.told() if file is not None else None

    def expires(self, office: str) -> date | None:
        """Return the last day of the version that holds: the document's own where nobody has published it."""
        plan = self._book[office].plan
        held = self._life(office).version(plan.version).publication
        return held.expires if held else plan.expires

    async def _read(self, office: str, looked: Looked, known: Mapping[str, bytes], most_s: float | None = None) -> None:
        """Take a file whose content is new, unless it is faulty.

        A node takes a file when it sees it change, and after a start when it is not the one that was taken last: so a
        version that was published since stays in force, and two nodes with different folders do not take turns.
        """
        today = self._clock.now().date()
        file = await self._folder.read(office, today, standards=known, anew=self._is_stale(office), within_s=most_s)
        loaded, plan = file.loaded, file.plan
        if plan:
            written = file.text.decode("utf-8-sig", errors="replace")
            entries = await take_file(self._store, self._clock, plan, loaded, written=written, file=file.digest)
            if entries and office in self._book:
                self._on_entries(office, entries)
        elif loaded.plan:
            _log.error("%s.yaml describes the office %s; name the file after its office", office, loaded.plan.office)
        for finding in loaded.findings:
            if finding.severity == "error":
                _log.error("%s", finding)
        if not (file.is_unreadable and office in self._files and self._files[office].is_unreadable):
            self._files[office] = file
        self._seen[office] = (looked.plans[office], {name: looked.standards.get(name) for name in loaded.standards})

    async def _learn(self) -> None:
        """Learn which version holds for each office, whichever node or person has seen to it."""
        for office, position in (await self._store.lives()).items():
            if office not in self._lives or self._lives[office][0] != position:
                life = await life_in(self._store, office)
                if life is not None:
                    self._lives[office] = (position, life)

    def _is_known(self, office: str) -> bool:
        """Whether an office is there without its file: it is in the book, or its plan holds and never was a file."""
        if office in self._book:
            return True
        life = self._lives[office][1]
        return life.file is None and self._holding(office) is not None

    def _to_hold(self, office: str) -> tuple[str | None, File | None, bool]:
        return self._holding(office), self._files.get(office), office in self._gone

    async def _hold(self, office: str, holds: str | None, file: File | None, gone: bool) -> None:
        """Put in force what holds for an office; only where nothing ever held, what was kept last, or a makeshift."""
        good = not gone and (file is None or file.plan is not None)
        state: PlanState = "good" if good else "last_good"
        findings = file.loaded.findings if file else ()
        plan = await self._plan(office, holds)
        if plan:
            await self._put(plan, state, findings, errors=file.errors if file else 0)
        elif file is not None and file.plan:
            # What holds cannot be read any more, by rules that are newer than it: better the file than a makeshift.
            _log.error("version %s of %s cannot be read any more; its file is used", holds, office)
            await self._put(file.plan, "last_good", findings, errors=1)
        elif file is not None:
            await self._put(await self._folder.makeshift(office, file.text), "fallback", findings)
        self._held[office] = (holds, file, gone)

    def _holding(self, office: str) -> str | None:
        return self._life(office).current

    def _life(self, office: str) -> Life:
        return self._lives[office][1].at(self._clock.now()) if office in self._lives else Life()

    async def _plan(self, office: str, version: str | None) -> Plan | None:
        """Return a plan by its version, or the one that was kept last where none ever held."""
        file = self._files.get(office)
        if file and file.loaded.plan and file.loaded.plan.version == version:
            return file.loaded.plan
        page = self._book.get(office)
        if page and page.state != "fallback" and page.plan.version == version:
            return page.plan  # it is in force: nobody needs to be asked for it
        text = await self._store.plan(version) if version is not None else None
        if text is None and version is None:
            last = await self._store.last_plan(office)
            text = last[1] if last else None
        if text is None:
            return None
        return (await asyncio.to_thread(load_text, text, source=f"{office}.yaml")).plan

    async def _adopt(self) -> None:
        """Go on with an office whose plan has left the folder while an alarm is open there, or a meeting watched."""
        for head in await self._store.heads():
            office = head.office
            if office in self._book or office in self._book.unread or not await self._goes_on(office):
                continue
            _log.error("there is no plan of %s any more, but an alarm or a meeting: its last plan is used on", office)
            self._gone.add(office)
            await self._hold(office, *self._to_hold(office))
            if office not in self._book:
                await self._put(await self._folder.makeshift(office, None), "fallback", ())

    async def _goes_on(self, office: str) -> bool:
        is_open = any(alarm.state in OPEN for alarm in await self._store.alarms(office, None, LOOKED_AT))
        return is_open or bool(await self._store.undertakings(office, "meeting", open_only=True, limit=1))

    async def _put(self, plan: Plan, state: PlanState, findings: tuple[Finding, ...], *, errors: int = 0) -> None:
        page = self._book.get(plan.office)
        keys = page.keys if page and page.plan is plan else await self._store.identify(plan.office, plan.people)
        # The calendars of all countries are read with the first question: not by the first press.
        await asyncio.to_thread(holiday, plan, self._clock.now().date())
        if plan.office not in self._book:
            await self._on_office(plan.office)
        self._book.put(OfficePage(plan=plan, keys=keys, state=state, findings=findings))
        tell_state(self._faults, plan.office, state, gone=plan.office in self._gone, errors=errors)

    def _note_expiry(self, office: str) -> None:
        self._expiry.note(office, self._life(office), self.expires(office))
