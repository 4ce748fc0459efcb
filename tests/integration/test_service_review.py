"""What is added to a record and taken out of it, in front of a real service: notes and exports."""

import json
import os
import pwd
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pypdf import PdfReader

from parts.offices import lay_out
from parts.service import Service

pytestmark = pytest.mark.timeout(300)
PROGRAM = Path("service/web/export/verify_export.py")
PASSWORD = "en lång mening om regn"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A real service with a lead who is in the plan, a security officer who is not, and a responder."""
    folder = tmp_path_factory.mktemp("review")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        for login, role, more in (
            ("gunilla", "lead", ("--person", "as/gunilla")),
            ("stina", "security", ()),
            ("siv", "safety-representative", ()),
            ("bo", "responder", ("--person", "as/bo")),
        ):
            done = made.trygg(
                "user", "add", login, login.title(), "--role", f"{role}@as", *more, given=f"{PASSWORD}\n".encode()
            )
            assert done.returncode == 0, done.stderr
        yield made


@contextmanager
def _in(service: Service, login: str) -> Iterator[httpx2.Client]:
    """Log somebody in."""
    with httpx2.Client(base_url=service.url, timeout=30, trust_env=False) as client:
        answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        yield client


def _press(lead: httpx2.Client, key: str, *, zone: str = "room-114") -> str:
    press = {"kind": "assist", "zone": zone}
    answer = lead.post("/api/v1/offices/as/alarms", json=press, headers={"Idempotency-Key": key})
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["alarm"])


def _over(lead: httpx2.Client, key: str) -> str:
    """Press, end it and close its record."""
    alarm = _press(lead, key)
    for action, more in (("arrive", {}), ("clear", {"seen_her": True}), ("close", {"outcome": "over"})):
        who = {} if action == "close" else {"behalf_of": "cecilia"}
        told = lead.post(f"/api/v1/alarms/{alarm}/{action}", json={**who, **more})
        assert told.status_code == 200, told.text
    return alarm


def _entries(client: httpx2.Client, alarm: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/alarms/{alarm}/timeline")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["entries"])


def test_a_note_is_added_after_the_end_and_stays(service: Service) -> None:
    """In her own name and with her words; the alarm is as it was, and another note is one more entry."""
    with _in(service, "gunilla") as lead, _in(service, "stina") as security:
        alarm = _over(lead, "note-1")
        before = lead.get(f"/api/v1/alarms/{alarm}").json()
        added = lead.post(f"/api/v1/alarms/{alarm}/notes", json={"words": "The police came\nafter all."})
        assert (added.status_code, added.json()["state"]) == (200, "closed")
        assert security.post(f"/api/v1/alarms/{alarm}/notes", json={"words": "Seen."}).status_code == 200
        after = lead.get(f"/api/v1/alarms/{alarm}").json()
        assert {**after, "shown": None} == {**before, "shown": None}
        first, second = _entries(lead, alarm)[-2:]
        assert (first["event"], first["position"]) == ("NoteAdded", added.json()["position"])
        assert first["personal"]["content"]["words"] == "The police came\nafter all."
        assert list(first["personal"]["content"]["names"].values()) == ["Gunilla Nyström"]
        assert first["facts"]["by"] == first["actor"]["who"]
        page = lead.get(f"/review/as/{alarm}?lang=en").text
        assert "Gunilla Nyström ·" in page
        assert "Stina ·" in page, "an account has a name too"
        assert second["personal"]["content"] == {"words": "Seen."}


def test_a_note_is_hers_has_words_and_a_bound(service: Service) -> None:
    """Nobody writes in another's name, nothing empty, nothing endless; a responder reads no record and adds nothing."""
    with _in(service, "gunilla") as lead, _in(service, "bo") as responder:
        alarm = _over(lead, "note-2")
        notes = f"/api/v1/alarms/{alarm}/notes"
        for said, status, code in (
            ({"words": " \n "}, 400, "empty_note"),
            ({"words": "x" * 2001}, 422, None),
            ({"words": "Not me", "person": "bo"}, 403, "not_yourself"),
            ({"words": "Who", "person": "nobody-here"}, 404, "unknown_person"),
        ):
            answer = lead.post(notes, json=said)
            assert answer.status_code == status, answer.text
            assert code is None or answer.json()["code"] == code
        assert responder.post(notes, json={"words": "I was there"}).status_code == 403
        assert lead.post("/api/v1/alarms/a-none/notes", json={"words": "Nothing"}).status_code in (403, 404)
        assert _entries(lead, alarm)[-1]["event"] == "AlarmClosed"


