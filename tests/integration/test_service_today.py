"""Morning truth: what is said of the day holds at once, for swaps too, and never half of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from parts.offices import AS
from parts.process import free_port
from parts.service import Service

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A node without any broker, with one office in which somebody has no shift."""
    folder: Path = tmp_path_factory.mktemp("today")
    plans = folder / "plans"
    plans.mkdir()
    text = AS.read_text()
    (plans / "as.yaml").write_text(f"{text}\nrosters:\n  never: {{who: [ida], hours: {{}}}}\n")
    node = Service(folder / "node", plans, f"mqtt://127.0.0.1:{free_port()}")
    with node.begun():
        node.wait_alive()
        yield node


def _say(service: Service, *said: dict[str, Any]) -> dict[str, Any]:
    answer = service.http.put("/api/v1/offices/as/today", json={"said": list(said)})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def _people(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in told["people"]}


def test_a_swap_is_said_at_once_and_can_be_taken_back(service: Service) -> None:
    """Ida instead of Bo: both stand in one answer, nobody calls Bo, and each name says from what she is there."""
    before = service.get("/offices/as/today")
    bo = _people(before)["Bo Lind"]
    assert any(call["responder"] == bo["person"] for call in before["roster"])
    assert {call["presence"] for call in before["roster"]} <= {"by_hours", "outside"}
    assert (_people(before)["Ida Holm"]["presence"], _people(before)["Ida Holm"]["hours"]) == ("off_duty", [])
    told = _say(service, {"person": "bo", "fact": "absent"}, {"person": "ida", "fact": "here"})
    assert (_people(told)["Bo Lind"]["presence"], _people(told)["Ida Holm"]["presence"]) == ("absent", "here_today")
    assert not any(call["responder"] == bo["person"] for call in told["roster"])
    told = _say(service, {"person": "bo", "fact": None}, {"person": "ida", "fact": None})
    assert told["people"] == before["people"]


def test_one_wrong_name_and_nothing_of_it_holds(service: Service) -> None:
    """Half a swap would be worse than none."""
    said = [{"person": "bo", "fact": "absent"}, {"person": "nobody", "fact": "here"}]
    refused = service.http.put("/api/v1/offices/as/today", json={"said": said})
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_person")
    assert service.get("/offices/as/today")["absent"] == []


def test_away_until_a_day(service: Service) -> None:
    """A day within sixty is taken and told; one that is past or too far ahead is refused in words."""
    today = date.fromisoformat(service.get("/offices/as/today")["day"])
    friday = (today + timedelta(days=4)).isoformat()
    told = _say(service, {"person": "bo", "fact": "absent", "until": friday})
    assert _people(told)["Bo Lind"]["until"] == friday
    for wrong in (today - timedelta(days=1), today + timedelta(days=61)):
        said = {"fact": "absent", "until": wrong.isoformat()}
        refused = service.http.put("/api/v1/offices/as/today/bo", json=said)
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_day")
    answer = service.http.put("/api/v1/offices/as/today/bo", json={"fact": "here"})
    assert (_people(answer.json())["Bo Lind"]["fact"], _people(answer.json())["Bo Lind"]["until"]) == ("here", None)


def test_what_was_said_is_in_the_next_alarm(service: Service) -> None:
    """The entry of a call says that she was confirmed this morning, for a review to tell."""
    _say(service, {"person": "cecilia", "fact": "absent"}, {"person": "elin", "fact": "here"})
    pressed = service.http.post("/api/v1/offices/as/alarms", json={}, headers={"Idempotency-Key": "morning"})
    calls = [one for one in service.entries(pressed.json()["alarm"]) if one["event"] == "ResponderCalled"]
    people = _people(service.get("/offices/as/today"))
    presence = {one["facts"]["responder"]: one["facts"]["presence"] for one in calls}
    assert people["Cecilia Ström"]["person"] not in presence
    assert set(presence.values()) <= {"here_today", "by_hours", "outside"}
    if people["Elin Dahl"]["person"] in presence:
        assert presence[people["Elin Dahl"]["person"]] == "here_today"


@pytest.mark.parametrize(
    "content",
    [{}, {"said": []}, {"said": [{"person": "bo"}]}, {"said": [{"person": "bo", "fact": "ill"}]}, {"said": "bo"},
     {"said": [{"person": "bo", "fact": "here", "until": "tomorrow"}]},
     {"said": [{"person": "bo", "fact": None}] * 501}],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(service: Service, content: dict[str, Any]) -> None:
    """Neither a traceback nor a half truth."""
    assert service.http.put("/api/v1/offices/as/today", json=content).status_code == 422
