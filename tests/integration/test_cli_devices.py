"""Credentials of devices at the command line: the password alone and once, and never in an argument."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from parts.offices import lay_out
from parts.service import environment, trygg
from service.access import device_password

DONE, WRONG, MISUSED = 0, 1, 2
Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in a data folder of its own, with the invented offices."""
    plans = lay_out(tmp_path / "plans")

    def run(*words: str, **settings: str) -> CompletedProcess[str]:
        base = {"TRYGG_DATA_DIR": str(tmp_path / "data"), "TRYGG_PLANS_DIR": str(plans)}
        done = trygg(*words, settings=environment(**base, **settings))
        assert "Traceback" not in done.stderr
        return done

    return run


def test_a_device_from_its_first_credential_to_its_last(run: Run) -> None:
    """Given once, listed, rotated with some hours for both, and revoked."""
    given = run("device", "credential", "as/pendant-1")
    password = given.stdout.removesuffix("\n")
    assert (given.returncode, len(password), password.isalnum()) == (DONE, 32, True)
    assert "The user name is as.pendant-1." in given.stderr
    assert "WITHOUT a credential, and so refused: as/pendant-2" in given.stderr
    assert password not in given.stderr

    again = run("device", "credential", "as/pendant-1")
    assert (again.returncode, again.stdout) == (WRONG, "")
    assert "trygg device rotate" in again.stderr

    rotated = run("device", "rotate", "as/pendant-1", "--old-days", "2")
    assert rotated.returncode == DONE
    assert "as.pendant-1.2" in rotated.stderr
    assert "the old one holds until" in rotated.stderr

    listed = run("device", "list").stdout.splitlines()
    assert [line.split("  ")[:3] for line in listed[:2]] == [
        ["as/pendant-1", "device", "as.pendant-1"],
        ["as/pendant-1", "device", "as.pendant-1.2"],
    ]
    assert "as/pendant-2  no credential" in listed
    assert "as/pendant-2  Berlock 2  worn by bo  at room-115  in use" in listed
    assert password not in "".join(listed)

    assert run("device", "revoke", "as/pendant-1").stdout.startswith("as/pendant-1 is out: 2 of")
    assert run("device", "revoke", "as/pendant-1").returncode == WRONG
    looked = run("doctor").stdout
    assert "ok       broker: anonymous clients are refused; 0 credentials hold" in looked
    assert "MISSING  devices: without a credential, and so refused by the broker: as/pendant-1" in looked


def test_mistakes_are_told_in_a_sentence(run: Run) -> None:
    """A device nobody enrolled, a name that is none, a prefix that would be Trygg's own."""
    unknown = run("device", "credential", "as/nobody")
    assert (unknown.returncode, unknown.stdout) == (WRONG, "")
    assert "--gateway" in unknown.stderr
    for words in (
        ("device", "credential", "pendant-1"),
        ("device", "credential", "service/pendant-1"),
        ("device", "credential", "as/z2m", "--gateway", "trygg/v1"),
        ("broker", "config", "--out", "written"),
    ):
        wrong = run(*words)
        assert (wrong.returncode, wrong.stdout) == (MISUSED, ""), words
        assert wrong.stderr.startswith("trygg: ")


def test_what_a_mosquitto_of_your_own_is_told(run: Run, tmp_path: Path) -> None:
    """The files for it hold digests and no password; a user name in the address is refused, and told why."""
    secret = run("broker", "password").stdout.strip()
    gateway = run("device", "credential", "as/z2m", "--gateway", "zigbee2mqtt").stdout.strip()
    out = tmp_path / "written"
    words = ("broker", "config", "--out", str(out), "--node", "node-1", "--node", "node-2")
    named = run(*words, TRYGG_MQTT_URL=f"mqtt://trygg:{secret}@127.0.0.1")
    assert (named.returncode, out.exists()) == (MISUSED, False)
    assert secret not in named.stderr
    written = run(*words, TRYGG_MQTT_URL=f"mqtt://:{secret}@127.0.0.1")
    assert written.returncode == DONE, written.stderr
    kept = dict(line.split(":") for line in (out / "passwords").read_text().splitlines())
    nodes = [f"trygg-{node}-{session}" for node in ("node-1", "node-2") for session in ("press", "telemetry")]
    assert list(kept) == [*nodes, "as.z2m", "trygg-files"]
    assert device_password.fits(secret, kept["trygg-node-2-press"])
    assert device_password.fits(gateway, kept["as.z2m"])
    everything = "".join(path.read_text() for path in out.iterdir()) + written.stdout + written.stderr
    assert secret not in everything
    assert gateway not in everything
    assert "topic write zigbee2mqtt/#" in (out / "access-list").read_text()
    made = run("broker", "certificate", TRYGG_BROKER_NAMES='["broker.example"]')
    assert (made.returncode, (tmp_path / "data" / "broker-tls" / "ca.pem").exists()) == (DONE, True)
    assert run("broker", "certificate").returncode == WRONG, "without a name there is no certificate"