def test_the_pages_form_needs_no_script(service: Service) -> None:
    """A form that is sent leads back to the page with the note on it; an empty one says why nothing was added."""
    with _in(service, "gunilla") as lead:
        alarm = _over(lead, "note-3")
        sent = lead.post(f"/review/as/{alarm}/notes", data={"words": "Från sidan: å, ä, ö"})
        assert (sent.status_code, sent.headers["location"]) == (303, f"/review/as/{alarm}#notes")
        assert "Från sidan: å, ä, ö" in lead.get(f"/review/as/{alarm}").text
        empty = lead.post(f"/review/as/{alarm}/notes?lang=en", data={"words": "  "})
        assert empty.status_code == 422
        assert "The note was empty, so nothing was added." in empty.text
        long = lead.post(f"/review/as/{alarm}/notes?lang=en", data={"words": "y" * 2001})
        assert "longer than 2000 characters" in long.text
        assert "y" * 2001 in long.text, "what was typed is not lost"
        assert lead.post(f"/review/fjellvik/{alarm}/notes", data={"words": "x"}).status_code in (403, 404)
        elsewhere = lead.post(f"/review/as/{alarm}/notes", data={"words": "x"}, headers={"Origin": "https://evil.test"})
        assert elsewhere.status_code == 403
        assert sum(entry["event"] == "NoteAdded" for entry in _entries(lead, alarm)) == 1


def test_each_form_is_taken_out_and_each_time_stands_in_the_record_of_access(service: Service, tmp_path: Path) -> None:
    """Four files, each named for the alarm; who took which is in a chain of its own."""
    with _in(service, "stina") as security, _in(service, "gunilla") as lead, _in(service, "bo") as responder:
        alarm = _over(lead, "export-1")
        lead.post(f"/api/v1/alarms/{alarm}/notes", json={"words": '=HYPERLINK("http://evil.test";"Å")'})
        for form, kind in (("json", "application/json"), ("csv", "text/csv"), ("pdf", "application/pdf")):
            address = f"/review/as/{alarm}/export.{form}"
            assert responder.get(address).status_code == 403
            answer = security.get(f"{address}?lang=sv")
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-type"].startswith(kind)
            assert answer.headers["content-disposition"] == f'attachment; filename="as-{alarm}.{form}"'
            (tmp_path / f"alarm.{form}").write_bytes(answer.content)
        assert security.get(f"/review/as/{alarm}/export.docx").status_code == 404
        assert security.get("/review/as/a-none/export.json").status_code == 404
        told = json.loads((tmp_path / "alarm.json").read_text())
        table = (tmp_path / "alarm.csv").read_bytes().decode("utf-8-sig")
        assert "'=HYPERLINK" in table
        rows = table.splitlines()[1:]
        assert len(rows) == len(told["positions"])
        assert all(f"{told['sealed']['position']}:{told['sealed']['hash']};" in row for row in rows)
        text = " ".join(page.extract_text() for page in PdfReader(tmp_path / "alarm.pdf").pages)
        assert told["sealed"]["hash"] in "".join(text.split())
        assert _verifies(tmp_path / "alarm.json").startswith(f"HOLDS: entries {told['positions'][0]} to ")
    exported = service.trygg("timeline", "export", "*").stdout.splitlines()
    acts = [one for one in map(json.loads, exported) if one["event"] == "AlarmExported"]
    assert [one["facts"]["form"] for one in acts] == ["json", "csv", "pdf"], "a refused one was not taken"
    assert {one["facts"]["alarm"] for one in acts} == {alarm}


