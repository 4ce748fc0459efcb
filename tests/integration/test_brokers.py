"""Trygg's own broker and a site's: each by itself, and what happens at one costs nothing at the other."""

import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from devices.family import Source
from devices.inventory import Device, Inventory
from devices.registry import Registry
from parts.ear import Ear, say, until
from parts.mosquitto import Mosquitto, StartMosquitto
from parts.plainspoken import Plainspoken
from parts.post import Post
from parts.process import find_program, free_port
from service.cli.doctor.broker import of_site
from service.dispatch.faults import Faults
from service.ingest.brokers_file import load, own_doors
from service.settings import Settings
from service.wiring.devices import Listening, broker_of

AT_SITE = Source(
    adapter=Plainspoken(press_filters=("said/+/+",), telemetry_filters=("said/#", "state/#")),
    family="plainspoken",
    broker="house",
)
HELP = json.dumps({"word": "press"}).encode()


class House:
    """The site's broker: over TLS, and it asks who it is."""

    def __init__(self, folder: Path, start: StartMosquitto) -> None:
        self._folder = folder
        openssl = find_program("openssl", package="openssl")
        kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
        files: list[str | Path] = ["-keyout", folder / "house.key", "-out", folder / "house.pem"]
        subprocess.run([openssl, "req", *kind, *name, *files], check=True, capture_output=True)
        passwd = find_program("mosquitto_passwd", package="mosquitto")
        users = folder / "users"
        subprocess.run([passwd, "-c", "-b", users, "trygg", "en:hemlig@sak"], check=True, capture_output=True)
        self.broker: Mosquitto = start(
            config={
                "allow_anonymous": "false",
                "password_file": str(users),
                "certfile": str(folder / "house.pem"),
                "keyfile": str(folder / "house.key"),
                "persistence": "true",
                "persistence_location": f"{folder}/",
            },
            tls=True,
        )
        (folder / "house.password").write_text("en:hemlig@sak\n")
        self.file = folder / "brokers.toml"
        self.file.write_text(
            f'[[broker]]\nname = "house"\nurl = "mqtts://127.0.0.1:{self.broker.tls_port}"\n'
            'ca_file = "house.pem"\nuser = "trygg"\npassword_file = "house.password"\n'
        )

    async def says(self, topic: str, payload: bytes = HELP) -> None:
        """Publish as the site's devices do."""
        url = self.broker.url.replace("//", "//trygg:en%3Ahemlig%40sak@")
        await say(url, payload, topic=topic)


@asynccontextmanager
async def _listening(post: Post, own: Mosquitto, file: Path, folder: Path) -> AsyncIterator[Listening]:
    listening = Listening(
        Settings(data_dir=folder, node="node-7"),
        load(file),
        mqtt_url=own.url,
        intake=post.intake,
        store=post.store,
        book=post.book,
        faults=post.faults,
        clock=post.clock,
        on_change=lambda: None,
    )
    listening.brokers.start()
    try:
        yield listening
    finally:
        await listening.brokers.stop()


def _has(post: Post, code: str) -> bool:
    return any(fault.code == code for fault in post.faults.of(Faults.EVERYWHERE))


def _at_house(count: int) -> list[Device]:
    """Return buttons at the house's broker, and one beside them that nobody relies on."""
    worn = Device(office="as", device="spare", name="Spare", broker="house", standing="unissued")
    return [worn, *(replace(worn, device=f"knapp-{n}", standing="in_use") for n in range(count))]


def _counted(post: Post) -> list[str]:
    return [fault.args["count"] for fault in post.faults.of("as") if fault.code == "site_broker_down"]


