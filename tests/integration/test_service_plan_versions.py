"""Plans that people publish while the service runs: over HTTP and the command line, through restarts and kill -9."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from parts.mosquitto import Mosquitto
from parts.offices import AS, lay_out
from parts.service import Service
from parts.stock import press

pytestmark = pytest.mark.timeout(300)  # services start here, on a machine that may be busy

TEXT = AS.read_text()
GREEN = TEXT.replace("name: Rum 114", "name: Gröna rummet")
TOO_SOON = """\
trygg: 1
scenarios:
  - name: Nobody answers
    press: {zone: room-114, at: 2026-11-23 10:00, presser: anna}
    expect: [{called: manager, within: 2 s}]
"""
BLUE = TEXT.replace("name: Rum 114", "name: Blå rummet")


def of_so(text: str) -> str:
    """The same plan in the office of Sö, so that each test has an office of its own."""
    return text.replace("office: as", "office: so", 1)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mosquitto]:
    """One broker for the whole file."""
    made = Mosquitto(tmp_path_factory.mktemp("broker"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def service(broker: Mosquitto, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for the whole file; each test has an office of its own."""
    folder = tmp_path_factory.mktemp("versions")
    plans = lay_out(folder / "plans")
    (plans / "so.yaml").write_text(of_so(TEXT))
    with Service(folder / "node", plans, broker.url) as made:
        yield made


def ask(service: Service, method: str, path: str, *, office: str = "as", **said: Any) -> httpx2.Response:
    """Ask something of an office's plan."""
    return service.http.request(method, f"/api/v1/offices/{office}/plan{path}", json=said, timeout=60.0)


def name_of_room(service: Service, office: str = "as") -> str:
    """What room 114 is called by the plan that dispatch uses now."""
    return str(service.get(f"/offices/{office}")["zones"]["room-114"]["name"])


def until_named(service: Service, name: str, office: str = "as") -> None:
    """Wait, within bounds, until that plan is in force."""
    for _ in range(400):
        if name_of_room(service, office) == name:
            return
        time.sleep(0.05)
    raise AssertionError(f"room 114 is still called {name_of_room(service, office)}")


def approve(service: Service, text: str, revision: int | None = None, *, office: str = "as") -> str:
    """Draft and approve a text; return its version."""
    saved = ask(service, "PUT", "/draft", office=office, text=text, revision=revision, by="bo")
    assert saved.status_code == 200, saved.text
    version = str(saved.json()["version"])
    approved = ask(service, "POST", "/approve", office=office, version=version, by="gunilla")
    assert approved.status_code == 200, approved.text
    return version


async def test_a_plan_is_changed_and_published(broker: Mosquitto, service: Service) -> None:
    """Draft, approval, reason, publication; alarms keep their version; a restart keeps it; a new file takes over."""
    plans = service.plans
    first = service.get("/offices/as/plan")["in_force"]
    assert (first["state"], first["published"]["through"]) == ("in_force", "file")
    async with service.screen("as") as staff, service.screen("as", "reception") as discreet:
        press(broker.port, "as/pendant-1", '{"id": "before"}')
        before = await staff.raised()
        version = approve(service, GREEN)
        assert ask(service, "POST", "/approve", version=version, by="bo").status_code == 403
        (plans / "scenarios").mkdir()
        (plans / "scenarios" / "as.yaml").write_text(TOO_SOON)
        refused = ask(service, "POST", "/publish", version=version, by="gunilla")
        assert (refused.status_code, refused.json()["code"]) == (422, "no_reason")
        assert refused.json()["needed"] == ["gap", "warning", "not_asked", "scenarios"]
        [failed] = service.get("/offices/as/plan?lang=sv")["draft"]["scenarios"]
        assert (failed["source"], failed["line"]) == ("scenarios/as.yaml", 5)
        assert "kallas inte" in failed["message"]
        swedish = service.http.post(
            "/api/v1/offices/as/plan/publish?lang=sv", json={"version": version, "by": "gunilla"}, timeout=60.0
        )
        assert "motivering" in swedish.json()["detail"]
        assert swedish.json()["said"] is True
        done = ask(service, "POST", "/publish", version=version, by="gunilla", reason="Skylten är ny.")
        assert done.status_code == 200, done.text
        held = done.json()["in_force"]
        assert (held["version"], held["published"]["reason"]) == (version, "Skylten är ny.")
        assert held["changes"]
        assert ("scenarios" in held["published"]["needed"], len(held["scenarios"])) == (True, 1)
        assert done.json()["draft"] is None
        assert done.json()["file"]["differs"] is True
        until_named(service, "Gröna rummet")
        head = service.get("/offices/as/board")["position"]
        await staff.until(lambda: staff.position >= head)
        beats = len(discreet.told("heartbeat"))
        await discreet.until(lambda: len(discreet.told("heartbeat")) > beats + 1)  # the second was sent after all that
        told = [each for each in staff.told("entry") if each["event"] == "PlanPublished"]
        assert [each["data"].get("words") for each in told] == [None], "reasons are read on the plan's page"
        assert [each for each in discreet.told("entry") if each["alarm"] is None] == []
        assert (discreet.told("withheld"), discreet.position) == ([], 1), "only the alarm has a number there"
        assert service.get(f"/alarms/{before}")["plan"] == first["version"]
        assert "plan_errors" not in staff.faults
    assert ask(service, "GET", f"/versions/{version}").json()["text"] == GREEN
    assert ask(service, "GET", "/versions/nothing").status_code == 404
    service.kill()
    service.start()
    assert name_of_room(service) == "Gröna rummet", "the file was taken before: it does not come back"
    (plans / "as.yaml").write_text(BLUE)
    until_named(service, "Blå rummet")
    (plans / "as.yaml").write_text("office: [")
    shown = service.trygg("plan", "versions", "as", "--url", service.url)
    assert shown.returncode == 0, shown.stderr
    assert version[:12] in shown.stdout
    assert "published for this reason: Skylten är ny." in shown.stdout
    assert "scenarios/as.yaml:5:" in shown.stdout
    back = [
        "plan",
        "roll-back",
        "--office",
        "as",
        "--by",
        "cecilia",
        "--reason",
        "Fel skylt.",
        "--url",
        service.url,
    ]
    rolled = service.trygg(*back, "--url", service.url)
    assert (rolled.returncode, "holds again" in rolled.stdout) == (0, True), rolled.stderr
    until_named(service, "Gröna rummet")
    assert service.trygg("timeline", "verify").returncode == 0
    exported = service.trygg("timeline", "export", "as").stdout
    assert '"event":"PlanRolledBack"' in exported


