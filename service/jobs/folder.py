"""The folder of plans: what lies in it now, and the text of each file. Everything here reads beside the loop."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from devices.command import OutputDevices
from devices.gateways import Gateways
from devices.inventory import Inventory
from devices.registry import Loaded as LoadedDevices
from devices.registry import Registry
from roles.loaded import Loaded
from roles.plan import Plan
from service.jobs.kept_lists import KeptLists
from service.jobs.patient import Patient
from service.network.aside import OwnThreads
from service.planning.kept import KeptPlans

T = TypeVar("T")

READERS: Final = OwnThreads("plan-file")

LARGEST: Final = 2_000_000
"""Bytes read of one file at most; the reader refuses what is too large with a finding."""

STANDARD: Final = ".standard.yaml"
"""How the file of a standard is named, which is no office's: its name before this."""

SCENARIOS: Final = "scenarios"
"""The folder beside the plans that holds what each has to pass, in a file of the plan's name."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stamp:
    """By which a change of a file is noticed."""

    modified_ns: int
    changed_ns: int
    """When its content or who may read it changed last."""
    size: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What lies in the folder: plans by office, lists of devices by path, standards by name."""

    plans: Mapping[str, Stamp]
    devices: Mapping[Path, Stamp]
    standards: Mapping[str, Stamp]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all lies there: also what is left of a folder whose disk is not mounted."""
        return not (self.plans or self.devices or self.standards)

    def may_be_read(self, before: Mapping[Path, Stamp], last: Mapping[Path, Stamp]) -> bool:
        """Say whether the lists of devices are complete, as far as one can see.

        A file that is being written is short for a moment, and whoever presses then would be nobody's: one that is
        shorter than when it was read is read when two looks in a row have found it the same.

        Args:
            before: what lay there when the lists were read.
            last: what lay there at the last look.
        """
        is_shorter = any(stamp.size < before[path].size for path, stamp in self.devices.items() if path in before)
        return not is_shorter or self.devices == last


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class File:
    """What the folder says of an office."""

    office: str
    digest: str
    """Of its bytes; nothing where the disk did not give them."""
    text: bytes
    loaded: Loaded
    judged_on: date | None = None
    """The day whose findings these are, where they were fetched; None where the text has just been read."""

    @property
    def plan(self) -> Plan | None:
        """The plan, where it has no errors and is this office's."""
        plan = self.loaded.plan
        return plan if plan is not None and plan.office == self.office else None

    @property
    def is_unreadable(self) -> bool:
        """Whether the disk did not give it: no right to read it, a folder of that name, a broken disk."""
        return not self.digest

    @property
    def errors(self) -> int:
        """How many findings keep it from being used; a file without any can still describe another office."""
        if self.plan is not None:
            return 0
        return max(1, sum(finding.severity == "error" for finding in self.loaded.findings))

    def told(self) -> dict[str, Any]:
        """Return what the page of the plan says of it."""
        return {"version": self.plan.version if self.plan else None, "errors": self.errors, "digest": self.digest}