def test_what_others_wrote_in_between_goes_along_without_names(service: Service, tmp_path: Path) -> None:
    """An alarm that goes on while another one comes and ends: its file holds, and says nothing of who was in that."""
    with _in(service, "gunilla") as lead, _in(service, "stina") as security:
        open_, other = _press(security, "between-1", zone="room-214"), _over(lead, "between-2")
        assert other != open_
        lead.post(f"/api/v1/alarms/{open_}/notes", json={"words": "Still on."})
        file = tmp_path / "alarm.json"
        file.write_bytes(lead.get(f"/review/as/{open_}/export.json").content)
        told = json.loads(file.read_text())
        between = [one for one in told["entries"] if one["alarm"] == other]
        assert between
        assert {one["personal"] for one in between} == {None}
        assert {one["mode"] for one in between} == {"actual"}
        assert _verifies(file).startswith("HOLDS"), _verifies(file)


def test_the_page_offers_what_its_reader_may(service: Service) -> None:
    """The safety representative reads, and adds a note; files are for who leads and for security."""
    with _in(service, "gunilla") as lead, _in(service, "siv") as representative:
        alarm = _over(lead, "offers-1")
        for reader, takes in ((lead, True), (representative, False)):
            page = reader.get(f"/review/as/{alarm}").text
            assert f"/review/as/{alarm}/notes" in page
            assert (f"/review/as/{alarm}/export.zip" in page) is takes
            assert (reader.get(f"/review/as/{alarm}/export.json").status_code == 200) is takes


def test_the_package_has_all_that_an_investigation_needs(service: Service, tmp_path: Path) -> None:
    """By page and by command: to read, to count, the plan, the program that checks it, and a manifest that fits."""
    with _in(service, "stina") as security, _in(service, "gunilla") as lead:
        alarm = _over(lead, "package-1")
        answer = security.get(f"/review/as/{alarm}/export.zip?lang=nb")
        assert answer.status_code == 200, answer.text
    by_command = tmp_path / "by-command.zip"
    done = service.trygg("timeline", "package", "as", alarm, "--out", str(by_command), "--lang", "nb")
    assert done.returncode == 0, done.stderr
    assert service.trygg("timeline", "export", "as").returncode == 0
    with _in(service, "gunilla") as lead:
        looks = lead.get(f"/api/v1/alarms/{alarm}/looks").json()
        (by_hand,) = [one for one in looks if one["how"] == "command"]
        assert (by_hand["by"], by_hand["times"]) == (pwd.getpwuid(os.getuid()).pw_name, 2)
        page = lead.get(f"/review/as/{alarm}/privacy?lang=en").text
        assert f"{by_hand['by']}</strong> read it where the service runs (2 ×)" in page
    for number, content in enumerate((answer.content, by_command.read_bytes())):
        folder = tmp_path / str(number)
        zipfile.ZipFile(BytesIO(content)).extractall(folder)
        (inside,) = folder.iterdir()
        assert inside.name == f"as-{alarm}"
        assert {one.name for one in inside.iterdir()} == {
            "README.sv.txt", "README.nb.txt", "README.en.txt", "alarm.pdf", "alarm.csv", "alarm.json", "plan.yaml",
            "verify_export.py", "verify_heads.py", "MANIFEST.sha256",
        }  # fmt: skip
        assert set((inside / "MANIFEST.sha256").read_text().splitlines()) == {
            f"{sha256(one.read_bytes()).hexdigest()}  {one.name}"
            for one in inside.iterdir()
            if one.name != "MANIFEST.sha256"
        }
        assert "office: as" in (inside / "plan.yaml").read_text()
        assert "Alarm:        " + alarm in (inside / "README.nb.txt").read_text()
        assert _verifies(inside / "alarm.json", inside / "verify_export.py").startswith("HOLDS")
    unknown = service.trygg("timeline", "package", "as", "a-none", "--out", str(tmp_path / "none.zip"))
    assert (unknown.returncode, unknown.stderr.strip()) == (1, "trygg: office 'as' has no alarm 'a-none'")
    exported = service.trygg("timeline", "export", "*").stdout.splitlines()
    acts = [one for one in map(json.loads, exported) if one["facts"].get("alarm") == alarm]
    assert [(one["facts"]["form"], one["actor"]["via"]) for one in acts] == [("zip", "api"), ("zip", "cli")]


def _verifies(file: Path, program: Path = PROGRAM) -> str:
    """Return what the offline verifier says of a file."""
    done = subprocess.run([sys.executable, "-I", str(program), str(file)], capture_output=True, text=True, check=False)
    return done.stdout
