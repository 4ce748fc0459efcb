"""What the running service answers about plans: over HTTP, from a process of its own, with nothing stored."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import AS, lay_out
from parts.picture import chunk, png
from parts.service import Service
from parts.stock import press
from roles.sample import sample

pytestmark = pytest.mark.timeout(180)  # a service starts here, on a machine that may be busy

TEXT = AS.read_text()


@pytest.fixture
def service(mosquitto: StartMosquitto, tmp_path: Path) -> Iterator[Service]:
    """A running service with the invented offices."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), mosquitto().url) as running:
        yield running


def _ask(service: Service, about: str, *, lang: str = "en", status: int = 200, **asked: Any) -> dict[str, Any]:
    answer = service.http.post(f"/api/v1/offices/as/plan/{about}?lang={lang}", json=asked, timeout=60.0)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _holds_pictures(service: Service) -> None:
    """Keep a picture over HTTP: it is shown as a picture and as nothing else, and only to its office."""
    place = "/api/v1/offices/as/plan/pictures"
    noted = png(2, 1, chunk(b"tEXt", b"Comment\0by Anna"))
    kept = service.http.post(place, content=noted)
    assert kept.status_code == 201, kept.text
    name = kept.json()["name"]
    shown = service.http.get(f"{place}/{name}")
    assert shown.content == png(2, 1)
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert service.http.get(f"{place}/{name}", headers={"If-None-Match": shown.headers["etag"]}).status_code == 304
    assert service.http.get(f"/api/v1/offices/fjellvik/plan/pictures/{name}").status_code == 404
    for content, status in ((b"<svg/>", 422), (png(30_000, 1), 413), (b"", 422)):
        answer = service.http.post(f"{place}?lang=sv", content=content)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    (service.plans / "secret.png").write_bytes(png(3, 3))
    assert service.http.get(f"{place}/secret.png").json()["code"] == "unknown_picture"
    assert service.http.get(f"{place}/..%2F..%2Ftrygg.db").status_code == 404


def test_what_a_plan_says_and_where_it_does_not_hold(service: Service) -> None:
    """The plan in force is read, edited, compared, proven and tried out; what is in force stays what it was."""
    version = service.get("/offices/as")["plan"]["version"]
    read = _ask(service, "read")
    assert (read["version"], read["usable"], read["plan"]["office"]) == (version, True, "as")
    assert [one["code"] for one in read["findings"]] == ["R017"]

    edits = [{"op": "put", "path": ["roles", "door", "deputies"], "value": ["bo"]}]
    text = _ask(service, "edit", text=TEXT, edits=edits)["text"]
    assert [line for line in text.splitlines() if line not in TEXT.splitlines()] == ["    deputies: [bo]"]
    refused = _ask(service, "edit", text=TEXT, edits=[{"op": "remove", "path": ["nothing"]}], status=422)
    assert refused["code"] == "edit_refused"

    differences = _ask(service, "diff", new=text)["differences"]
    assert [one["path"] for one in differences] == [["roles", "door", "deputies"]]

    found = _ask(service, "coverage", weeks=2, without_one=True)
    assert [gap["role"] for gap in found["gaps"]] == ["door"]
    assert found["single_points"] == [{"person": "ida", "name": "Ida Holm"}]
    row = next(row for row in found["grid"]["rows"] if row["role"] == "door")
    assert len(row["cells"]) == len(found["grid"]["columns"])
    assert {cell["have"] for cell in row["cells"] if cell} == {0}
    assert _ask(service, "coverage", text=text)["gaps"] == []
    assert service.get("/offices/as/plan/read")["tree"] == read["tree"]
    _holds_pictures(service)

    tried = _ask(service, "simulate", text=text, zone="counter-1", at="2026-11-23T10:00", presser="ida", runs=20)
    assert tried["differ"]
    assert any("Bo Lind" in line["words"] for line in tried["mine"]["lines"])
    assert tried["mine"]["summary"]["runs"] == 20
    assert service.get("/offices/as")["plan"]["version"] == version


