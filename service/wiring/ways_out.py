"""The ways out of the house, as routes.toml says: channels, links back in, and what dispatch has to know of them."""

import logging
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from service.addresses import Addresses
from service.alarm.alarm import Alarm
from service.api.desk import Desk
from service.clock import Clock
from service.dispatch.book import Book, OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.outgoing import Backs, outgoing
from service.dispatch.telling import Telling
from service.dispatch.ways import Ways
from service.jobs.notices import Means, Notices
from service.network.address import Inside
from service.notify.config import RoutesError, RoutesFile, load
from service.notify.links import Links
from service.notify.port import Address, Channel, Outgoing
from service.notify.standing import Standing
from service.notify.trygg.settings import TryggSettings
from service.settings import Settings
from service.store.notice_port import Notice
from service.store.port import Store
from service.web import i18n
from service.wiring.channels import Around as AroundChannels
from service.wiring.channels import channels_of, receivers_of
from service.wiring.links_key import links_key
from service.wiring.next_door import NextDoor
from service.wiring.part import Part

if TYPE_CHECKING:
    from service.notify.push.channel import PushChannel
    from service.wiring.heads import Around

_log = logging.getLogger(__name__)


class WaysOut:
    """A node's ways out."""

    def __init__(
        self, file: RoutesFile, channels: Mapping[str, Channel], links: Links, *, errors: Sequence[str] = ()
    ) -> None:
        """Know what is set up; nothing is sent yet."""
        self.errors = tuple(errors)
        """What of the file cannot be used, in words."""
        self.file = file
        self.channels = channels
        self.links = links
        self.standing = Standing()
        self.ways = Ways(
            has_route=channels.__contains__,
            answer_digest=self._answer_digest,
            is_neighbour=file.receivers_of(TryggSettings).__contains__,
        )
        self.next_door = NextDoor(file)
        """Takes the words of neighbours that run Trygg too."""
        self._texts = Telling(i18n.load().into)
        self._backs = Backs(answer=links.answer, callback=lambda notice, _route: links.callback(notice, "report"))

    def job(self, store: Store, dispatch: Dispatch, book: Book, clock: Clock, node: str) -> Notices:
        """Return what hands notices over."""

        async def subscriptions(office: str, person: str) -> tuple[Mapping[str, str], ...]:
            return tuple(one.told for one in await store.push.of_person(office, person, clock.now()))

        means = Means(channels=self.channels, make=self._make, standing=self.standing, subscriptions=subscriptions)
        return Notices(store, dispatch, book, clock, node=node, means=means)

    def parts(self, node: "Around") -> tuple[Part, ...]:
        """Return the parts of a node that have to do with who is outside; heads only where some are signed."""
        if self.file.heads is None:
            return (self.next_door,)
        from service.wiring.heads import HeadsPart

        return self.next_door, HeadsPart(self.file, self.channels, node)

    @property
    def receivers(self) -> Mapping[str, Collection[str]]:
        """Return the names of the receivers by the routes that lead to them."""
        return receivers_of(self.file)

    @property
    def push(self) -> "PushChannel | None":
        """Return the channel by which telephones are notified; None where it is not set up."""
        from service.notify.push.channel import PushChannel

        channel = self.channels.get("push")
        return channel if isinstance(channel, PushChannel) else None

    def telephone_routes(self, store: Store, dispatch: Dispatch, book: Book, clock: Clock) -> tuple[Addresses, ...]:
        """Return the routes at which providers report, and what calls play."""
        from service.wiring.telephone import telephone_routes

        return telephone_routes(
            self.links,
            store,
            dispatch,
            book=book,
            clock=clock,
            public_url=self.file.public_url,
            recordings=self.file.elks.recordings if self.file.elks else None,
        )

    def _answer_digest(self, notice: str) -> str | None:
        link = self.links.answer(notice)
        return self.links.answer_digest(self.links.key(notice)) if link else None

    def _make(self, notice: Notice, page: OfficePage, address: Address, alarm: Alarm | None) -> Outgoing:
        return outgoing(notice, page, address, self._texts, self._backs, alarm=alarm)


def ways_out_of(settings: Settings, store: Store, clock: Clock) -> WaysOut:
    """Read which ways out there are, and make them.

    A file that cannot be used costs the ways out and not the service: presses, screens and buttons need none of them.

    Raises:
        ServeError: the secret of the links cannot be kept.
    """
    links_of_here = links_key(settings.data_dir)
    try:
        file, errors = load(settings.routes_path), list[str]()
    except RoutesError as wrong:
        file, errors = RoutesFile(), [str(wrong)]
    links = Links(links_of_here, file.public_url)
    around = AroundChannels(
        links=links,
        subscriptions=store.push,
        clock=clock,
        data_dir=settings.data_dir,
        inside=Inside.of(settings.inside_hosts),
    )
    channels, unusable = channels_of(file, around)
    errors += unusable
    for error in errors:
        _log.critical("%s", error)
    return WaysOut(file, channels, links, errors=errors)


def push_routes(desk: Desk, ways_out: WaysOut) -> Addresses:
    """Return the routes of push subscriptions; a notification is called by the office's name."""
    from service.api import push

    return push.router(
        desk.store.push,
        desk.clock,
        lambda: ways_out.push,
        name_of=lambda office: desk.book[office].plan.name if office in desk.book else None,
        translate=desk.translate,
    )
