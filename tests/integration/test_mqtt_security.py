"""Coming in with a name and over TLS, against a real mosquitto that demands both."""

import asyncio
import subprocess
from functools import partial
from pathlib import Path

import pytest

from parts.ear import Ear, say, until
from parts.mosquitto import StartMosquitto
from parts.process import find_program


def _says(ear: Ear, words: str) -> bool:
    return words in ear.session.problem


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that trusts nobody but itself, and its key."""
    openssl = find_program("openssl", package="openssl")
    certificate, key = tmp_path / "broker.pem", tmp_path / "broker.key"
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command: list[str | Path] = [openssl, "req", *kind, *name, "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


async def test_name_and_password(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """The right password comes in; a wrong one is refused, and the reason says so."""
    program = find_program("mosquitto_passwd", package="mosquitto")
    passwords = tmp_path / "passwords"
    subprocess.run([program, "-c", "-b", passwords, "trygg", "rätt/lösen:ord"], check=True, capture_output=True)
    broker = mosquitto(config={"allow_anonymous": "false", "password_file": str(passwords)})
    async with Ear(broker.url.replace("//", "//trygg:r%C3%A4tt%2Fl%C3%B6sen%3Aord@")) as ear:
        assert await ear.session.publish("press/one", b"help")
        await ear.count(1)
    wrong = Ear(broker.url.replace("//", "//trygg:wrong@"))
    wrong.session.start()
    await until(lambda: "Not authorized" in wrong.session.problem)
    await wrong.session.stop()


async def test_over_tls(mosquitto: StartMosquitto, certificate: tuple[Path, Path]) -> None:
    """With its certificate trusted, a burst passes over TLS; without, nothing is said to a stranger."""
    trusted, key = certificate
    broker = mosquitto(
        config={"max_inflight_messages": "1000", "certfile": str(trusted), "keyfile": str(key)}, tls=True
    )
    assert broker.tls_port is not None
    secured = f"mqtts://127.0.0.1:{broker.tls_port}"
    async with Ear(f"{secured}?ca={trusted}", receipts=False) as ear:
        async with Ear(broker.url, "device", (), clean=True) as device:
            burst = [device.session.publish("press/one", b"%d" % n * 100) for n in range(200)]
            assert all(await asyncio.gather(*burst))
        heard = await ear.count(200)
        assert [each.payload for each in heard] == [b"%d" % n * 100 for n in range(200)]
        await say(broker.url, bytes(1_000_000))
        assert len((await ear.count(201))[-1].payload) == 1_000_000
    for url, problem in [(secured, "certificate verify failed"), (f"{secured}?ca=/nowhere.pem", "in /nowhere.pem")]:
        stranger = Ear(url)
        stranger.session.start()
        await until(partial(_says, stranger, problem))
        await stranger.session.stop()
