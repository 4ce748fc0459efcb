"""What a node loads: next to nothing but what an alarm needs before it is ready, and nothing any more in an alarm."""

from pathlib import Path
from typing import Final

import pytest

from parts.fresh import Fresh
from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.process import wait_until
from parts.stock import press

pytestmark = pytest.mark.timeout(180)  # services start here, each in an interpreter of its own

OTHERS: Final = (
    *("aiosmtplib", "alembic", "amqtt", "apprise", "babel", "dns", "email_validator", "httpx2", "icalendar", "jinja2"),
    *("joserfc", "jwt", "networkx", "psycopg", "pygments", "recurring_ical_events", "rich", "segno", "typer", "typst"),
    "webpush",
)
"""Libraries of which no alarm needs anything, unless somebody has set up what needs them."""

OURS: Final = (
    *(
        "service.api.accounts",
        "service.api.plan_desk",
        "service.api.reports",
        "service.api.scim",
        "service.cli.commands",
    ),
    *("service.notify.push.channel", "service.notify.sms.channel", "service.planning.child", "service.web.frame"),
    *("service.web.pages", "service.web.review", "service.web.export", "service.web.print", "service.wiring.rest"),
    *(
        "roles.edit",
        "roles.simulate_template",
        "service.figures",
        "service.jobs.figures",
        "service.store.figures_store",
        "holidays.countries.afghanistan",
        "holidays.countries.denmark",
    ),
)

MOST: Final = 1_500
"""Modules, Python's own included, that are there when a node is ready: 1,970 before this was counted. Raise it only for
what an alarm needs."""


def there(modules: frozenset[str], names: tuple[str, ...]) -> set[str]:
    """Return which of some packages or modules have been loaded."""
    return {name for name in names if any(one == name or one.startswith(f"{name}.") for one in modules)}


async def test_a_node_is_ready_without_what_no_alarm_needs_and_loads_nothing_in_one(
    mosquitto: StartMosquitto, tmp_path: Path
) -> None:
    """A ready node has no pages, accounts and reports yet; soon it has, and then presses and answers load nothing."""
    broker = mosquitto()
    with Fresh(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        assert service.http.get("/screen/as/staff").status_code == 200  # and waits for the pages, where that is needed
        service.stop()
        service.start()  # its record is there, and its plans have been read: what a start costs day by day
        assert service.http.get("/screen/as/staff").status_code == 200
        assert there(service.early, OTHERS) == set()
        assert there(service.early, OURS) == set()
        assert len(service.early) <= MOST, "more is loaded before a node is ready than was ever needed for an alarm"
        assert {"service.web.pages", "jinja2"} <= {*service.late}, "this test sees what is loaded, as far as it looks"
        # Pages go on being drawn with what they load when they are first drawn; alarms do with what is there.
        before = len(service.late)
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            alarm = await screen.raised()
            assert service.say(alarm, "acknowledge", person="bo").is_success
            assert service.say(alarm, "accept", person="bo").is_success
            await screen.entry("ResponderAccepted", alarm)
            key = {"Idempotency-Key": "one"}
            raised = service.http.post("/api/v1/offices/as/alarms", json={"kind": "assist"}, headers=key)
            assert raised.is_success, raised.text
            await screen.raised(known=1)
        assert service.late[before:] == []
        assert "Warning" not in service.log


async def test_a_node_that_nobody_could_reach_loads_its_pages_all_the_same(tmp_path: Path) -> None:
    """Without its broker a node is not ready, and whoever asks for a page is told so on it, and not kept waiting."""
    with Fresh(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        assert service.http.get("/health/ready").status_code == 503
        assert service.http.get("/login", timeout=60.0).status_code == 200
        assert wait_until(lambda: "service.web.pages" in service.late)


def test_a_node_ends_in_order_before_it_has_loaded_everything(tmp_path: Path) -> None:
    """Told to end while it still loads, it ends with 0 and no traceback."""
    with Fresh(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        assert service.stop() == 0
        log = service.log
        assert "Traceback" not in log, log
