"""Codes in front of a real service: both answered alike, one of them raising help, and what goes wrong."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from parts.offices import lay_out
from parts.service import Service
from parts.unencrypted import NO_TLS

pytestmark = pytest.mark.timeout(300)
PASSWORD = "en lång mening om regn"
MISTAKE, DURESS = "4711", "8266"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with two people who may press and lead."""
    folder = tmp_path_factory.mktemp("codes")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        for login, person in (("anna", "anna"), ("bo", "bo")):
            done = made.trygg(
                "user", "add", login, login.title(), "--role", "security@as", "--person", f"as/{person}",
                given=f"{PASSWORD}\n".encode(),
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
        yield made


@contextmanager
def _in(service: Service, login: str) -> Iterator[httpx2.Client]:
    """Log somebody in."""
    with httpx2.Client(base_url=f"{service.url}/api/v1", timeout=30, trust_env=False, verify=NO_TLS) as client:
        answer = client.post("/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        yield client


def _press(anna: httpx2.Client, key: str) -> str:
    answer = anna.post(
        "/offices/as/alarms", json={"kind": "assist", "zone": "room-114"}, headers={"Idempotency-Key": key}
    )
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["alarm"])


def _entries(client: httpx2.Client, alarm: str) -> list[dict[str, Any]]:
    answer = client.get(f"/alarms/{alarm}/timeline")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["entries"])


def _board(client: httpx2.Client, alarm: str) -> dict[str, Any]:
    alarms = client.get("/offices/as/board").json()["alarms"]
    return next(one for one in alarms if one["alarm"] == alarm)


def test_codes_are_answered_alike_and_told_to_those_who_help(service: Service) -> None:
    """Nothing that Anna is answered or shown tells which code it was; Bo sees it, and help begins anew."""
    with _in(service, "anna") as anna, _in(service, "bo") as bo:
        first = _press(anna, "k1")
        refused = anna.post(f"/alarms/{first}/mistake", json={"code": MISTAKE})
        assert (refused.status_code, refused.json()["code"]) == (403, "no_own_code")
        near = anna.put("/codes", json={"mistake": MISTAKE, "duress": "4712"})
        assert (near.status_code, near.json()["code"]) == (422, "code_near")
        assert anna.put("/codes", json={"mistake": MISTAKE, "duress": DURESS}).status_code == 200
        assert list(anna.get("/codes").json()) == ["set_at"]
        assert bo.post(f"/alarms/{first}/mistake", json={"code": MISTAKE}).json()["code"] == "not_the_presser"
        chosen_late = anna.post(f"/alarms/{first}/mistake", json={"code": MISTAKE})
        assert (chosen_late.status_code, chosen_late.json()["code"]) == (403, "no_own_code")
        assert bo.post(f"/alarms/{first}/arrive", json={}).status_code == 200
        assert bo.post(f"/alarms/{first}/clear", json={"seen_her": True}).status_code == 200
        shown, answers, moved = [], [], []
        for code in (MISTAKE, DURESS):
            alarm = _press(anna, f"k2-{code}")
            at = anna.get("/offices/as/board").json()["position"]
            said = anna.post(f"/alarms/{alarm}/mistake", json={"code": code})
            answers.append((said.status_code, said.text.replace(alarm, "A"), sorted(said.headers)))
            shown.append(_board(anna, alarm))
            moved.append(anna.get("/offices/as/board").json()["position"] - at)
            [listed] = [one for one in anna.get("/offices/as/alarms").json() if one["alarm"] == alarm]
            assert listed["last_position"] is None, "it would count what was written"
            state = anna.get(f"/alarms/{alarm}").json()
            assert "under_duress" not in json.dumps([state, shown])
            assert "script" not in state
            assert anna.get(f"/alarms/{alarm}/timeline").json()["code"] == "not_closed_yet"
            page = anna.get(service.url + f"/review/as/{alarm}")
            assert page.status_code == 403
            assert _board(bo, alarm)["mistake"]["under_duress"] is (code == DURESS)
            told = next(e for e in _entries(bo, alarm) if e["event"] == "MistakeSaid")
            assert told["facts"]["anew"] is (code == DURESS)
            assert bo.post(f"/alarms/{alarm}/arrive", json={}).status_code == 200
            for unseen in ({}, {"seen_her": False, "words": "rang her"}):
                assert bo.post(f"/alarms/{alarm}/clear", json=unseen).json()["code"] == "not_seen"
            assert bo.post(f"/alarms/{alarm}/clear", json={"seen_her": True}).status_code == 200
            late = anna.post(f"/alarms/{alarm}/mistake", json={"code": code})
            assert (late.status_code, late.json()["code"]) == (409, "wrong_state")
            assert bo.post(f"/alarms/{alarm}/close", json={"outcome": "mistake", "words": "x"}).status_code == 200
            assert _entries(anna, alarm), "now it is open to her"
        assert answers[0] == answers[1]
        assert moved == [1, 1], "that she has said so, and nothing of what follows"
        assert sorted(shown[0]) == sorted(shown[1])
        assert [one["mistake"].keys() for one in shown] == [{"by", "at"}] * 2


def test_wrong_codes_wait_and_hold_up_no_press(service: Service) -> None:
    """After five wrong ones the next one waits; a press never does, and the alarm goes on."""
    with _in(service, "anna") as anna, _in(service, "bo") as bo:
        assert anna.put("/codes", json={"mistake": MISTAKE, "duress": DURESS}).status_code == 200
        alarm = _press(anna, "k3")
        codes: list[str] = []
        while (
            "wait" not in codes and len(codes) < 20
        ):  # a busy machine takes longer for a code than the first waits are
            codes.append(anna.post(f"/alarms/{alarm}/mistake", json={"code": "9035"}).json()["code"])
        assert codes[:5] == ["wrong_own_code"] * 5
        assert codes[-1] == "wait"
        assert _press(anna, "k4")
        assert _board(bo, alarm)["mistake"] is None
        assert bo.post(f"/alarms/{alarm}/arrive", json={}).status_code == 200
        assert bo.post(f"/alarms/{alarm}/clear", json={"seen_her": True}).status_code == 200


def test_it_is_still_said_after_a_restart(service: Service) -> None:
    """Who helps sees it as before, and who pressed does not."""
    with _in(service, "anna") as anna, _in(service, "bo") as bo:
        assert bo.put("/codes", json={"mistake": MISTAKE, "duress": DURESS}).status_code == 200
        alarm = _press(bo, "k5")
        assert bo.post(f"/alarms/{alarm}/mistake", json={"code": DURESS}).status_code == 200
        before = _board(bo, alarm)
        service.kill()
        service.start(wait_ready=False)
        service.wait_alive()
        assert _board(anna, alarm)["mistake"]["under_duress"] is True
        assert _board(bo, alarm) == before
