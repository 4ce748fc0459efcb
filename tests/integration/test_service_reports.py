"""Reports in front of a real service: drafted, told without a name, followed up, counted and taken out."""

import csv
import io
import json
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
CODE = "q7Zk2mWv9xTn4bLd8sHf"
SINCE = {"since": "2024-01-01T00:00:00Z"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with a lead, a safety representative and two who press."""
    folder = tmp_path_factory.mktemp("reports")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        for login, role in (
            ("gunilla", "lead"),
            ("elin", "safety_representative"),
            ("anna", "presser"),
            ("bo", "presser"),
        ):
            person = () if login == "elin" else ("--person", f"as/{login}")
            done = made.trygg(
                "user", "add", login, login.title(), "--role", f"{role}@as", *person, given=f"{PASSWORD}\n".encode()
            )
            assert done.returncode == 0, done.stderr
        yield made


@contextmanager
def _in(service: Service, login: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=service.url + BASE, timeout=30, trust_env=False) as client:
        answer = client.post(f"{service.url}/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        yield client


def _over(service: Service, her: httpx2.Client, lead: httpx2.Client, key: str) -> str:
    """Have her press, and the lead end it and close its record."""
    pressed = her.post("/alarms", json={"kind": "assist", "zone": "room-114"}, headers={"Idempotency-Key": key})
    assert pressed.status_code in (200, 201), pressed.text
    alarm = str(pressed.json()["alarm"])
    for action, more in (("arrive", {}), ("clear", {"seen_her": True}), ("close", {"outcome": "over"})):
        told = lead.post(f"{service.url}/api/v1/alarms/{alarm}/{action}", json=more)
        assert told.status_code == 200, told.text
    return alarm


def _ok(answer: httpx2.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def _refused(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_an_alarm_is_followed_up_until_the_unit_has_met(service: Service) -> None:
    """Her words first; told, finished, spoken about; she sees what came of it, and a colleague nothing."""
    with _in(service, "anna") as anna, _in(service, "bo") as bo, _in(service, "gunilla") as lead:
        alarm = _over(service, anna, lead, "reports-1")
        report = f"report-{alarm}"
        [draft] = [one for one in _ok(anna.get("/reports"))["reports"] if one["report"] == report]
        assert (draft["stage"], draft["zone"], draft["duty"]) == ("drafted", "room-114", None)
        _ok(lead.post(f"/reports/{report}/written", json={"words": "I came at 10.03."}))
        _ok(anna.post(f"/reports/{report}/written", json={"words": "He showed a knife."}))
        assert _refused(bo.get(f"/reports/{report}")) == (404, "unknown_report")
        assert _refused(bo.post(f"/reports/{report}/written", json={"words": "x"})) == (404, "unknown_report")
        assert _ok(bo.get("/reports"))["reports"] == []
        sorted_ = {"classes": ["threat", "improper_influence"], "severity": "serious_danger", "aimed": "yes"}
        told = _ok(anna.post(f"/reports/{report}/classified", json=sorted_))
        assert told["duty"]["told_at"] is None
        assert _refused(lead.post(f"/reports/{report}/finished")) == (409, "authority_untold")
        _ok(lead.post(f"/reports/{report}/authority-told", json={"at": told["duty"]["since"]}))
        assert anna.post(f"/reports/{report}/finished").status_code == 403
        assert _ok(lead.post(f"/reports/{report}/finished"))["stage"] == "finished"
        assert _refused(anna.post(f"/reports/{report}/written", json={"words": "x"})) == (409, "finished")
        plan = {"words": "A second door", "owner": "bo", "due_at": "2027-02-01T09:00:00+01:00", "report": report}
        keyed = {"Idempotency-Key": "measure-1"}
        measure = _ok(lead.post("/measures", json=plan, headers=keyed), 201)["measure"]
        assert _ok(lead.post("/measures", json=plan, headers=keyed), 201)["measure"] == measure
        assert [one["measure"] for one in _ok(bo.get("/measures"))["measures"]] == [measure]
        assert _refused(anna.post(f"/measures/{measure}/done", json={})) == (403, "not_entitled")
        assert _ok(bo.post(f"/measures/{measure}/done", json={"words": "It opens"}))["ending"] == "done"
        met = {"met_on": told["happened_on"], "words": "Nobody sits in 114 alone."}
        _ok(lead.post(f"/reports/{report}/discussed", json=met))
        seen = _ok(lead.get(f"/reports/{report}"))
        assert [one["words"] for one in seen["said"]] == [
            "He showed a knife.", "I came at 10.03.", "Nobody sits in 114 alone.",
        ]  # fmt: skip
        assert seen["said"][0]["by_reporter"] is True
        assert seen["happened"][0]["event"] == "AlarmRaised"
        hers = _ok(anna.get(f"/reports/{report}"))
        assert [one["words"] for one in hers["said"]] == ["He showed a knife.", "Nobody sits in 114 alone."]
        assert hers["decided"] == ["Nobody sits in 114 alone."]
        assert hers["happened"] == []
        by_task = {one["task"]: one for one in hers["measures"]}
        assert set(by_task) == {None, "first_hour", "next_day", "after_a_week"}
        assert (by_task[None]["ending"], by_task[None]["owner"], by_task[None]["said"]) == ("done", None, [])


def test_a_near_miss_without_a_name_leaves_no_trace_of_who_told_it(service: Service) -> None:
    """One request; what came of it under the code; and no row of the whole database's record names her."""
    said = {"words": "He waited outside", "classes": ["harassment"], "anonymous": True, "happened_on": "2026-11-02"}
    with _in(service, "bo") as bo, _in(service, "elin") as elin, _in(service, "gunilla") as lead:
        before = _ok(lead.get("/board"))["position"]
        assert _refused(bo.post("/near-misses", json=said, headers={"Idempotency-Key": "short"})) == (
            400,
            "no_idempotency_key",
        )
        no_address = {"Idempotency-Key": f"{CODE}/x"}
        assert bo.post("/near-misses", json=said, headers=no_address).status_code == 422
        report = _ok(bo.post("/near-misses", json=said, headers={"Idempotency-Key": CODE}), 201)["report"]
        assert _ok(bo.post("/near-misses", json=said, headers={"Idempotency-Key": CODE}), 201)["report"] == report
        assert CODE not in report
        assert _ok(lead.get("/board"))["position"] == before + 3
        assert report not in [one["report"] for one in _ok(bo.get("/reports"))["reports"]]
        told = _ok(elin.get(f"/reports/{report}"))
        assert (told["reporter"], told["anonymous"], told["said"][0]["by"]) == (None, True, None)
        _ok(lead.post(f"/reports/{report}/discussed", json={"met_on": "2026-11-20", "words": "A lamp outside."}))
        assert _ok(bo.get(f"/near-misses/{CODE}"))["decided"] == ["A lamp outside."]
        assert _refused(bo.get(f"/near-misses/{CODE}x")) == (404, "unknown_report")
        assert _refused(elin.post(f"/reports/{report}/finished"))[0] == 403
    service.stop()
    try:
        import sqlite3  # noqa: PLC0415 - the record itself, and not what the service says of it

        with sqlite3.connect(service.database) as database:
            written = database.execute(
                "SELECT actor, facts, personal FROM entries WHERE position > ? AND position <= ?", (before, before + 3)
            ).fetchall()
    finally:
        service.start(wait_ready=False)
        service.wait_alive()
    assert len(written) == 3
    for actor, facts, personal in written:
        assert '"via":"anonymous"' in actor.replace(" ", "")
        assert '"who":null' in actor.replace(" ", "")
        assert "names" not in (personal or "")
        assert "bo" not in facts.replace("about", "")


def test_the_rate_and_the_export_name_nobody(service: Service) -> None:
    """Counted over a period; taken out as JSON and CSV with words and without a name, and no word is a formula."""
    said = {"words": "=SUM(A1) he wrote", "classes": ["other"]}
    with _in(service, "anna") as anna, _in(service, "gunilla") as lead, _in(service, "elin") as elin:
        before = _ok(elin.get("/reports/rate", params=SINCE))
        answer = anna.post("/near-misses", json=said, headers={"Idempotency-Key": f"{CODE}-2"})
        report = _ok(answer, 201)["report"]
        after = _ok(elin.get("/reports/rate", params=SINCE))
        assert (after["all"], after["finished"]) == (before["all"] + 1, before["finished"])
        _ok(lead.post(f"/reports/{report}/finished"))
        assert _ok(elin.get("/reports/rate", params=SINCE))["finished"] == before["finished"] + 1
        assert anna.get("/reports/rate", params=SINCE).status_code == 403
        assert elin.get("/reports/export").status_code == 403
        rows = _ok(lead.get("/reports/export"))["reports"]
        [mine] = [one for one in rows if one["report"] == report]
        assert mine["words"] == "=SUM(A1) he wrote"
        text = lead.get("/reports/export", params={"form": "csv"})
        assert text.headers["content-type"] == "text/csv; charset=utf-8"
        table = {one["report"]: one for one in csv.DictReader(io.StringIO(text.text))}
        assert table[report]["words"] == "'=SUM(A1) he wrote"
        assert list(table[report]) == list(mine)
        assert "Anna" not in text.text
    listed = service.trygg("timeline", "export", "*")
    taken = [json.loads(line) for line in listed.stdout.splitlines() if "ReportsTakenOut" in line]
    assert [one["facts"]["form"] for one in taken] == ["json", "csv"]
    assert {tuple(one["facts"]["offices"]) for one in taken} == {("as",)}
    assert all(one["actor"]["who"] for one in taken)


def test_a_draft_can_be_begun_by_hand_for_a_real_alarm_that_is_over_only(service: Service) -> None:
    """Asked for again it is the same; an alarm that nobody knows has none."""
    with _in(service, "bo") as bo, _in(service, "gunilla") as lead:
        alarm = _over(service, bo, lead, "reports-2")
        paper = lead.get(f"{service.url}/review/as/unit-meeting")
        assert (paper.status_code, paper.text.count('class="reported"') > 0) == (200, True)
        assert "He showed a knife." not in paper.text
        assert "Fråga hur hon mår" not in paper.text
        assert bo.get(f"{service.url}/review/as/unit-meeting").status_code == 403
        assert _ok(lead.post("/reports", json={"alarm": alarm}), 201)["report"] == f"report-{alarm}"
        assert _refused(lead.post("/reports", json={"alarm": "a-none"})) == (409, "no_such_alarm")
        words = _ok(lead.get("/reports/words", params={"lang": "sv"}))
        assert words["aim"] == "Var syftet att påverka mitt beslut?"


def test_near_misses_without_end_are_asked_to_wait_and_an_alarm_is_not(service: Service) -> None:
    """The eleventh of an hour is refused in words; the same code is no further one; others and a press go on."""
    said = {"words": "He waited outside", "classes": ["other"]}
    with _in(service, "bo") as bo, _in(service, "anna") as anna:
        answers = [
            bo.post("/near-misses?lang=sv", json=said, headers={"Idempotency-Key": f"{CODE}-often-{number}"})
            for number in range(12)
        ]
        refused = answers[-1]
        assert refused.status_code == 429
        assert refused.json()["code"] == "too_many_near_misses"
        assert "Ett larm går alltid fram" in refused.json()["detail"]
        assert answers[0].status_code == 201
        again = bo.post("/near-misses", json=said, headers={"Idempotency-Key": f"{CODE}-often-0"})
        assert again.status_code == 201
        assert anna.post("/near-misses", json=said, headers={"Idempotency-Key": f"{CODE}-anna"}).status_code == 201
        page = bo.post(
            f"{service.url}/near-miss/as",
            content="words=Han+stod+kvar&classes=other&severity=none",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert page.status_code == 429
        assert "Han stod kvar" in page.text, "no word is lost"
        pressed = bo.post("/alarms", json={"kind": "assist", "zone": "room-114"}, headers={"Idempotency-Key": "often"})
        assert pressed.status_code in (200, 201)
        large = bo.post("/near-misses", content=b"x" * 70_000, headers={"Idempotency-Key": f"{CODE}-large"})
        assert large.status_code == 413


def test_what_no_list_can_be_asked_for_is_said_on_the_page(service: Service) -> None:
    """A month that is none, a mode that is none, a page that begins nowhere: 422, in words, in her language."""
    with _in(service, "gunilla") as lead:
        for asked, words in (
            ("month=2026-13", "Den månaden finns inte"),
            ("mode=serious", "går inte att välja"),
            ("before=now", "Ingen sida av listan"),
        ):
            page = lead.get(f"{service.url}/review/as?lang=sv&{asked}")
            assert (page.status_code, words in page.text) == (422, True), asked
        assert lead.get(f"{service.url}/review/as?month=2026-12&mode=&kind=&zone=").status_code == 200
        page = lead.get(f"{service.url}/reports/as?lang=sv&after=x")
        assert (page.status_code, "Ingen sida av listan" in page.text) == (422, True)
        refused = lead.get("/reports", params={"before": "x"})
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"


def test_a_whole_record_that_is_printed_leaves_a_line(service: Service) -> None:
    """Before its first line is printed: which office, how many entries, and that it was the command line."""
    printed = service.trygg("timeline", "export", "as")
    assert printed.returncode == 0, printed.stderr
    listed = service.trygg("timeline", "export", "*").stdout.splitlines()
    lines = [one for one in map(json.loads, listed) if one["event"] == "RecordExported"]
    [of_office] = [one for one in lines if one["facts"]["offices"] == ["as"]]
    assert of_office["facts"]["entries"] <= len(printed.stdout.splitlines())
    assert of_office["actor"]["via"] == "cli"
    assert lines[-1]["facts"]["offices"] == ["*"], "also the record of access itself"
