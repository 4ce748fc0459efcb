"""The addresses that an alarm needs, of which a node is ready to answer each from the start."""

from functools import partial
from typing import TYPE_CHECKING, Protocol

from fastapi import Depends, FastAPI

from service.access.door import Door
from service.addresses import build
from service.api import alarms, health, offices, problem, stream
from service.api.desk import Desk, Health
from service.api.gate import Gate
from service.api.looking import Looking
from service.api.reading import PatientGate
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.ingest.intake import Intake
from service.jobs.folder import Folder
from service.jobs.outbox import Outbox
from service.live.hub import Hub
from service.live.screens import Screens
from service.planning.analyst import Analyst
from service.planning.history import Histories
from service.store.port import Store
from service.version import VERSION
from service.web.i18n import Texts
from service.wiring.device_watch import DeviceWatch
from service.wiring.enrolment import Enrolment
from service.wiring.lookup import office_of
from service.wiring.readiness import Readiness
from service.wiring.self_watch import SelfWatch
from service.wiring.supervision import Supervision

if TYPE_CHECKING:
    from service.web.ports import DemoPort


class Around(Protocol):
    """What they need of their node."""

    store: Store
    book: Book
    dispatch: Dispatch
    intake: Intake
    hub: Hub
    faults: Faults
    clock: Clock
    screens: Screens
    outbox: Outbox
    demo: "DemoPort | None"
    analysts: tuple[Analyst, Analyst]
    folder: Folder
    watching: DeviceWatch
    readiness: Readiness
    enrolment: Enrolment
    supervision: Supervision
    texts: Texts
    door: Door
    watch: SelfWatch

    def health(self) -> Health:
        """Say what works right now."""
        ...


def first_app(node: Around) -> tuple[FastAPI, Desk, Gate, Looking]:
    """Return the application with the first addresses, and what all addresses work with.

    An alarm is raised, shown and answered through these: `Opening` adds all others, and lets nobody stand before a door
    that is not there yet.
    """
    desk = Desk(
        store=node.store,
        book=node.book,
        dispatch=node.dispatch,
        intake=node.intake,
        hub=node.hub,
        faults=node.faults,
        clock=node.clock,
        health=node.health,
        since=node.watch.since,
        screens=node.screens,
        pace=node.outbox.pace,
        invented=node.demo is not None,
        analysts=node.analysts,
        histories=Histories(node.store),
        standards=node.folder.standards,
        devices=node.watching.supervise,
        tested=node.watching.tested,
        ready=node.readiness.job,
        outside=node.enrolment.outside,
        routes_down=node.supervision.routes_down,
        translate=lambda lang: lambda id_: node.texts.translations.get(lang, {}).get(id_, id_),
    )
    gate = PatientGate(door=node.door, office_of=partial(office_of, node.store), unread=node.book.unread)
    looking = Looking()
    app = FastAPI(
        title="Trygg",
        version=VERSION,
        docs_url=None,
        openapi_url=None,
        redoc_url=None,
        dependencies=[Depends(gate)],
    )
    problem.install(app)
    build(
        app,
        offices.router(desk),
        alarms.router(desk),
        stream.router(desk, gate, looking),
        node.watch.stream(),
        prefix="/api/v1",
    )
    build(app, health.router(desk, lambda: node.supervision.text() + node.watch.text()))
    return app, desk, gate, looking
