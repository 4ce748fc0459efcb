"""The demo from curtain to curtain."""

import asyncio
import contextlib
import socket
import textwrap
from dataclasses import replace
from pathlib import Path

import segno

from service.alarm.actor import Actor
from service.alarm.states import Mode
from service.cli.demo.codes import DURESS, MISTAKE, invented_codes
from service.cli.demo.colleagues import Colleagues
from service.cli.demo.keys import keys, single_keys
from service.cli.demo.lan import Door, new_key, own_address
from service.cli.demo.pendants import DemoPendants
from service.cli.demo.town import OFFICE, lay_out
from service.clock import SystemClock
from service.dispatch.trigger import Trigger
from service.ingest.broker import Broker, BrokerError, start_broker
from service.settings import Settings
from service.wiring.front import ServeError
from service.wiring.node import Node
from service.wiring.serving import Stage, listen, running

PORTS_TRIED = 50
ROOM_114 = "room-114"

KEYS = """\
  ENTER   press the pendant in room 114        1–6   press another one
  n       press it, and nobody answers         d     a drill
  b       stop the broker, and start it again  q     end\
"""


class Demo:
    """One performance: a broker, the service, six pendants and the colleagues who answer."""

    def __init__(self, folder: Path, *, port: int, lan: bool, history: int | None = None) -> None:
        """Prepare a performance whose files are in `folder`."""
        self._folder = folder
        self._wanted_port = port
        self._lan = lan
        self._history = history
        self._clock = SystemClock()
        self._drills = 0

    async def run(self) -> int:
        """Play until the end is asked for; return the exit code."""
        plans = lay_out(self._folder)
        port = _free_port(self._wanted_port)
        if port != self._wanted_port:
            print(f"Port {self._wanted_port} is taken, perhaps by another demo; this one uses {port}.")
        broker = await start_broker(self._folder / "broker")
        pendants = DemoPendants(plans, OFFICE, self._clock)
        settings = Settings(
            data_dir=self._folder / "data", plans_dir=plans, http_host="127.0.0.1", http_port=port, node="demo"
        )
        await self._remember(settings)
        phone, stage = self._stage(broker, pendants, port)
        stage = replace(stage, codes=await invented_codes(self._clock.now()))
        try:
            async with running(settings, clock=self._clock, stage=stage) as (node, server):
                pendants.start(broker.url, node.book[OFFICE])
                colleagues = Colleagues(node.dispatch)
                with single_keys():  # before it is said which there are: a key pressed earlier would wait for ENTER
                    self._print_program(port, broker, node, phone)
                    ended = asyncio.create_task(node.wait(server))
                    playing = asyncio.create_task(self._play(node, broker, pendants, colleagues))
                    await asyncio.wait({ended, playing}, return_when=asyncio.FIRST_COMPLETED)
                for task in (playing, ended):
                    task.cancel()
                await asyncio.gather(playing, ended, return_exceptions=True)
                colleagues.stop()
                for task in (playing, ended):
                    if not task.cancelled():
                        task.result()  # what went wrong is said
        finally:
            await asyncio.to_thread(pendants.stop)
            await broker.stop()
        with contextlib.suppress(OSError):  # the terminal may be gone
            print("The demo has ended; nothing is kept.")
        return 0

    async def _remember(self, settings: Settings) -> None:
        """Write a year of twelve offices into the record before anything begins, where that is asked for."""
        if self._history is None:
            return
        from service.cli.demo.history import towns
        from service.cli.demo.history.write import write_history

        print("A year of twelve offices is being played; that takes half a minute …", flush=True)
        today = self._clock.now().date()
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        await asyncio.to_thread(towns.lay_out, settings.plans_dir, today)
        written = await write_history(
            settings.store_url,
            data_dir=settings.data_dir,
            plans_dir=settings.plans_dir,
            today=today,
            seed=self._history,
        )
        print(f"{written.offices} offices remember {written.entries} entries.", flush=True)

    def _stage(self, broker: Broker, pendants: DemoPendants, port: int) -> tuple[str | None, Stage]:
        """Return what the demo adds to a node, and the address for a phone in the network, if one may join."""
        address = own_address() if self._lan else None
        if address is None:
            if self._lan:
                print("This computer has no address in a network, so no phone can join.")
            return None, Stage(pendants=pendants, broker=broker)
        key = new_key()
        stage = Stage(
            pendants=pendants,
            broker=broker,
            doors=(_listen_in_network(address, port),),
            hosts=frozenset({address}),
            wrap=lambda app: Door(app, key=key, to=f"/p/{OFFICE}"),
        )
        return f"http://{address}:{port}/join/{key}", stage

    async def _play(self, node: Node, broker: Broker, pendants: DemoPendants, colleagues: Colleagues) -> None:
        async for key in keys():
            if key in ("\n", "\r"):
                await self._press(pendants, colleagues, 1, silent=False)
            elif key.isdecimal():
                await self._press(pendants, colleagues, int(key), silent=False)
            elif key == "n":
                await self._press(pendants, colleagues, 1, silent=True)
            elif key == "d":
                await self._drill(node, colleagues)
            elif key == "b":
                await _stop_or_start(broker)
            elif key in ("q", "\x04"):
                return
        await asyncio.Event().wait()  # the input has ended; the demo goes on until a signal

    async def _press(self, pendants: DemoPendants, colleagues: Colleagues, number: int, *, silent: bool) -> None:
        colleagues.silent = silent
        if not await pendants.press(number):
            print(f"There is no pendant {number}.")
        elif silent:
            print("Pressed; nobody answers. Watch the plan climb.")
        else:
            print(f"Pendant {number} was pressed.")

    async def _drill(self, node: Node, colleagues: Colleagues) -> None:
        colleagues.silent = False
        self._drills += 1
        name = f"demo-drill-{self._drills}"
        trigger = Trigger(
            office=OFFICE,
            actor=Actor(via="demo"),
            press_key=f"soft:{OFFICE}/{name}",
            open_key="drill:demo",
            mode=Mode.DRILL,
            kind="emergency",
            gesture="soft",
            zone=ROOM_114,
            device=None,
            press=None,
            presser=None,
            pressed_at=None,
            heard_at=self._clock.now(),
        )
        print("A drill begins in room 114; it cannot leave the office.")
        await node.intake.record(trigger, node.intake.show(trigger))

    def _print_program(self, port: int, broker: Broker, node: Node, phone: str | None) -> None:
        here = f"http://127.0.0.1:{port}"
        name = node.book[OFFICE].plan.name
        reach = "only the phone below is let in" if phone else "nothing leaves this computer"
        print(f'\nThe invented office "{name}" is open. It protects nobody; {reach}.\n')
        print(f"  Start here      {here}/")
        print(f"  Office screen   {here}/screen/{OFFICE}/staff")
        print(f"  Phone           {here}/p/{OFFICE}")
        print(f"  Review          {here}/review/{OFFICE}")
        print(f"  API             {here}/api/docs")
        print(f"  Broker          {broker.url}  ({broker.kind})")
        print(
            f"  Codes           {MISTAKE} on the phone of who pressed: set off by mistake; {DURESS}: forced to say so"
        )
        if broker.notice:
            print(f"\n{textwrap.fill(broker.notice, 100, initial_indent='  ', subsequent_indent='  ')}")
        if phone:
            print(f"\n  One real phone in this network may join; this works once:\n  {phone}\n")
            segno.make(phone, error="l").terminal(compact=True)
        print(f"\n{KEYS}\n", flush=True)


async def _stop_or_start(broker: Broker) -> None:
    if broker.running:
        await broker.stop()
        print("The broker is stopped. Press a pendant now; press b again, and the press arrives.")
    else:
        try:
            await broker.restart()
        except BrokerError as wrong:
            print(f"The broker does not start: {wrong}. Press b to try again.")
        else:
            print("The broker runs again.")


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + PORTS_TRIED):
        try:
            listen("127.0.0.1", port).close()
        except ServeError:
            continue
        return port
    raise ServeError(
        f"no free port from {wanted} to {wanted + PORTS_TRIED - 1} on this computer; name another with --port"
    )


def _listen_in_network(address: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
    except OSError as taken:
        listening.close()
        raise ServeError(
            f"port {port} on {address} is taken ({taken.strerror}), so no phone can join; name another with --port"
        ) from taken
    listening.listen(64)
    listening.setblocking(False)
    return listening
