"""A fake of the port where enrolments are kept, in memory."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from service.store.enrolment_port import Enrolment, EnrolmentUnit
from service.store.port import StoreUnavailable
from service.timeline.entry import Draft

T = TypeVar("T")


class Kept:
    """An `EnrolmentStore` and its unit, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Enrolment] = {}
        self.noted: list[Draft] = []
        self.is_away = False
        self.read = 0

    async def every(self) -> list[Enrolment]:
        self.read += 1
        self._must_answer()
        return [self.kept[key] for key in sorted(self.kept)]

    async def changed(self) -> int:
        self._must_answer()
        return len(self.noted)

    async def together(self, work: Callable[[EnrolmentUnit], T]) -> T:
        before = dict(self.kept), list(self.noted)
        try:
            return work(Changing(self))
        except BaseException:
            self.kept, self.noted = before
            raise

    async def of_office(self, office: str) -> list[Enrolment]:
        return Changing(self).of_office(office)

    def _must_answer(self) -> None:
        if self.is_away:
            raise StoreUnavailable("away")


class Changing:
    """An `EnrolmentUnit` in memory."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def of_office(self, office: str) -> list[Enrolment]:
        return [self._kept.kept[key] for key in sorted(self._kept.kept) if key[0] == office]

    def note(self, draft: Draft) -> int:
        self._kept.noted.append(draft)
        return len(self._kept.noted)

    def keep(self, enrolments: Iterable[Enrolment]) -> None:
        for one in enrolments:
            self._kept.kept[one.device.office, one.device.device] = one

    def remove(self, office: str, device: str) -> None:
        self._kept.kept.pop((office, device), None)