def test_wrong_texts_are_answered(service: Service) -> None:
    """No YAML, errors, another type and a text of a megabyte: each is a finding or a problem, never a fault."""
    assert _ask(service, "read", text="a: [")["plan"] is None
    broken = TEXT.replace("home: desk-1", "home: desk-eleven")
    read = _ask(service, "read", text=broken)
    assert (read["usable"], read["plan"]["people"]["anna"]["home"]) == (False, "desk-eleven")
    problem = _ask(service, "coverage", text=broken, status=422)
    assert problem["code"] == "plan_errors"
    assert any(one["severity"] == "error" for one in problem["findings"])
    assert _ask(service, "simulate", zone="nowhere", status=422)["code"] == "unknown_word"
    assert _ask(service, "read", text=7, status=422)["code"] == "invalid"
    large = _ask(service, "read", text=TEXT + "# " + "\n# ".join(["x" * 100] * 9_000))
    assert large["usable"] in {True, False}
    too_large = service.http.post("/api/v1/offices/as/plan/read", content=b" " * 5_000_000)
    assert too_large.status_code == 413


def test_what_nobody_can_work_out_is_refused(service: Service) -> None:
    """A value nested without end, and a week in which no calendar knows its way, are the asker's error."""
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    _ask(service, "edit", text=TEXT, edits=[{"op": "put", "path": ["name"], "value": deep}], status=422)
    for week in ("0001-01-01", "9999-12-31"):
        _ask(service, "coverage", week=week, status=422)
    assert "Traceback" not in service.log


def test_a_roster_as_a_calendar(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """The plan's own rosters are iCalendar that nobody keeps; any other name is a problem, never a file."""
    plans = lay_out(tmp_path / "plans")
    (plans / "strand.yaml").write_text((AS.parent / "shifts.yaml").read_text())
    with Service(tmp_path / "node", plans, mosquitto().url) as service:
        answer = service.http.get("/api/v1/offices/strand/plan/rosters/guard.ics", timeout=60.0)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
        assert "BEGIN:VEVENT" in answer.text
        for other, code in (("nobody.ics", 404), ("..%2Fguard.ics", 404), ('a"b.ics', 404), ("x" * 3000 + ".ics", 404)):
            strange = service.http.get(f"/api/v1/offices/strand/plan/rosters/{other}", timeout=60.0)
            assert strange.status_code == code, other
        none = service.http.get("/api/v1/offices/as/plan/rosters/guard.ics", timeout=60.0)
        assert (none.status_code, none.json()["code"]) == (404, "unknown_roster")


def test_templates_are_the_office_s_own(service: Service) -> None:
    """Each template can be used as it is, under the office's own slug."""
    for one in service.http.get("/api/v1/offices/as/plan/templates").json():
        assert one["title"]
        read = _ask(service, "read", text=one["text"])
        assert (read["usable"], read["plan"]["office"]) == (True, "as")


def test_the_process_that_answers_can_be_killed_and_ends_with_the_service(service: Service) -> None:
    """Killed from outside it is started again by the next question; when the service is killed it is gone too."""
    _ask(service, "read")
    first = _child_of(service.pid)
    os.kill(first, 9)
    answers = [service.http.post("/api/v1/offices/as/plan/read", json={}, timeout=60.0).status_code for _ in range(2)]
    assert answers[-1] == 200
    second = _child_of(service.pid)
    assert second != first
    service.kill()
    deadline = time.monotonic() + 20  # noqa: TID251  a bound, not a measurement
    while Path(f"/proc/{second}/cmdline").exists() and _is_alive(second):
        assert time.monotonic() < deadline  # noqa: TID251
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _child_of(parent: int) -> int:
    (child,) = _children_of(parent)
    return child


def _children_of(parent: int) -> list[int]:
    """Return the living processes of a service that answer about plans."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            mother = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if mother == parent and b"service.planning.child" in command and _is_alive(int(folder.name)):
            found.append(int(folder.name))
    return found


async def test_a_press_does_not_wait_for_a_proof(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """While a large plan is proven for a year, a press is on the screen, and the service answers, as ever."""
    broker = mosquitto()
    large = sample(people=40, zones=20, roles=8, each_her_own=True).replace("office: sample", "office: as")
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        async with service.screen("as") as screen:
            body = {"text": large, "weeks": 52, "without_one": True}
            proving = asyncio.create_task(
                asyncio.to_thread(service.http.post, "/api/v1/offices/as/plan/coverage", json=body, timeout=90.0)
            )
            while not _children_of(service.pid):
                await asyncio.sleep(0.01)
            await asyncio.to_thread(press, broker.port, "as/pendant-1", '{"id": "during"}')
            assert await screen.raised()
            answer = await proving
            assert answer.status_code in {200, 503}
