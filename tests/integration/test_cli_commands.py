"""The command line as an operator meets it: exit codes, sentences instead of tracebacks, what is printed."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from parts.mosquitto import Mosquitto, StartMosquitto
from parts.offices import AS, DEVICES, lay_out
from parts.process import free_port, wait_until
from parts.service import Service, environment, trygg
from service.store.versions import NEWEST, VERSIONS

DONE, WRONG, MISUSED = 0, 1, 2

pytestmark = pytest.mark.timeout(240)  # each command is a process of its own, on a machine that may be busy


@dataclass(frozen=True, kw_only=True)
class Running:
    """A service beside which commands are run."""

    broker: Mosquitto
    service: Service


@pytest.fixture
def running(mosquitto: StartMosquitto, tmp_path: Path) -> Iterator[Running]:
    """A service with the invented offices."""
    broker = mosquitto()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        yield Running(broker=broker, service=service)


def test_press_verify_export_doctor(running: Running) -> None:
    """Beside a running service a press raises, the record holds, it is exported, and doctor says what is missing."""
    service = running.service
    pressed = service.trygg("press", "as", "pendant-1", "--id", "mine", "--zone", "room-115")
    assert (pressed.returncode, pressed.stdout) == (DONE, "pressed as/pendant-1 as mine\n"), pressed.stderr
    assert wait_until(lambda: len(service.alarms("as")) == 1)
    assert service.alarms("as")[0]["zone"] == "room-115"

    holds = service.trygg("timeline", "verify", "as")
    assert holds.returncode == DONE
    head = holds.stdout.rsplit(" ", 1)[1].strip()
    position = int(holds.stdout.split(", ")[1].split()[0])
    assert service.trygg("timeline", "verify", "as", "--anchor", f"{position}:{head}").returncode == DONE
    forged = service.trygg("timeline", "verify", "as", "--anchor", f"{position}:{'0' * 64}")
    assert forged.returncode == WRONG
    assert "DOES NOT HOLD" in forged.stdout

    exported = service.trygg("timeline", "export", "as")
    entries = [json.loads(line) for line in exported.stdout.splitlines()]
    assert exported.returncode == DONE
    assert [entry["event"] for entry in entries[:2]] == ["PlanPublished", "AlarmRaised"]
    assert len(entries) >= position  # the alarm goes on meanwhile
    assert [entry["position"] for entry in entries] == list(range(1, len(entries) + 1))

    looked = service.trygg("doctor")
    assert looked.returncode == WRONG  # there are no accounts yet
    assert "ok       plan as.yaml: can be used" in looked.stdout
    assert "ok       record: can be read and holds" in looked.stdout
    assert f"MISSING  broker: {running.broker.url} answers, and lets in whoever reaches it" in looked.stdout
    assert "MISSING  accounts" in looked.stdout
    _no_traceback(looked.stderr)


def test_mistakes_around_the_record(tmp_path: Path) -> None:
    """A record that is missing, made by a newer Trygg, or asked for wrongly is told in a sentence."""
    settings = environment(TRYGG_DATA_DIR=str(tmp_path / "data"), TRYGG_PLANS_DIR=str(lay_out(tmp_path / "plans")))
    _says(trygg("timeline", "verify", settings=settings), WRONG, "there is no record")
    _says(trygg("timeline", "verify", "--anchor", "1:abc", settings=settings), MISUSED, "--anchor needs an office")
    _says(trygg("timeline", "verify", "as", "--anchor", "1:abc", settings=settings), MISUSED, "POSITION:HASH")
    made = trygg("migrate", settings=settings)
    assert (made.returncode, made.stdout) == (DONE, "The schema is up to date.\n")
    _says(trygg("migrate", "--to", "base", settings=settings), MISUSED, "take the whole record away")
    back = trygg("migrate", "--to", VERSIONS[-2], settings=settings)
    assert (back.returncode, back.stdout) == (DONE, f"The schema was {NEWEST} and is {VERSIONS[-2]} now.\n")
    assert trygg("migrate", settings=settings).returncode == DONE
    empty = trygg("timeline", "verify", settings=settings)
    assert (empty.returncode, empty.stdout) == (DONE, "The record is empty: no office has an entry yet.\n")
    _says(trygg("timeline", "verify", "nowhere", settings=settings), MISUSED, "no record of an office 'nowhere'")
    _says(trygg("timeline", "export", "nowhere", settings=settings), WRONG, "no record of an office 'nowhere'")
    with sqlite3.connect(tmp_path / "data" / "trygg.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.execute("DELETE FROM meta WHERE name = 'beside'")
    raw.close()
    for command in (("migrate",), ("timeline", "verify"), ("serve",)):
        _says(trygg(*command, settings={**settings, "TRYGG_HTTP_PORT": "0"}), WRONG, "schema 9999")


@pytest.mark.parametrize(
    ("settings", "config", "said"),
    [
        ({"TRYGG_HTTP_PORT": "many"}, None, "TRYGG_HTTP_PORT"),
        ({"TRYGG_NODE": "Node One"}, None, "TRYGG_NODE"),
        ({}, "http_port = [", "settings.toml"),
        ({}, "http_prot = 8080\n", "HTTP_PROT"),
        ({}, "\x00\x01", "settings.toml"),
        ({"TRYGG_DATABASE_URL": "mysql://somewhere"}, None, "neither sqlite:///"),
    ],
)
def test_wrong_settings(settings: dict[str, str], config: str | None, said: str, tmp_path: Path) -> None:
    """A setting that is unknown or does not fit, and a configuration that cannot be read, are named in a sentence."""
    given = []
    if config is not None:
        (tmp_path / "settings.toml").write_text(config)
        given = ["--config", str(tmp_path / "settings.toml")]
    done = trygg("migrate", *given, settings=environment(TRYGG_DATA_DIR=str(tmp_path / "data"), **settings))
    assert done.returncode in (WRONG, MISUSED)
    assert said in done.stderr
    _no_traceback(done.stderr)


def test_a_missing_configuration(tmp_path: Path) -> None:
    """A configuration file that does not exist is named."""
    _says(trygg("doctor", "--config", str(tmp_path / "none.toml")), MISUSED, "none.toml does not exist")


def test_a_press_that_cannot_be_sent() -> None:
    """Without a broker, at a wrong address or under a wrong name a press ends with a sentence that says what to do."""
    nobody = f"mqtt://127.0.0.1:{free_port()}"
    _says(trygg("press", "as", "pendant-1", "--broker", nobody), WRONG, "is the broker at")
    _says(trygg("press", "as", "pendant-1", "--broker", "http://127.0.0.1"), MISUSED, "mqtt://host:1883")
    _says(trygg("press", "as", "pen/dant", "--broker", nobody), MISUSED, "pen/dant")
    told = trygg("press", "as", "pendant-1", "--broker", "mqtt://pendant:hemligt@127.0.0.1:1")
    _says(told, MISUSED, "leave it out of --broker")
    assert "hemligt" not in told.stdout + told.stderr


def test_plan_check_and_show(tmp_path: Path) -> None:
    """A good plan ends with 0 and its warnings, a faulty one with 1 and file, line, column and the mend."""
    checked = trygg("plan", "check", str(AS))
    assert checked.returncode == DONE
    assert "Medborgarkontoret Ås: the plan can be used" in checked.stdout
    faulty = tmp_path / "as.yaml"
    faulty.write_text(AS.read_text().replace("home: desk-1", "home: desk-eleven", 1))
    line = next(n for n, text in enumerate(faulty.read_text().splitlines(), 1) if "desk-eleven" in text)
    wrong = trygg("plan", "check", "as.yaml", folder=tmp_path)
    assert wrong.returncode == WRONG
    assert f"as.yaml:{line}:" in wrong.stdout
    assert "desk-eleven" in wrong.stdout
    shown = trygg("plan", "show", str(AS))
    assert shown.returncode == DONE
    assert "Hassan Yusuf" in shown.stdout
    _says(trygg("plan", "check", "none.yaml", folder=tmp_path), MISUSED, "none.yaml")
    faulty.write_bytes(b"\xff\x00[")
    garbage = trygg("plan", "check", str(faulty))
    assert garbage.returncode == WRONG
    _no_traceback(garbage.stderr)


def test_plan_resolve(tmp_path: Path) -> None:
    """Who does what with the reason for each name, and how she is known to be there; unknown words are named."""
    asked = ["plan", "resolve", str(AS), "--at", "2026-11-23T10:00", "--zone", "room-114", "--presser", "anna"]
    done = trygg(*asked, "--absent", "gunilla", "--here", "bo")
    assert done.returncode == DONE, done.stderr
    lines = done.stdout.splitlines()
    assert "Nearest colleague: Bo Lind, waits at the door. Nearest: 11 seconds on foot. Here today." in lines
    deputy = "Manager and lead: Cecilia Ström. Deputy for Gunilla Nyström, who is away today."
    assert any(line.startswith(deputy) for line in lines), done.stdout
    assert not any("Anna Berg" in line for line in lines)
    short = trygg(*asked, "--absent", "ida", "--lang", "nb")
    assert (short.returncode, "1 mangler" in short.stdout) == (WRONG, True), short.stdout
    _says(trygg(*asked, "--here", "boo"), MISUSED, "Did you mean “bo”?")


def test_a_plan_that_fails_its_scenarios_is_warned_of(tmp_path: Path) -> None:
    """What a plan does not do of what the file in scenarios/ expects is a warning; the plan can be used."""
    (tmp_path / "scenarios").mkdir()
    plan, scenarios = tmp_path / "as.yaml", tmp_path / "scenarios" / "as.yaml"
    plan.write_text(AS.read_text())
    scenarios.write_text((AS.parent / "scenarios" / "as.yaml").read_text().replace("manager, within: 20 s", "manager"))
    passes = trygg("plan", "check", str(plan))
    assert (passes.returncode, "T010" in passes.stdout) == (DONE, False), passes.stdout
    scenarios.write_text(scenarios.read_text().replace("called: manager}", "called: manager, within: 2 s}"))
    fails = trygg("plan", "check", str(plan), "--lang", "sv")
    assert (fails.returncode, fails.stdout.count("varning T010")) == (DONE, 1), fails.stdout
    assert f"{scenarios}:8:9:" in fails.stdout


def test_device_decode() -> None:
    """Each line is answered by one line, garbage too; a press is told as a press, a retained one as ignored."""
    lines = [
        json.dumps({"topic": "trygg/v1/as/pendant-1/press", "payload": '{"id": "7"}', "retain": False}).encode(),
        json.dumps({"topic": "trygg/v1/as/pendant-1/press", "payload": "", "retain": True}).encode(),
        b"garbage",
        b"\xff\xfe",
        b"[]",
        json.dumps({"topic": 7}).encode(),
    ]
    done = trygg("device", "decode", "--devices", str(DEVICES), given=b"\n".join(lines) + b"\n")
    _no_traceback(done.stderr)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    assert answers[0]["signals"][0]["kind"] == "press"
    assert all(signal["kind"] != "press" for signal in answers[1]["signals"])
    assert all({"device", "signals"} <= answer.keys() for answer in answers)


def test_no_command_is_help() -> None:
    """Without a command, and with one that nobody knows, the usage is shown and the code is 2."""
    assert trygg().returncode == MISUSED
    unknown = trygg("fly")
    assert unknown.returncode == MISUSED
    _no_traceback(unknown.stderr)


def _says(done: CompletedProcess[str], code: int, words: str) -> None:
    """Check that a command ended with a code, and with words that are no traceback."""
    told = done.stdout + done.stderr
    assert done.returncode == code, told
    assert words in told.replace("\n", " "), told
    _no_traceback(told)


def _no_traceback(told: str) -> None:
    assert "Traceback" not in told, told
