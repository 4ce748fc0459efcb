"""The configuration written for mosquitto, and the waits between attempts to reach a broker."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ingest.mosquitto_config import mosquitto_config
from service.ingest.mqtt import backoff


@pytest.mark.parametrize(
    "line",
    [
        "listener 1899 127.0.0.1",
        "allow_anonymous true",
        "user anna",
        "persistence true",
        "persistence_location /var/lib/trygg data",
        "autosave_on_changes true",
        "autosave_interval 1",
        "max_inflight_messages 1000",
        "max_queued_messages 20000",
        "max_packet_size 2097152",
        "sys_interval 0",
        "set_tcp_nodelay true",
    ],
)
def test_the_configuration_says(line: str) -> None:
    """Each choice the rest of Trygg counts on stands in the configuration, exactly once."""
    text = mosquitto_config(Path("/var/lib/trygg data"), 1899, "anna")
    assert text.splitlines().count(line) == 1


def test_one_listener_and_on_loopback_only() -> None:
    """Anonymous access is given nowhere but on loopback."""
    text = mosquitto_config(Path("/data"), 1899, "anna")
    assert [line for line in text.splitlines() if line.startswith("listener")] == ["listener 1899 127.0.0.1"]


def test_nothing_is_dropped_behind_a_receipt() -> None:
    """The limit above which mosquitto would give a receipt and drop the message is not used."""
    words = [line.split()[0] for line in mosquitto_config(Path("/data"), 1899, "anna").splitlines() if line.strip()]
    assert "message_size_limit" not in words


@given(st.integers(min_value=0, max_value=10_000), st.integers())
def test_waits_grow_and_stay_bounded(failures: int, seed: int) -> None:
    """The wait begins at 0.1 s, never falls as failures mount, and stays under 2.5 s with its jitter."""
    wait = backoff(failures, random.Random(seed))
    assert 0.1 <= wait <= 2.5
    assert wait <= backoff(failures + 1, random.Random(seed))
    assert wait == backoff(failures, random.Random(seed))
