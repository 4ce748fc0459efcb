"""The parts of the store that have a port of their own."""

from collections.abc import Mapping
from typing import Protocol

from service.store.access_port import AccessStore
from service.store.audit_port import WholeAudit
from service.store.device_port import DeviceStore
from service.store.enrolment_port import EnrolmentStore
from service.store.figures_port import FiguresStore
from service.store.following_port import FollowingStore
from service.store.held_port import HeldStore
from service.store.level_port import LevelStore
from service.store.notice_port import NoticeStore
from service.store.output_port import OutputStore
from service.store.people_port import PeopleStore
from service.store.privacy_port import PrivacyStore
from service.store.push_port import PushStore
from service.store.watch_port import WatchStore


class StoreParts(Protocol):
    """What a store is made of beside the timelines."""

    @property
    def access(self) -> AccessStore:
        """Accounts and credentials."""
        ...

    @property
    def people(self) -> PeopleStore:
        """Many accounts at once, and what directories say of them."""
        ...

    @property
    def devices(self) -> DeviceStore:
        """Devices' credentials at the broker."""
        ...

    @property
    def enrolments(self) -> EnrolmentStore:
        """Devices that were enrolled on the page."""
        ...

    @property
    def following(self) -> FollowingStore:
        """What lists and counts of reports and measures go by, reminders, and what is forgotten."""
        ...

    @property
    def levels(self) -> LevelStore:
        """The last values of devices' fields that stay true after a press."""
        ...

    @property
    def notices(self) -> NoticeStore:
        """Notices: calls for help over routes."""
        ...

    @property
    def outputs(self) -> OutputStore:
        """Orders to sirens, lamps and locks."""
        ...

    @property
    def push(self) -> PushStore:
        """Push subscriptions."""
        ...

    @property
    def privacy(self) -> PrivacyStore:
        """What may be erased, holds, and who has looked at what."""
        ...

    @property
    def audit(self) -> WholeAudit:
        """What is still to be done."""
        ...

    @property
    def watch(self) -> WatchStore:
        """The watch over devices, from one life of a node to the next."""
        ...

    @property
    def figures(self) -> FiguresStore:
        """One row of figures for each alarm."""
        ...

    @property
    def waiting(self) -> HeldStore:
        """What waits for a person after a restore."""
        ...

    @property
    def damaged(self) -> Mapping[tuple[str, str], Exception]:
        """What could not be read when it was to be served, by office and what it is (`alarm a-1`), with why.

        Deadlines, due times, deliveries, notices and orders are served for all offices in one go: one damaged row is
        left out of them, so that the others are.
        """
        ...
