"""Enrols devices on the page, changes them and takes them out. What somebody may do here is the caller's question."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from devices.folding import folded, is_address
from devices.inventory import Device, Inventory
from devices.merge import names_of
from service.access.trace import COMMAND, noted
from service.alarm.actor import Actor
from service.clock import Clock
from service.store.enrolment_port import Enrolment, EnrolmentStore, EnrolmentUnit

MOST_DEVICES: Final = 2000
"""Devices of one office that are enrolled on the page."""

_NOTED: Final = ("name", "holder", "place", "kinds", "answers", "reporting_time", "known_as")
_NOTED_TOO: Final = ("family", "broker", "model", "through", "standing", "until")


class EnrolError(ValueError):
    """A device cannot be enrolled so; `code` is for programs, the message says what to do."""

    code = "unusable"


class EnrolledMeanwhileError(EnrolError):
    """Somebody else has changed it meanwhile."""

    code = "device_changed"


class InFileError(EnrolError):
    """A file names it: it is changed there."""

    code = "in_file"


class NameTakenError(EnrolError):
    """Another device answers to one of these names."""

    code = "name_taken"


class TooManyError(EnrolError):
    """The office has as many as can be."""

    code = "too_many_devices"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A device as somebody wants it, and what she has seen of it."""

    device: Device
    after: int
    """The revision that she has seen; 0: it was not enrolled."""


class Enrolling:
    """Each change reads, decides, writes and is noted in one transaction: of two at once, the second sees the first."""

    def __init__(
        self, store: EnrolmentStore, clock: Clock, *, files: Callable[[], Inventory], known: Callable[[], Inventory]
    ) -> None:
        """Work on a store.

        Args:
            store: where enrolments are kept.
            clock: what time it is.
            files: the devices that files name.
            known: all devices that are in force, those of other offices too.
        """
        self._store = store
        self._clock = clock
        self._files = files
        self._known = known

    async def put(self, wanted: Wanted, *, by: Actor = COMMAND) -> Enrolment:
        """Enrol a device, or change one that is enrolled.

        Raises:
            EnrolError: it cannot be; nothing is changed.
        """
        (kept,) = await self.put_all(wanted.device.office, [wanted], by=by)
        return kept

    async def put_all(self, office: str, wanted: Sequence[Wanted], *, by: Actor = COMMAND) -> list[Enrolment]:
        """Enrol devices of an office, or change them: all of them, or, where one cannot be, none.

        Raises:
            EnrolError: one of them cannot be.
        """
        tidy = [replace(one, device=_tidy(one.device)) for one in wanted]
        for one in tidy:
            self._must_be_free(one.device)
        now = self._clock.now()

        def work(unit: EnrolmentUnit) -> list[Enrolment]:
            had = {one.device.device: one for one in unit.of_office(office)}
            changed = [one for one in tidy if not _is_so(one, had.get(one.device.device))]
            _must_fit(had, [one.device for one in changed])
            kept = {one.device.device: had[one.device.device] for one in tidy if one not in changed}
            added = [one.device for one in changed if one.device.device not in had]
            for other in (one.device for one in changed if one.device.device in had):
                facts = _changes(had[other.device].device, other)
                revision = unit.note(noted("DeviceChanged", now, by, [office], device=other.device, **facts))
                kept[other.device] = Enrolment(device=other, revision=revision, changed_at=now)
            if added:
                facts = {"devices": [one.device for one in added]} if len(added) > 1 else {"device": added[0].device}
                revision = unit.note(noted("DevicesEnrolled", now, by, [office], **facts))
                kept |= {one.device: Enrolment(device=one, revision=revision, changed_at=now) for one in added}
            unit.keep(kept[one.device.device] for one in changed)
            return [kept[one.device.device] for one in tidy]

        return await self._store.together(work)

    async def remove(self, office: str, device: str, *, after: int, by: Actor = COMMAND) -> None:
        """Take a device out: its next press is that of a device nobody has enrolled.

        Raises:
            EnrolledMeanwhileError: it was changed, or taken out, meanwhile.
        """
        now = self._clock.now()

        def work(unit: EnrolmentUnit) -> None:
            had = next((one for one in unit.of_office(office) if one.device.device == device), None)
            if had is None or had.revision != after:
                raise EnrolledMeanwhileError(f"{office}/{device} was changed or taken out meanwhile; look at it again")
            unit.remove(office, device)
            unit.note(noted("DeviceUnenrolled", now, by, [office], device=device))

        await self._store.together(work)

    def _must_be_free(self, device: Device) -> None:
        """Refuse what a file names, and an address that another office's device answers to: it would be nobody's."""
        mine = set(names_of(device))
        for other in self._files().devices:
            shared = mine & set(names_of(other)) if other.office == device.office else set()
            if other.device == device.device and shared:
                raise InFileError(f"the list of devices in a file names {device.device}; change it there")
            if shared:
                raise NameTakenError(f"{_first(device, shared)} names {other.device} in a file; choose another name")
        for other in self._known().devices:
            if other.office != device.office and (_claims(device, other) or _claims(other, device)):
                raise NameTakenError("another office has enrolled a device with this address; have it taken out there")