async def test_what_happens_to_a_sites_broker_costs_nothing_elsewhere(
    tmp_path: Path, mosquitto: StartMosquitto
) -> None:
    """Over TLS with a password; killed, silent and back: it is a fault by name, and the own broker's presses go on."""
    own, house = mosquitto(), House(tmp_path, mosquitto)
    async with Post(tmp_path, sources=[AT_SITE]) as post, _listening(post, own, house.file, tmp_path) as listening:
        await until(lambda: listening.brokers.connected and listening.brokers.is_connected("house"))
        assert not _has(post, "site_broker_down")
        await house.says("said/as/pendant-1")
        assert len(await post.recorded(1)) == 1
        # What both sessions would have is taken once; what is said at the wrong broker is nobody's.
        await say(own.url, HELP, topic="said/as/pendant-2")
        await house.says("trygg/v1/as/pendant-2/press", b"")
        await say(own.url, b'{"id": "1"}', topic="trygg/v1/as/pendant-3/press")
        assert (await post.recorded(2))[1:] == ["as/pendant-3/1"]
        assert len(await post.entries("AlarmRaised", "AlarmJoined")) == 2

        house.broker.kill()
        await until(lambda: _has(post, "site_broker_down"))
        assert not _has(post, "broker_down")
        await say(own.url, b'{"id": "2"}', topic="trygg/v1/as/pendant-4/press")
        await post.recorded(3)
        house.broker.start()
        await until(lambda: not _has(post, "site_broker_down"))
        await house.says("said/as/pendant-5")
        await post.recorded(4)

        os.kill(house.broker.pid, signal.SIGSTOP)  # it takes connections, and answers nothing
        try:
            await until(lambda: _has(post, "site_broker_down"), within=40)
            await say(own.url, b'{"id": "3"}', topic="trygg/v1/as/pendant-6/press")
            await post.recorded(5)
            own.kill()
            own.start()
            await until(lambda: listening.brokers.connected)
        finally:
            os.kill(house.broker.pid, signal.SIGCONT)
        await until(lambda: listening.brokers.is_connected("house"), within=40)


def test_a_devices_broker_is_where_it_was_enrolled() -> None:
    """What is told to a device goes where it is heard; a stranger hears at the own broker."""
    inventory = Inventory([Device(office="as", device="knapp", name="Knapp", broker="house")])
    assert broker_of(Registry(inventory), "trygg/v1/as/knapp/feedback") == "house"
    assert broker_of(Registry(inventory), "trygg/v1/as/other/feedback") == "own"


