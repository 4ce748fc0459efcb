"""A real Prometheus, set up as the page says, asks a node of which strangers learn nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.pages import ROOT
from parts.process import Process, dying_with_parent, find_program, free_port, wait_until
from parts.service import Service
from parts.unencrypted import NO_TLS

MONITORING = ROOT / "deploy" / "monitoring"
PASSWORD = "en lång mening om regn\n".encode()


@contextmanager
def _prometheus(folder: Path, target: str, token: str) -> Iterator[httpx2.Client]:
    """Run the job of deploy/monitoring against one node without TLS, at a hurry; return who asks it."""
    folder.mkdir()
    (folder / "token").write_text(f"{token}\n")
    text = (MONITORING / "prometheus.yaml").read_text()
    for there, here in (
        ("trygg.rules.yaml", str(MONITORING / "trygg.rules.yaml")),
        ("scrape_interval: 15s", "scrape_interval: 1s"),
        ("scheme: https", "scheme: http"),
        ("/etc/prometheus/trygg.token", str(folder / "token")),
        ("[trygg-1.example.org, trygg-2.example.org, trygg-3.example.org]", json.dumps([target])),
    ):
        assert text.count(there) == 1, there
        text = text.replace(there, here)
    (folder / "prometheus.yml").write_text(f"global: {{evaluation_interval: 1s}}\n{text}")
    port = free_port()
    program = find_program("prometheus", package="prometheus")
    words = [f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
    command = dying_with_parent([program, *words, f"--web.listen-address=127.0.0.1:{port}"])
    process = Process(command, log=folder / "prometheus.log")
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=10.0, trust_env=False, verify=NO_TLS) as asking:
            process.wait_ready(lambda: _is_ready(asking))
            yield asking
    finally:
        process.end()


def _is_ready(asking: httpx2.Client) -> bool:
    try:
        return asking.get("/-/ready").status_code == 200
    except httpx2.TransportError:
        return False


def _value(asking: httpx2.Client, expression: str) -> str | None:
    """Return the one value of an expression now; None while there is none."""
    answer: dict[str, Any] = asking.get("/api/v1/query", params={"query": expression}).json()
    found = answer["data"]["result"]
    return found[0]["value"][1] if found else None


@pytest.mark.timeout(180)  # a service, a broker and Prometheus, on a machine that may be busy
def test_it_reads_the_figures_with_its_token_and_nothing_without(tmp_path: Path, mosquitto: StartMosquitto) -> None:
    """The job's name is the one that the rules go by, each rule can be worked out, and none of them is on."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), mosquitto().url) as service:
        assert service.trygg("user", "add", "olle", "Olle", "--role", "operator", given=PASSWORD).returncode == 0
        token = service.trygg("token", "create", "prometheus", "--role", "metrics").stdout.strip()
        assert wait_until(lambda: service.http.get("/metrics").status_code == 401, within=30)
        target = service.url.removeprefix("http://")
        with _prometheus(tmp_path / "right", target, token) as asking:
            assert wait_until(lambda: _value(asking, 'up{job="trygg"}') == "1", within=60)
            assert wait_until(lambda: _value(asking, "min(trygg_up)") == "1", within=60)
            assert wait_until(lambda: _states(asking, "health") == {"ok"}, within=60)
            assert "firing" not in _states(asking, "state")
        with _prometheus(tmp_path / "wrong", target, f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}") as asking:
            assert wait_until(lambda: _value(asking, 'up{job="trygg"}') == "0", within=60)
            assert _value(asking, "count({__name__=~'trygg_.+'})") is None


def _states(asking: httpx2.Client, what: str) -> set[str]:
    """Return how the rules are: what each of them says of itself."""
    groups = asking.get("/api/v1/rules").json()["data"]["groups"]
    return {rule[what] for group in groups for rule in group["rules"] if what in rule}