def _claims(one: Device, other: Device) -> bool:
    """Say whether one device answers to an address of another office's.

    Short names are told apart by their offices, but for addresses, and in families whose topics name no office: there
    the short name is the device's own.
    """
    own = {folded(name) for name in one.known_as}
    by_office = other.family == "native" and not is_address(other.device)
    return not own.isdisjoint([folded(name) for name in other.known_as] if by_office else names_of(other))


def _must_fit(had: dict[str, Enrolment], changed: Sequence[Device]) -> None:
    after = {key: one.device for key, one in had.items()} | {one.device: one for one in changed}
    if len(after) > MOST_DEVICES and len(after) > len(had):
        raise TooManyError(f"an office has at most {MOST_DEVICES} devices; take out what is there no longer")
    taken: dict[str, str] = {}
    for one in changed:
        for name in names_of(one):
            if (other := taken.setdefault(name, one.device)) != one.device:
                raise NameTakenError(f"{_first(one, {name})} names {other} too; give each device its own names")
    own = {one.device for one in changed}
    for key, stays in after.items():
        for name in names_of(stays) if key not in own else ():
            if name in taken:
                raise NameTakenError(f"{name} names {key} already; choose another name, or take {key} out first")


def _is_so(wanted: Wanted, had: Enrolment | None) -> bool:
    """Whether nothing is to be done; raises EnrolledMeanwhileError where somebody else was there first."""
    device = wanted.device
    if (had.revision if had else 0) != wanted.after:
        what = "changed" if had and wanted.after else "enrolled" if had else "taken out"
        raise EnrolledMeanwhileError(f"{device.office}/{device.device} was {what} meanwhile; look at it again")
    return had is not None and had.device == device and dict(had.device.kinds) == dict(device.kinds)


def _tidy(device: Device) -> Device:
    """Return a device without what its standing leaves no room for: nobody wears a spare one."""
    return replace(
        device,
        holder=None if device.standing == "unissued" else device.holder,
        until=device.until if device.standing == "out_of_service" else None,
        known_as=tuple(dict.fromkeys(name for name in device.known_as if name != device.device)),
    )


def _changes(before: Device, after: Device) -> dict[str, object]:
    """Return what the record says of a change: which facts, and the standing; never who wears it."""
    both: Iterable[str] = (*_NOTED, *_NOTED_TOO)
    changed = [name for name in both if getattr(before, name) != getattr(after, name)]
    return {"changed": changed, "standing": after.standing}


def _first(device: Device, names: set[str]) -> str:
    return next(name for name in (device.device, *device.known_as) if folded(name) in names)