async def test_feedback_goes_to_the_broker_at_which_a_device_is_heard(
    tmp_path: Path, mosquitto: StartMosquitto
) -> None:
    """And nowhere else; to a broker that nobody has set up nothing goes, and the document that names it is a fault."""
    own, site = mosquitto(), mosquitto()
    file = tmp_path / "brokers.toml"
    file.write_text(f'[[broker]]\nname = "house"\nurl = "{site.url}"\n')
    async with Post(tmp_path, sources=[AT_SITE]) as post, _listening(post, own, file, tmp_path) as listening:
        await until(lambda: listening.brokers.connected and listening.brokers.is_connected("house"))
        async with (
            Ear(site.url, "there", ("#",), clean=True) as there,
            Ear(own.url, "here", ("trygg/v1/as/#",)) as here,
        ):
            assert await listening.brokers.publish("house", "said/as/pendant-1/set", b"1")
            assert await listening.publish("trygg/v1/as/pendant-1/feedback", b"2")
            assert not await listening.brokers.publish("nowhere", "x", b"3")
            assert [message.payload for message in await there.count(1)] == [b"1"]
            assert [message.payload for message in await here.count(1)] == [b"2"]
        # Another document listens elsewhere: the house is left, and is missed by nobody.
        post.intake.registry = Registry(sources=[Source(adapter=AT_SITE.adapter, family="x", broker="attic")])
        await listening.follow()
        assert listening.brokers.listened == ("own",)
        assert _has(post, "site_broker_unknown")
        assert not _has(post, "site_broker_down")
        post.intake.registry = Registry(sources=[AT_SITE])
        await listening.follow()
        await until(lambda: listening.brokers.is_connected("house"))
        assert not _has(post, "site_broker_unknown")
        # Its loss is one line in the office whose buttons are there, with how many they are; a list anew counts anew.
        post.intake.registry = Registry(Inventory(_at_house(2)), sources=[AT_SITE])
        site.kill()
        await until(lambda: _counted(post) == ["2"])
        assert not _has(post, "site_broker_down")
        post.intake.registry = Registry(Inventory(_at_house(3)), sources=[AT_SITE])
        await listening.follow()
        assert _counted(post) == ["3"]
        post.intake.registry = Registry(sources=[AT_SITE])
        await listening.follow()
        assert _counted(post) == ["0"]
        site.start()
        await until(lambda: _counted(post) == [])


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "trygg.example.se", "10.0.0.7"])
def test_trygg_s_own_broker_is_no_broker_of_the_site(tmp_path: Path, host: str) -> None:
    """Whatever it is called: a press there would be heard twice. Another port is another broker."""
    file, secret = tmp_path / "brokers.toml", SecretStr(f"mqtt://trygg:secret@{host.casefold()}:1884")
    file.write_text("".join(f'[[broker]]\nname = "b-{n}"\nurl = "mqtt://{host}:{n}"\n' for n in (1884, 1885)))
    given = Settings(data_dir=tmp_path, mqtt_url=secret)
    site = load(file, own_doors(given, secret.get_secret_value()))
    assert [place.name for place in site.places] == ["b-1885"]
    (error,) = site.errors
    assert "is Trygg's own broker" in error
    assert "take this [[broker]] out" in error
    assert "secret" not in error
    own = Settings(data_dir=tmp_path, broker_host="10.0.0.7", broker_port=1884, broker_names=["trygg.example.se"])
    assert len(load(file, own_doors(own, "mqtt://127.0.0.1:40001")).errors) == 1
    assert load(file, own_doors(own.model_copy(update={"broker_host": None}), None)).errors == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[broker", "is no TOML"),
        ('broker = "house"', "write a [[broker]] for each"),
        ('[[broker]]\nname = "own"\nurl = "mqtt://x"', "choose another name"),
        ('[[broker]]\nname = "a"\nurl = "mqtt://user:secret@x"', "write user, and password_file"),
        ('[[broker]]\nname = "a"\nurl = "mqtt://x"\nuser = "b"', "go together"),
        ('[[broker]]\nname = "a"\nurl = "http://x"', "begins with 'http'"),
        ('[[broker]]\nname = "a"\nurl = "mqtt://x"\nuser = "b"\npassword_file = "gone"', "cannot be read"),
        ('[[broker]]\nname = "a"\nurl = "mqtt://x"\nca_file = "ca.pem"', "TLS would not be used"),
        ('[[broker]]\nname = "a"\nurl = "mqtt://x"\npassword = "secret"', "password: "),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_repeats_no_secret(tmp_path: Path, text: str, words: str) -> None:
    """What is wrong with one broker costs no other one."""
    file = tmp_path / "brokers.toml"
    file.write_text(text)
    [error] = load(file).errors
    assert words in error
    assert "secret" not in error.replace("no secret", "")
    if text.startswith("[[broker]]"):
        file.write_text(f'{text}\n[[broker]]\nname = "b"\nurl = "mqtt://y"\n[[broker]]\nname = "c"\nurl = "mqtt://y"\n')
        site = load(file)
        assert [place.name for place in site.places] == ["b"]
        assert "heard twice" in site.errors[-1]


def test_a_password_stands_in_no_text_about_a_broker(tmp_path: Path) -> None:
    """Neither the place nor its address repeats it; a password of several lines is none."""
    (tmp_path / "pw").write_text("hemlig\n")
    file = tmp_path / "brokers.toml"
    file.write_text('[[broker]]\nname = "a"\nurl = "mqtt://x"\nuser = "b"\npassword_file = "pw"\n')
    [place] = load(file).places
    assert place.address.password == "hemlig"
    assert "hemlig" not in f"{place!r} {place.address!r} {place.address}"
    (tmp_path / "pw").write_text("two\nlines\n")
    assert load(file).errors
    assert load(tmp_path / "no-such-file").errors == ()


async def test_doctor_has_a_line_for_each_broker(tmp_path: Path, mosquitto: StartMosquitto) -> None:
    """One that answers, one that does not, and what is wrong in the file."""
    site = mosquitto()
    (tmp_path / "brokers.toml").write_text(
        f'[[broker]]\nname = "house"\nurl = "{site.url}"\n'
        f'[[broker]]\nname = "attic"\nurl = "mqtt://127.0.0.1:{free_port()}"\n[[broker]]\nname = "own"\nurl = "mqtt://x"\n'
    )
    looks = [str(look) for look in await of_site(Settings(data_dir=tmp_path))]
    assert any("broker house" in look and "lets anybody in" in look for look in looks)
    assert any("broker attic" in look and "does not answer" in look for look in looks)
    assert any("choose another name" in look for look in looks)
