"""Run a node: its socket, its store, its broker, and uvicorn in front of it."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.server import Server

from service.access.codes import Invented
from service.api.behind import Behind
from service.api.guard import Guard
from service.backup.unfinished import unfinished
from service.clock import Clock, SystemClock
from service.ingest.child import may_open
from service.ingest.spool import Spool
from service.live.wire import FramedWebSockets
from service.settings import Settings
from service.store.opening import open_store
from service.store.port import Store
from service.wiring.front import Front, ServeError, front_of
from service.wiring.node import Node
from service.wiring.patience import OPEN_FILES, PatientHttp

if TYPE_CHECKING:
    from service.ingest.broker import Broker
    from service.web.ports import DemoPort
    from service.wiring.own_broker import OwnBroker

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """What the demo adds to a node: nothing of it exists in real use."""

    pendants: "DemoPort"
    broker: "Broker"
    """A broker that the demo stops and starts again."""
    doors: tuple[socket.socket, ...] = ()
    """Further listening sockets."""
    hosts: frozenset[str] = frozenset()
    """Further names under which the service may be addressed."""
    codes: Invented = lambda _office, _person: None
    """The codes of people without an account."""
    wrap: Callable[[ASGIApp], ASGIApp] = lambda app: app
    """Puts something in front of the application."""


@contextlib.asynccontextmanager
async def running(
    settings: Settings, *, clock: Clock | None = None, stage: Stage | None = None
) -> AsyncIterator[tuple[Node, Server]]:
    """Run a node while the context is open; the caller waits for `server` or for what it came for.

    Args:
        settings: what the operator has set.
        clock: what time it is; the machine's when left out.
        stage: the demo's additions; the office is then shown as invented.

    Raises:
        ServeError: the address is not allowed or taken.
        StoreError: the record cannot be opened.
        BrokerError: Trygg's own broker cannot be started.
    """
    clock = clock or SystemClock()
    async with contextlib.AsyncExitStack() as ending:
        may_open(os.getpid(), OPEN_FILES)
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if unfinished(settings.data_dir):
            raise ServeError(f"a restore into {settings.data_dir} was broken off: run `trygg restore` again")
        store = await asyncio.to_thread(open_store, settings.store_url, clock=clock, data_dir=settings.data_dir)
        ending.push_async_callback(store.close)
        front = front_of(settings, has_account=bool(await store.access.accounts()))
        listening = listen(settings.http_host, settings.http_port)
        ending.callback(listening.close)
        mqtt_url, own = await _broker(settings, store, clock, stage, ending)
        node = Node(
            settings,
            store,
            await store.epoch(),
            clock=clock,
            mqtt_url=mqtt_url,
            demo=stage.pendants if stage else None,
            spool=await asyncio.to_thread(open_spool, settings.data_dir),
            secure=front.secure,
            invented_codes=stage.codes if stage else lambda _office, _person: None,
        )
        ending.push_async_callback(node.stop)
        node.watch.at(listening.getsockname()[1])
        node.passkeys.at(listening.getsockname()[1])
        await node.start()
        if own is not None:
            own.commanded = lambda: node.intake.registry.commanded
            tending = asyncio.create_task(own.tend(lambda: node.listening.brokers.connected, node.note_access))
            ending.callback(tending.cancel)
        elif stage is None and settings.broker_files is not None:
            _tend_the_houses(node, ending)
        server = _Server(server_config(node, front, stage), node.say_goodbye)
        serving = asyncio.create_task(server.serve(sockets=[listening, *(stage.doors if stage else ())]))
        ending.push_async_callback(_finish, server, serving)
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        if stage is not None:  # the demo is pages: nobody presses in earnest before its curtain rises
            await node.opening.open()
        yield node, server


class _Server(Server):
    """uvicorn with an end in order: screens hear of it first, and the node stops after it.

    uvicorn raises the signal that ended it once more at its own end, when the node has not yet stopped; so here it is
    only noted.
    """

    def __init__(self, config: Config, goodbye: Callable[[], None]) -> None:
        super().__init__(config)
        self._goodbye = goodbye

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the screens, then close their connections."""
        self._goodbye()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; a second Ctrl-C waits for nobody."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


def open_spool(folder: Path) -> Spool | None:
    """Open the spool of a data folder; None where none can be made: the node hears presses all the same.

    Raises:
        SpoolInUse: another node uses the folder.
    """
    try:
        return Spool(folder / "spool")
    except OSError as reason:
        _log.critical("presses cannot be kept while the store is away, there is no spool in %s: %s", folder, reason)
        return None


async def _broker(
    settings: Settings, store: Store, clock: Clock, stage: Stage | None, ending: contextlib.AsyncExitStack
) -> "tuple[str, OwnBroker | None]":
    """Return where this node connects, and the broker that it has to tend: its own, where none is named."""
    if stage is not None:
        return stage.broker.url, None
    if settings.mqtt_url is not None:
        return settings.mqtt_url.get_secret_value(), None
    from service.wiring.own_broker import start_own_broker

    own = await start_own_broker(settings, store, clock)
    ending.push_async_callback(own.broker.stop)
    if own.broker.notice:
        _log.warning("%s", own.broker.notice)
    return own.url, own


def _tend_the_houses(node: Node, ending: contextlib.AsyncExitStack) -> None:
    """Keep the files up to date that were written for a broker of the house's."""
    from service.wiring.house_broker import house_broker

    house = house_broker(node.settings, node.store, node.clock)
    if house is not None:
        writing = asyncio.create_task(house.tend(node.note_access))
        ending.callback(writing.cancel)


async def _finish(server: Server, serving: "asyncio.Task[None]") -> None:
    server.should_exit = True
    await serving


def server_config(node: Node, front: Front, stage: Stage | None = None) -> Config:
    """Return how uvicorn serves a node."""
    # Answer links and callbacks come in under the public address, whatever browsers in the house call the service.
    public = urlsplit(node.ways_out.file.public_url or "").hostname
    names = front.names | (stage.hosts if stage else frozenset()) | ({public} if public else frozenset())
    guarded: ASGIApp = Guard(node.opening, names, secure=front.secure, state=node.app.state)
    settings = node.settings
    app = stage.wrap(guarded) if stage else guarded
    if front.trusted_proxy is not None:
        believing: Any = ProxyHeadersMiddleware(cast("Any", app), trusted_hosts=front.trusted_proxy)
        app = believing  # uvicorn and Starlette have types of their own for the same thing
        if settings.tls_certificate is None:
            app = Behind(app, front.trusted_proxy)
    return Config(
        app,
        ws=FramedWebSockets,
        ws_per_message_deflate=False,
        ws_max_size=4096,
        http=PatientHttp,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        proxy_headers=False,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=2,
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; whether the address may be listened on was asked before.

    Raises:
        ServeError: a port that is taken, or an address this machine has not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as taken:
        listening.close()
        raise ServeError(
            f"port {port} on {host} is taken ({taken.strerror}); end the program that listens there, or choose "
            "another port with TRYGG_HTTP_PORT"
        ) from taken
    listening.setblocking(False)
    return listening
