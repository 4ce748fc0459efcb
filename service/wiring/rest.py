"""All addresses but the first: pages, accounts, plans, reports. Loaded beside the loop once a node is ready."""

import importlib
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from fastapi import FastAPI

from devices.registry import Registry
from service.access.codes import Codes
from service.access.door import Door
from service.access.keeping import Keeping
from service.access.pairing import Pairings
from service.access.tokens import Tokens
from service.addresses import Addresses
from service.api import (
    access_record,
    accounts,
    codes,
    docs,
    invitation,
    knock,
    mistake,
    own,
    paired,
    plan_desk,
    plan_draft,
    plan_picture,
    plan_versions,
    scim,
    session,
    tokens,
)
from service.api.desk import Desk, Health
from service.api.facts import office_facts
from service.api.looking import Looking
from service.api.plan_answer import PlanDesk
from service.api.problem import PAGE
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.jobs.plans import Plans
from service.planning.pictures import Pictures
from service.planning.versions import Versions
from service.settings import Settings
from service.store.port import Store
from service.web import frame, pages, refused_page
from service.web.assets import our_assets
from service.web.entrance import Entrance
from service.web.i18n import Texts, load
from service.web.ports import DemoPort
from service.wiring.answers import Answers
from service.wiring.directories import directories
from service.wiring.enrolment import Enrolment
from service.wiring.entrance import entrance_of, leave
from service.wiring.figures import Figures
from service.wiring.part import Part
from service.wiring.passkeys import PasskeysOfNode
from service.wiring.printing import Prints
from service.wiring.self_watch import SelfWatch
from service.wiring.staff import Staff
from service.wiring.supervision import Supervision
from service.wiring.undertakings import Undertakings
from service.wiring.ways_out import WaysOut, push_routes

API = "/api/v1"
LATER = (
    "babel.dates",
    "roles.drill_expected",
    "roles.measure",
    "service.dispatch.pulse",
    "service.dispatch.revision",
    "service.jobs.backups",
    "service.jobs.figures",
    "service.jobs.held",
    "service.jobs.pulses",
    "service.jobs.reminding",
    "service.notify.push.channel",
    "service.store.following_store",
    "service.store.held_store",
    "service.timeline.calls",
    "service.wiring.attention",
    "service.wiring.erasing",
)
"""What is loaded where it is first asked for; from now on it is there."""


class Around(Protocol):
    """What they need of their node."""

    app: FastAPI
    book: Book
    clock: Clock
    codes: Codes
    demo: DemoPort | None
    desk: Desk
    dispatch: Dispatch
    door: Door
    enrolment: Enrolment
    figures: Figures
    looking: Looking
    mqtt_url: str
    parts: list[Part]
    passkeys: PasskeysOfNode
    plans: Plans
    registry: Registry
    secure: bool
    settings: Settings
    staff: Staff
    store: Store
    supervision: Supervision
    texts: Texts
    undertakings: Undertakings
    versions: Versions
    watch: SelfWatch
    ways_out: WaysOut

    def health(self) -> Health:
        """Say what works right now."""
        ...


def prepare(store: Store) -> None:
    """Load, read and spell out what pages and plans ask for later, as long as nobody waits for it."""
    for name in LATER:
        importlib.import_module(name)
    _ = store.figures, store.following, store.waiting  # each is made where it is first asked for
    our_assets()
    frame.templates()


def entrance(node: Around) -> Entrance:
    """Return how people come in; it may load what an identity provider needs."""
    kept = (node.store.access, node.door, node.clock)
    passkeys = node.passkeys
    return entrance_of(node.settings, *kept, secure=node.secure, passkeys=passkeys.origin, doubted=passkeys.doubted)


def rest(node: Around, entrance: Entrance) -> Iterator[tuple[str, Addresses]]:
    """Yield the addresses one part after the other, each with its prefix."""
    desk, settings = node.desk, node.settings
    plans = PlanDesk(desk=desk, versions=node.versions, say_in=node.texts.into, file_of=node.plans.file_of)
    kept = (node.store.access, node.clock, node.door)
    pairings, keeping = Pairings(*kept), Keeping(*kept)
    yield API, plan_desk.router(desk)
    yield API, plan_versions.router(plans)
    yield API, plan_draft.router(plans)
    yield API, plan_picture.router(plans, Pictures(settings.data_dir / "pictures", settings.plans_dir))
    yield API, mistake.router(desk, node.codes)
    yield API, session.router(desk, node.door, pairings, secure=node.secure, leave=partial(leave, entrance))
    yield API, knock.router(pairings, secure=node.secure)
    yield API, own.router(desk, node.door)
    yield API, codes.router(node.codes)
    yield API, push_routes(desk, node.ways_out)
    yield API, invitation.router(node.door, keeping, secure=node.secure)
    yield API, accounts.router(desk, keeping)
    yield API, access_record.router(desk)
    yield API, tokens.router(desk, Tokens(*kept))
    yield API, paired.router(desk, pairings, keeping, node.looking)
    for addresses in node.enrolment.routes(desk, settings, node.mqtt_url):
        yield API, addresses
    for part in node.parts:
        for addresses in part.routes(desk, settings):
            yield API, addresses
    yield API, node.supervision.router(desk)
    for addresses in node.ways_out.telephone_routes(node.store, node.dispatch, node.book, node.clock):
        yield API, addresses
    sources = directories(settings=settings, store=node.store, book=node.book, clock=node.clock, door=node.door)
    yield "", scim.router(sources)
    yield "", docs.router(node.app)
    yield "", _pages(node, entrance)


def _pages(node: Around, entrance: Entrance) -> Addresses:
    desk, invented = node.desk, node.demo is not None
    frames = frame.Pages(texts=load(), assets=our_assets(), demo=invented)
    setattr(node.app.state, PAGE, refused_page.of(frames))  # a name that the state of applications does not know
    return pages.router(
        office_facts=lambda office: office_facts(node.book[office], invented=invented) if office in node.book else None,
        offices=lambda: [
            {"office": office, "name": node.book[office].plan.name, "invented": invented} for office in node.book
        ],
        reviews=node.figures.reviews(desk),
        figures=node.figures.of_offices(desk, lambda: node.registry.inventory),
        entrance=entrance,
        prints=Prints(node.book, node.clock, expires=node.plans.expires, invented=invented),
        answers=Answers(node.ways_out.links, node.store, node.dispatch, node.clock, node.book.get),
        reports=node.undertakings.report_pages(desk),
        staff=node.staff.pages(),
        privacy=node.supervision.privacy(desk),
        demo=node.demo,
    )
