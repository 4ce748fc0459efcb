"""A morning with three nodes: notifications are lost, one is cut off, one hangs, one is renewed, and nobody notices."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import psycopg
import pytest

from parts.ear import say
from parts.ledger import read_ledger
from parts.process import wait_until
from parts.screen import Screen
from parts.service import Service
from parts.stock import press
from parts.trio import Trio, trio
from service.ingest.belated import STILL_S
from service.ingest.press_key import WINDOW

WITHIN = 60.0
SESSIONS = 2
SILENT = "the broker gave no sign of life"
"""What a node logs of each of its sessions when it gives it up."""


@contextmanager
def without_notifications(three: Trio) -> Iterator[None]:
    """Freeze PostgreSQL's side of each listening connection: it stays open, and nobody is told anything."""
    with psycopg.connect(three.server.url()) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE query = 'LISTEN trygg'"
        listening = [pid for (pid,) in connection.execute(asked).fetchall()]
    assert len(listening) == len(three.nodes)
    for pid in listening:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in listening:
            os.kill(pid, signal.SIGCONT)


def answer(through: Service, alarm: str, what: str, who: str) -> None:
    """Say something to an alarm, and as a page asks for it once more where nothing can be written right now.

    On a machine that is busy many times over three nodes may write for one office for longer than one of them waits.
    """

    def is_said() -> bool:
        said = through.say(alarm, what, person=who)
        return said.status_code != HTTPStatus.SERVICE_UNAVAILABLE and said.raise_for_status().is_success

    assert wait_until(is_said, within=WITHIN), f"{who} could not say {what}"


async def handled(three: Trio, screen: Screen, through: Service, device: str) -> str:
    """Press a button that does not name its presses, and have the alarm cleared at once; return the alarm."""
    known = len(screen.entries("AlarmRaised"))
    await say(three.broker.url, b"", topic=f"trygg/v1/as/{device}/press")
    alarm = await screen.raised(known=known)
    for who in ("bo", "elin"):
        answer(through, alarm, "arrive", who)
    answer(through, alarm, "clear", "bo")
    await screen.entry("AlarmCleared", alarm)
    return alarm


def heard_by_all(three: Trio, press_key: str) -> None:
    """Wait until every node has heard a press: one raised or joined, and the others have noted that they know it."""
    with psycopg.connect(three.server.url(), autocommit=True) as connection:

        def count() -> int:
            row = connection.execute("SELECT heard FROM presses WHERE press_key = %s", (press_key,)).fetchone()
            return row[0] if row else 0

        assert wait_until(lambda: count() >= len(three.nodes), within=WITHIN), f"{press_key} was heard {count()} times"


@pytest.mark.timeout(600)  # three services and a database, on a machine that may be busy
async def test_a_morning_with_three_nodes(tmp_path: Path) -> None:
    """What was over when a node came back stays over; each press is one alarm, and on every screen."""
    with trio(tmp_path) as three:
        first, second, third = three.nodes
        async with first.screen("as") as here, second.screen("as") as there, third.screen("as") as beyond:
            with without_notifications(three):
                press(three.broker.port, "as/pendant-1", '{"id": "1"}')
                alarm = await here.raised()
                for screen in (there, beyond):
                    assert await screen.raised() == alarm
                answer(first, alarm, "accept", "bo")
                for screen in (there, beyond):
                    await screen.entry("ResponderAccepted", alarm)

            # The third node's cable to the broker is pulled: it shows what the others record.
            three.outposts[2].to_broker.pull()
            # In the window in which both others began each names a press for itself, and so it would be two.
            await asyncio.sleep(WINDOW.total_seconds())
            over = await handled(three, here, first, "plain-1")
            await beyond.entry("AlarmCleared", over)
            # Mended before anybody has noticed, it would be no absence: what comes then is a press of now.
            assert wait_until(lambda: third.log.count(SILENT) >= SESSIONS, within=WITHIN)
            three.outposts[2].heal()
            third.wait_ready()

            # The second node hangs, and wakes when everything is over.
            second.pause()
            await handled(three, here, first, "plain-2")
            await asyncio.sleep(STILL_S + 1)
            second.resume()
            second.wait_ready()

            # The third node is renewed meanwhile.
            third.stop()
            await handled(three, here, first, "plain-3")
            third.start()

            press(three.broker.port, "as/pendant-2", '{"id": "1"}')
            heard_by_all(three, "as/pendant-2/1")
            head = here.position
            await there.until(lambda: there.position >= head, within=WITHIN)
        three.stop()  # what came late has been taken in by then
        ledger = await read_ledger(three.server.url())
        logs = [node.log for node in three.nodes]
    raised = sorted(entry.facts["device"] for entry in ledger.entries if entry.event == "AlarmRaised")
    assert raised == ["as/pendant-1", "as/pendant-2", "as/plain-1", "as/plain-2", "as/plain-3"]
    assert not [entry for entry in ledger.entries if entry.event == "AlarmJoined"]
    assert ledger.flaws() == []
    assert not any("Traceback" in log for log in logs)
