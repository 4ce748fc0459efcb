"""The addresses that an alarm needs, of which a node is ready to answer each from the start."""

from functools import partial
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI

from service.addresses import build
from service.api import alarms, health, offices, problem, stream
from service.api.desk import Desk
from service.api.gate import Gate
from service.api.looking import Looking
from service.api.reading import PatientGate
from service.planning.history import Histories
from service.version import VERSION
from service.wiring.lookup import office_of

if TYPE_CHECKING:
    from service.wiring.node import Node


def first_app(node: "Node") -> tuple[FastAPI, Desk, Gate, Looking]:
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