class Folder:
    """A folder with plans, standards and lists of devices, and the scenarios below it."""

    def __init__(self, path: Path, kept: KeptPlans | None = None) -> None:
        """Work on a folder; `kept` knows plans as they were read before, without it each text is read."""
        self._path = path
        self._kept = kept
        self.lists = KeptLists(kept.folder) if kept is not None else None
        self._files: dict[str, Patient[bytes]] = {}
        self._patiently = Patient(lambda: beside(self._look))
        self._standards_patiently = Patient(lambda: beside(self._standards))

    async def look(self) -> Looked:
        """Return what lies there now; raises OSError when the folder cannot be read, or the disk does not answer."""
        return await self._patiently()

    async def first_look(self) -> tuple[Looked, Mapping[str, bytes] | None]:
        """Return what lies there now, and the standards; where the disk says neither, what lay there before.

        Then there are no standards: nothing can be read, and what holds is in the record. So it is where nothing at all
        lies there any more: a disk that is mounted later leaves an empty folder until then.

        Raises:
            OSError: the folder cannot be read, and nobody knows what lay there.
        """
        try:
            looked, standards = await self.look(), await self.standards()
        except OSError as reason:
            before = await beside(self._before)
            if not before.plans:
                raise
            _log.critical("the folder of plans cannot be read, so plans and devices are as they were: %s", reason)
            return before, None
        if looked.is_empty and (before := await beside(self._before)).plans:
            _log.critical("nothing lies in the folder of plans any more, so plans and devices are as they were")
            return before, None
        if self._kept is not None and looked.plans:  # of an empty one the disk may be away
            await beside(partial(self._kept.only, looked.plans))
        return looked, standards

    async def read(
        self,
        office: str,
        today: date,
        *,
        standards: Mapping[str, bytes] | None = None,
        anew: bool = False,
        within_s: float | None = None,
    ) -> File:
        """Return what an office's file says; one that cannot be read, or that the disk does not give, says nothing.

        It is read beside the loop: a large plan takes seconds, and presses go through the loop.

        Args:
            office: whose file.
            today: the day on which it is judged; what is fetched was judged on another one, perhaps.
            standards: those that there are, where somebody has just read them.
            anew: whether the text is to be read also where somebody knows what came of it.
            within_s: how many seconds the disk may take, where that is not as ever.
        """
        known = await self.standards() if standards is None else standards
        path = self._path / f"{office}.yaml"
        try:
            text = await self._files.setdefault(office, Patient(lambda: beside(partial(read, path))))(within_s)
        except OSError as reason:
            _log.error("%s cannot be read: %s", path.name, reason)
            return self.unreadable(office)
        return await beside(partial(self._read, office, text, today, known, anew=anew))

    def unreadable(self, office: str) -> File:
        """Return what is known of a file that the disk does not give: nothing."""
        return File(office=office, digest="", text=b"", loaded=Loaded(plan=None, findings=()))

    def _read(self, office: str, text: bytes, today: date, standards: Mapping[str, bytes], *, anew: bool) -> File:
        digest = sha256(text).hexdigest()
        kept = self._kept.fetch(office, digest, standards) if self._kept is not None and not anew else None
        if kept is not None:
            return File(office=office, digest=digest, text=text, loaded=kept.loaded, judged_on=kept.day)
        loaded = load_text(text, source=f"{office}.yaml", today=today, standards=standards)
        if self._kept is not None:
            self._kept.keep(office, digest, standards, loaded, today)
        return File(office=office, digest=digest, text=text, loaded=loaded)

    async def makeshift(self, office: str, text: bytes | None) -> Plan:
        """Return a plan that calls everybody whom a text names, whatever is wrong with it."""
        from roles.fallback import fallback_plan  # noqa: PLC0415 - where every plan can be used nobody needs it

        try:
            known = await self.standards()
        except OSError:
            known = {}
        return await asyncio.to_thread(fallback_plan, text, office=office, standards=known.get)

    async def standards(self) -> Mapping[str, bytes]:
        """Return the text of each standard as it is now, by name; none while the folder cannot be read.

        Raises:
            TimeoutError: the disk does not answer.
        """
        return await self._standards_patiently()

    async def scenarios(self, office: str) -> bytes | None:
        """Return what an office's plan has to pass, as it is now; None where there is no such file."""
        path = self._path / SCENARIOS / f"{office}.yaml"
        try:
            return await beside(partial(read, path))
        except FileNotFoundError:
            return None
        except OSError as reason:
            _log.error("%s cannot be read: %s", path.name, reason)
            return None

    def _look(self) -> Looked:
        plans, devices, standards = dict[str, Stamp](), dict[Path, Stamp](), dict[str, Stamp]()
        for path in sorted(self._path.glob("*.yaml")):
            try:
                stat = path.stat()
            except FileNotFoundError:  # taken away between the two looks
                continue
            stamp = Stamp(stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size)
            if path.name.endswith(STANDARD):
                standards[path.name.removesuffix(STANDARD)] = stamp
            elif path.name.endswith("devices.yaml"):
                devices[path] = stamp
            else:
                plans[path.stem] = stamp
        return Looked(plans, devices, standards)

    def _before(self) -> Looked:
        """Return what lay there when something was kept of it."""
        plans = self._kept.offices() if self._kept is not None else ()
        lists = self.lists.names() if self.lists is not None else ()
        unknown = Stamp(0, 0, 0)
        return Looked(dict.fromkeys(plans, unknown), {self._path / name: unknown for name in lists}, {})

    def _standards(self) -> Mapping[str, bytes]:
        try:
            return _read_standards(self._path.glob(f"*{STANDARD}"))
        except OSError:
            return {}


async def beside(work: Callable[[], T]) -> T:
    """Return what comes of reading: a disk that never answers costs nobody else a thread, and no node its end."""
    return await asyncio.get_running_loop().run_in_executor(READERS, work)


def _read_standards(paths: Iterable[Path]) -> dict[str, bytes]:
    """Read standards; one that cannot be read is none, and must not keep the offices on others from being read."""
    known = {}
    for path in paths:
        try:
            known[path.name.removesuffix(STANDARD)] = read(path)
        except OSError as reason:
            _log.error("%s cannot be read: %s", path.name, reason)
    return known


def load_text(
    text: str | bytes, *, source: str, today: date | None = None, standards: Mapping[str, bytes] | None = None
) -> Loaded:
    """Return what a plan's text says, with the code that reads it loaded only now: most starts fetch what was read."""
    from roles.document import load  # noqa: PLC0415

    return load(text, source=source, today=today, standards=(standards or {}).get)


def read(path: Path) -> bytes:
    """Return a file's content, no more of it than any reader takes; raises OSError."""
    with path.open("rb") as file:
        return file.read(LARGEST)


def registry_of(lists: Sequence[LoadedDevices]) -> Registry:
    """Return the registry of what several lists of devices say together."""
    inventory = Inventory(device for one in lists for device in one.inventory.devices)
    rules = [rule for one in lists for rule in one.rules]
    said = [one.sources for one in lists if one.sources is not None]
    sources = [source for sources in said for source in sources] if said else None
    outputs = OutputDevices((output for one in lists for output in one.outputs), sources or ())
    gateways = Gateways(gateway for one in lists for gateway in one.gateways)
    return Registry(inventory, rules, sources=sources, outputs=outputs, gateways=gateways)
