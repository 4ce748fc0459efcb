"""What the list of devices knows of the store: the devices that were enrolled on the page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from devices.inventory import Device
from service.timeline.entry import Draft

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolment:
    """A device that somebody enrolled on the page."""

    device: Device
    revision: int
    """The position in the record of access where it was changed last: no two changes have the same, ever."""
    changed_at: datetime


class EnrolmentUnit(Protocol):
    """What a change of enrolments can read and write, in the one transaction it runs in."""

    def of_office(self, office: str) -> list[Enrolment]:
        """Return an office's enrolments, by device."""
        ...

    def note(self, draft: Draft) -> int:
        """Append to the record of access what is changed here, and return its position there: the revision."""
        ...

    def keep(self, enrolments: Iterable[Enrolment]) -> None:
        """Keep enrolments, each in place of what its device had."""
        ...

    def remove(self, office: str, device: str) -> None:
        """Take an enrolment out."""
        ...


class EnrolmentStore(Protocol):
    """Every method may raise StoreUnavailable."""

    async def every(self) -> list[Enrolment]:
        """Return the enrolments of all offices, by office and device."""
        ...

    async def of_office(self, office: str) -> list[Enrolment]:
        """Return an office's enrolments, by device."""
        ...

    async def changed(self) -> int:
        """Return a number that is another one after each change of enrolments, and now and then without one."""
        ...

    async def together(self, work: Callable[[EnrolmentUnit], T]) -> T:
        """Run a work in a transaction in which nobody else changes enrolments or the record of access.

        What it raises rolls everything back, and is raised here.

        Raises:
            RowRefused: a constraint of the database refused it.
        """
        ...
