"""An older Trygg and this one at the same time, on one PostgreSQL and one broker, as in the middle of an upgrade.

The older code comes out of the history of this clone: it is the newest of the oldest schema that may write beside this
one, so that what `service/store/versions.py` promises of it is seen and not believed.
"""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import hurried
from parts.other_code import OtherTrygg, earlier_code, running_from
from parts.service import Service
from parts.stock import press
from service.store.versions import NEWEST, OLDEST_BESIDE

pytestmark = pytest.mark.timeout(300)  # three starts and a database, on a machine that may be busy
EARLIER = "f3e3195f2eb5dab5163b86b9ecdc433e558cabd8"
"""A state of main; where OLDEST_BESIDE is raised, take the last one whose code makes that schema."""


async def test_both_raise_answer_and_escalate_together(
    mosquitto: StartMosquitto, postgres_database: str, tmp_path: Path
) -> None:
    """The older one goes on when the newer one brings the schema up; a press at each, answers at both, one record."""
    code = earlier_code(EARLIER, tmp_path / "earlier")
    known = re.findall(r'^    "(\d{4})",$', (code / "service/store/versions.py").read_text(), re.MULTILINE)
    assert known[-1] == OLDEST_BESIDE < NEWEST, "it is the oldest that may: name another commit above"
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "as.yaml").write_text(hurried((code / "roles/examples/as.yaml").read_text()))
    (plans / "as.devices.yaml").write_text((code / "devices/examples/as.devices.yaml").read_text())
    broker = mosquitto()
    command, needs = running_from(code)

    def old() -> Service:
        more = {**needs, "TRYGG_DATABASE_URL": postgres_database}
        return OtherTrygg(tmp_path / "node-1", plans, broker.url, command=command, more=more)

    def new() -> Service:
        return Service(tmp_path / "node-2", plans, broker.url, database_url=postgres_database, node="node-2")

    def pressed(pendant: int, name: str) -> None:
        press(broker.port, f"as/pendant-{pendant}", json.dumps({"id": name}))

    with old() as older:
        async with older.screen("as") as old_screen:
            pressed(1, "before the upgrade")
            first = await old_screen.raised()
            shown = new().trygg("migrate", "--show").stdout
            assert f"Nodes that still run the Trygg of schema {OLDEST_BESIDE} may go on writing beside it." in shown
            with new() as newer:  # which brings the schema up, with an alarm open and the older one's timers running
                assert f"this Trygg makes {NEWEST}.\nNothing has to be done." in newer.trygg("migrate", "--show").stdout
                async with newer.screen("as") as new_screen:
                    assert [one["alarm"] for one in new_screen.alarms] == [first]

                    pressed(2, "in the middle of it")
                    second = await new_screen.raised()
                    assert await old_screen.raised(known=1) == second
                    # Seen at the older one, answered at the newer one, each seen at the other; and the steps are taken.
                    older.say(second, "acknowledge", person="elin").raise_for_status()
                    await new_screen.entry("AlarmAcknowledged", second)
                    newer.say(second, "accept", person="bo").raise_for_status()
                    await old_screen.entry("ResponderAccepted", second)
                    older.say(second, "arrive", person="bo").raise_for_status()
                    await new_screen.entry("ResponderArrived", second)
                    for node, alarm in ((newer, first), (older, second)):
                        node.say(alarm, "arrive", person="elin").raise_for_status()
                        node.say(alarm, "clear", person="elin").raise_for_status()
                    for screen in (old_screen, new_screen):
                        for alarm in (first, second):
                            await screen.entry("AlarmCleared", alarm)
                    assert len(new_screen.alarms) == len(old_screen.alarms)

                    # Nobody answers: whichever of them takes the steps, each is taken once.
                    pressed(3, "nobody comes")
                    third = await new_screen.raised(known=1)
                    await new_screen.entry("ResponseExhausted", third, within=60)
                    await old_screen.entry("ResponseExhausted", third, within=60)
                entries = newer.entries(third)
                steps = Counter(one["facts"]["step"] for one in entries if one["event"] == "AlarmEscalated")
                assert steps
                assert set(steps.values()) == {1}, steps
                assert older.entries(third)[: len(entries)] == entries
                assert "record_too_new" not in old_screen.faults
                for node in (older, newer):
                    assert node.trygg("timeline", "verify").returncode == 0

            # The newer one is gone again: the older one goes on alone on the newer schema, and after a new start too.
            pressed(4, "the newer one is stopped")
            await old_screen.raised(known=3)
    with old() as older, new() as newer:
        async with older.screen("as") as old_screen, newer.screen("as") as new_screen:
            pressed(5, "both were started anew")
            fifth = await old_screen.raised()
            assert await new_screen.raised() == fifth
    raised = Counter(one["alarm"] for one in map(json.loads, _export(newer)) if one["event"] == "AlarmRaised")
    assert len(raised) == 5
    assert set(raised.values()) == {1}, raised
    for node in (older, newer):
        assert "Traceback" not in node.log


def _export(node: Service) -> list[str]:
    return node.trygg("timeline", "export", "as").stdout.splitlines()
