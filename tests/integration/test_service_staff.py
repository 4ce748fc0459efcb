"""What the staff is asked, in front of a real service: codes, answers without a login, revisions, before and after."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from parts.offices import lay_out
from parts.service import Service

pytestmark = pytest.mark.timeout(300)
PASSWORD = "en lång mening om regn"
BASE = "/api/v1/offices/as"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with a lead, a safety representative, and two who press."""
    folder = tmp_path_factory.mktemp("staff")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        for login, role in (
            ("gunilla", "lead"),
            ("elin", "safety_representative"),
            ("anna", "presser"),
            ("bo", "presser"),
        ):
            asked = ("user", "add", login, login.title(), "--role", f"{role}@as", "--person", f"as/{login}")
            done = made.trygg(*asked, given=f"{PASSWORD}\n".encode())
            assert done.returncode == 0, done.stderr
        yield made


@contextmanager
def _in(service: Service, login: str | None) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=service.url + BASE, timeout=30, trust_env=False) as client:
        if login is not None:
            answer = client.post(f"{service.url}/api/v1/session", json={"login": login, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
        yield client


def _ok(answer: httpx2.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def _refused(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _everything(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row of the database, but for when the service last tried whether it can be written."""
    connection = sqlite3.connect(f"file:{service.database}?mode=ro", uri=True, timeout=10)
    try:
        connection.execute("BEGIN")
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}
    finally:
        connection.close()
    return {**found, "meta": [row for row in found["meta"] if row[0] != "pinged_at"]}


def _settled(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """Read every row once the figures have been made of all that was written: they follow the record by themselves."""
    while True:
        found = _everything(service)
        read = {(office, position) for office, position, _ in found["figures_read"]}
        if {(office, position) for office, position, *_ in found["heads"] if position} <= read:
            return found
        time.sleep(0.05)


def test_a_pulse_is_opened_answered_once_and_tells_nothing_while_it_is_open(service: Service) -> None:
    """By who may; the code is her own; the answer comes from nobody; neither database nor log knows whose it was."""
    with _in(service, "gunilla") as lead, _in(service, "anna") as anna, _in(service, None) as nobody:
        assert anna.post("/pulses", json={}).status_code == 403
        assert _ok(anna.get("/pulses/code")) == {"code": None, "address": None}
        assert _refused(lead.post("/pulses", json={"way": "slips", "slips": 4})) == (422, "too_few")
        assert lead.post("/pulses", json={"weeks": 9}).status_code == 422
        opened = _ok(lead.post("/pulses", json={"weeks": 2}), 201)
        assert (opened["way"], opened["asked"], opened["means"]) == ("own", 9, None)
        assert _refused(lead.post("/pulses", json={})) == (409, "pulse_this_week")
        assert _refused(lead.get("/pulses/slips")) == (404, "no_slips")
        code = _ok(anna.get("/pulses/code"))["code"]
        assert _ok(anna.get("/pulses/code"))["address"] == f"/q/as/{code}"
        assert _ok(lead.get("/pulses/code"))["code"] != code

        before = _settled(service)
        given = {"code": code, "answers": [4, 5, 3]}
        for wrong in ([4, 5], [0, 1, 1], [6, 1, 1], ["4", 1, 1], [4.5, 1, 1]):
            assert nobody.post("/pulse-answers", json={**given, "answers": wrong}).status_code == 422
        assert _refused(nobody.post("/pulse-answers", json={**given, "code": "x"})) == (404, "unknown_code")
        assert nobody.get("/pulses").status_code == 401
        assert _ok(nobody.post("/pulse-answers", json=given), 201) == {"answer": "taken"}
        after = _everything(service)
        assert {name for name in before if before[name] != after[name]} == {"pulse_boxes"}
        assert _refused(nobody.post("/pulse-answers", json=given)) == (409, "answered")
        assert after == _everything(service)
        assert code not in service.log
        assert "/q/as" not in service.log
        assert "pulse-answers" not in service.log

        [told] = _ok(lead.get("/pulses"))["pulses"]
        assert (told["answered"], told["means"]) == (None, None)
        assert _refused(lead.post("/pulses/pulse-none/called-off")) == (404, "unknown_pulse")
        assert anna.post(f"/pulses/{opened['pulse']}/called-off").status_code == 403
        assert _ok(lead.post(f"/pulses/{opened['pulse']}/called-off"))["ending"] == "called_off"
        assert _everything(service)["pulse_boxes"] == []


def test_a_revision_is_followed_up_by_measures(service: Service) -> None:
    """Begun once a day, commented on by everybody, finished when it says who and what; a measure follows from it."""
    with _in(service, "gunilla") as lead, _in(service, "bo") as bo, _in(service, "elin") as elin:
        assert bo.post("/revisions", json={}).status_code == 403
        revision = _ok(lead.post("/revisions", json={}), 201)["revision"]
        assert _ok(lead.post("/revisions", json={}), 201)["revision"] == revision
        assert _refused(lead.post("/revisions", json={"held_on": "2099-01-01"})) == (422, "not_yet")
        here = f"/revisions/{revision}"
        assert _refused(lead.post(f"{here}/finished")) == (409, "not_attended")
        assert _refused(lead.post(f"{here}/attended", json={"roles": ["nothing"]})) == (422, "unknown_role")
        assert _refused(lead.post(f"{here}/attended", json={})) == (422, "nobody")
        assert _ok(lead.post(f"{here}/attended", json={"roles": ["door"], "words": "Elin"}))["roles"] == ["door"]
        assert _ok(elin.post(f"{here}/commented", json={"words": "The light is better"}))["comments"] == 1
        assert elin.post(f"{here}/decided", json={"words": "x"}).status_code == 403
        assert _refused(lead.post(f"{here}/finished")) == (409, "not_decided")
        _ok(lead.post(f"{here}/decided", json={"words": "A deputy on Fridays"}))
        plan = {"words": "Find one", "owner": "bo", "due_at": "2027-02-01T09:00:00+01:00"}
        keyed = {"Idempotency-Key": "revised-1"}
        assert _refused(lead.post(f"{here}/measures", json=plan)) == (400, "no_idempotency_key")
        measure = _ok(lead.post(f"{here}/measures", json=plan, headers=keyed), 201)["measure"]
        assert _ok(lead.post(f"{here}/measures", json=plan, headers=keyed), 201)["measure"] == measure
        assert _refused(lead.post("/revisions/none/measures", json=plan, headers=keyed)) == (404, "unknown_revision")
        assert _ok(lead.get(f"/measures/{measure}/effect"))["effect"] is None
        assert bo.get(f"/measures/{measure}/effect").status_code == 403
        assert _ok(bo.post(f"/measures/{measure}/done", json={}))["ending"] == "done"
        effect = _ok(lead.get(f"/measures/{measure}/effect"))["effect"]
        assert (effect["before"]["alarms"], effect["after"]["shut_s"], effect["is_whole"]) == (0, 0, False)
        assert _refused(lead.get("/measures/none/effect")) == (404, "unknown_measure")
        assert _ok(lead.post(f"{here}/finished"))["finished_at"]
        assert _refused(lead.post(f"{here}/decided", json={"words": "x"})) == (409, "revision_over")
        _ok(bo.post(f"{here}/commented", json={"words": "Too late for July"}))
        told = _ok(bo.get(here))
        assert [(one["event"], one["by"], one["words"]) for one in told["said"]] == [
            ("RevisionAttended", "Gunilla Nyström", "Elin"),
            ("RevisionCommented", "Elin Dahl", "The light is better"),
            ("RevisionDecided", "Gunilla Nyström", "A deputy on Fridays"),
            ("RevisionCommented", "Bo Lind", "Too late for July"),
        ]
        assert [one["measure"] for one in told["measures"]] == [measure]
        [listed] = _ok(bo.get("/revisions"))["revisions"]
        assert (listed["comments"], listed["decisions"]) == (2, 1)
        assert _refused(bo.get("/revisions/none")) == (404, "unknown_revision")