def test_publishing_for_later_and_from_the_command_line(service: Service, tmp_path: Path) -> None:
    """What is to hold later does so by itself, also after a kill -9; the command line says what is missing."""
    mine = tmp_path / "mine.yaml"
    version = approve(service, of_so(GREEN), office="so")
    later = datetime.now(UTC) + timedelta(seconds=8)  # noqa: TID251 - the service has its own clock
    later_said = {"version": version, "by": "gunilla", "reason": "r", "holds_from": later.isoformat()}
    done = ask(service, "POST", "/publish", office="so", **later_said)
    assert done.status_code == 200, done.text
    coming = done.json()["next"] or done.json()["in_force"]  # a busy machine may have needed all the time
    assert coming["version"] == version
    service.kill()
    service.start()
    until_named(service, "Gröna rummet", "so")
    # A document of some size: more than any other request may have.
    mine.write_text(of_so(BLUE) + "".join(f"# {number:>70}\n" for number in range(1000)))
    publish = ["plan", "publish", str(mine), "--office", "so", "--by", "gunilla", "--url", service.url]
    refused = service.trygg(*publish)
    assert (refused.returncode, "--reason, for: gap, warning, not_asked" in refused.stderr) == (1, True)
    done_so = service.trygg(*publish, "--reason", "Ny skylt.")
    assert (done_so.returncode, "is in force" in done_so.stdout) == (0, True), done_so.stderr
    until_named(service, "Blå rummet", "so")
    nobody = ask(service, "POST", "/gone?lang=en", office="so", person="ida", by="bo")
    assert (nobody.status_code, "Only the manager" in nobody.json()["detail"]) == (403, True)
    left = service.trygg("plan", "gone", "ida", "--office", "so", "--by", "gunilla", "--url", service.url)
    assert "names 1 who have left" in left.stdout, left.stderr
    held = service.get("/offices/so/plan")["in_force"]
    assert [(one["name"], one["roles"]) for one in held["gone"]] == [("Ida Holm", ["door"])]
    read = ask(service, "POST", "/read-duty", office="so", role="manager", by="gunilla").json()["in_force"]
    assert [one["role"] for one in read["read"]] == ["manager"]
    for method, path, said in (
        ("PUT", "/draft", {"text": "\0", "revision": None, "by": "bo"}),
        ("PUT", "/draft", {"text": "a: [", "revision": 0, "by": "bo"}),
        ("POST", "/approve", {"version": "x", "by": "bo"}),
        ("POST", "/publish", {"version": version, "by": "bo", "holds_from": "tomorrow"}),
        ("POST", "/view", {"version": version, "by": "bo", "view": "loves it"}),
    ):
        assert ask(service, method, path, office="so", **said).status_code == 422
    assert ask(service, "POST", "/approve", office="so", version="0" * 64, by="bo").status_code == 404
    assert ask(service, "POST", "/approve", office="so", version=version, by="nobody").status_code == 404
    gone = service.trygg("plan", "versions", "as", "--url", "http://127.0.0.1:1")
    assert (gone.returncode, "does not answer" in gone.stderr) == (1, True)
