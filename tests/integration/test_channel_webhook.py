"""Signed webhooks over real sockets: taken, refused, slow, broken, and never led astray."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from parts.http_receiver import DROP, HANG, NONSENSE, HttpReceiver, TestAuthority, http_receiver, make_authority
from parts.outgoing import outgoing
from service.notify.port import Address, Handed, NotHandedOver
from service.notify.webhook.channel import WebhookChannel
from service.notify.webhook.settings import SecretError, WebhookSettings

NOW = datetime(2026, 11, 23, 14, 2, 9, 500_000, tzinfo=UTC)
SECRET = b"0123456789abcdef0123456789abcdef"
CENTRE = Address(name="Larmcentralen", receiver="centre")
CALL = outgoing(CENTRE, key="lund-7.12.3.webhook", card={"address": "Storgatan 1"})


class _Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


@pytest.fixture
async def receiver() -> AsyncIterator[HttpReceiver]:
    """A receiver on loopback."""
    async with http_receiver() as made:
        yield made


Make = Callable[..., WebhookChannel]


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Make]:
    """What makes a channel with one receiver, and lets go of it after the test."""
    channels: list[WebhookChannel] = []
    secret = tmp_path / "secret"
    secret.write_text("whsec_" + base64.b64encode(SECRET).decode() + "\n")

    def make(
        url: str, *, allow_private: bool = True, patience_s: float = 5, clock: _Clock | None = None
    ) -> WebhookChannel:
        settings = WebhookSettings(kind="webhook", url=url, secret_file=secret, allow_private=allow_private)
        channels.append(WebhookChannel({"centre": settings}, clock or _Clock(), patience_s=patience_s))
        return channels[-1]

    yield make
    for channel in channels:
        await channel.close()


def _holds(headers: dict[str, str], body: bytes, secret: bytes) -> bool:
    """What a receiver does, in its own few lines."""
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.new(secret, told, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(headers["webhook-signature"], f"v1,{right}")


async def test_a_receiver_can_prove_who_sent_it_and_when(receiver: HttpReceiver, made: Make) -> None:
    """The signature covers id, time and body: with any of them changed, or another secret, it does not hold."""
    channel = made(f"http://127.0.0.1:{receiver.port}/hook?x=1")
    receiver.status = 200
    assert await channel.hand_over(CALL) == Handed(proof="delivered")
    (got,) = receiver.received
    assert got.path == "/hook?x=1"
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert _holds(got.headers, got.body, SECRET)
    assert not _holds(got.headers, got.body + b" ", SECRET)
    assert not _holds({**got.headers, "webhook-timestamp": "1"}, got.body, SECRET)
    assert not _holds({**got.headers, "webhook-id": "other"}, got.body, SECRET)
    assert not _holds(got.headers, got.body, b"another")
    assert got.headers["webhook-timestamp"] == str(int(NOW.timestamp()))


async def test_an_alarm_that_calls_forty_at_once_is_taken_by_one_receiver(receiver: HttpReceiver, made: Make) -> None:
    """However many are handed over at a time, none is turned down for want of a look-up."""
    channel = made(f"http://localhost:{receiver.port}/", patience_s=20)
    calls = [channel.hand_over(outgoing(CENTRE, key=f"a-1.{n}.0.webhook")) for n in range(40)]
    assert await asyncio.gather(*calls) == [Handed(proof="delivered")] * 40
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 40


async def test_it_says_what_is_the_matter_and_names_nobody(receiver: HttpReceiver, made: Make) -> None:
    """The body holds kind, place, role and card; neither who is called nor where she answers is in it."""
    await made(f"http://127.0.0.1:{receiver.port}/").hand_over(CALL)
    said = json.loads(receiver.received[0].body)
    assert said["kind"] == "emergency"
    assert said["zone"] == {"id": "room-114", "name": "Rum 114"}
    assert said["card"] == {"address": "Storgatan 1"}
    assert said["mode"] == "actual"
    assert "Larmcentralen" not in receiver.received[0].body.decode()
    assert "/a/" not in receiver.received[0].body.decode()


async def test_each_try_has_the_same_id_and_a_time_of_its_own(receiver: HttpReceiver, made: Make) -> None:
    """A receiver can tell that two are one, and that neither is an old one played again."""
    clock = _Clock()
    channel = made(f"http://127.0.0.1:{receiver.port}/", clock=clock)
    receiver.answers = [500, 200]
    with pytest.raises(NotHandedOver):
        await channel.hand_over(CALL)
    clock.at += timedelta(seconds=3)
    await channel.hand_over(outgoing(CENTRE, key=CALL.key, repeats=True))
    first, second = (one.headers for one in receiver.received)
    assert first["webhook-id"] == second["webhook-id"] == "lund-7_12_3_webhook"
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert json.loads(receiver.received[1].body)["repeats"] is True


@pytest.mark.parametrize(
    ("status", "reason", "again"),
    [
        (400, "refused", False),
        (401, "wrong_key", False),
        (404, "gone", False),
        (410, "gone", False),
        (413, "refused", False),
        (429, "busy", True),
        (500, "broken_answer", True),
        (503, "busy", True),
        (302, "broken_answer", False),
        (DROP, "broken_answer", True),
        (NONSENSE, "broken_answer", True),
    ],
)
async def test_whatever_is_no_success_is_told_as_what_it_is(
    receiver: HttpReceiver, made: Make, status: int, reason: str, again: bool
) -> None:
    """Every answer has a reason, and says whether a further try can help; no redirect is followed."""
    receiver.status = status
    receiver.more = f"Location: http://127.0.0.1:{receiver.port}/elsewhere\r\n"
    with pytest.raises(NotHandedOver) as wrong:
        await made(f"http://127.0.0.1:{receiver.port}/").hand_over(CALL)
    assert (wrong.value.reason, wrong.value.again) == (reason, again)
    assert len(receiver.received) == 1


async def test_202_proves_less_than_200(receiver: HttpReceiver, made: Make) -> None:
    """Who says that it will look at it later has not said that it has it."""
    receiver.status = 202
    assert await made(f"http://127.0.0.1:{receiver.port}/").hand_over(CALL) == Handed(proof="handed_over")


async def test_a_receiver_that_hangs_is_left_in_time(receiver: HttpReceiver, made: Make) -> None:
    """It is unknown whether it has taken it: a further try says that it repeats."""
    receiver.status = HANG
    with pytest.raises(NotHandedOver) as wrong:
        await made(f"http://127.0.0.1:{receiver.port}/", patience_s=0.3).hand_over(CALL)
    assert (wrong.value.reason, wrong.value.again) == ("too_slow", True)


async def test_nobody_there_is_unreachable(receiver: HttpReceiver, made: Make) -> None:
    """A closed port is told at once, by the probe too."""
    async with http_receiver() as gone:
        port = gone.port
    for ask in (made(f"http://127.0.0.1:{port}/").hand_over(CALL), made(f"http://127.0.0.1:{port}/").probe("centre")):
        with pytest.raises(NotHandedOver) as wrong:
            await ask
        assert (wrong.value.reason, wrong.value.again) == ("unreachable", True)


async def test_an_address_in_the_house_has_to_be_allowed(receiver: HttpReceiver, made: Make) -> None:
    """Without `allow_private` nothing reaches this machine, and not even a connection is made."""
    for host in ("127.0.0.1", "localhost", "[::1]"):
        channel = made(f"https://{host}:{receiver.port}/", allow_private=False)
        with pytest.raises(NotHandedOver) as wrong:
            await channel.hand_over(CALL)
        assert (wrong.value.reason, wrong.value.again) == ("no_address", False)
    assert receiver.connections == 0
    with pytest.raises(ValidationError, match="https"):
        made(f"http://127.0.0.1:{receiver.port}/", allow_private=False)


async def test_a_receiver_nobody_has_set_is_no_route(made: Make) -> None:
    """A plan that names a receiver which routes.toml does not have says so, and is not tried again."""
    channel = made("https://hook.example/")
    for address, reason in ((Address(name="X", receiver="other"), "no_route"), (Address(name="X"), "no_address")):
        with pytest.raises(NotHandedOver) as wrong:
            await channel.hand_over(outgoing(address))
        assert (wrong.value.reason, wrong.value.again) == (reason, False)


async def test_the_certificate_has_to_be_the_receivers(tmp_path: Path, made: Make) -> None:
    """Over TLS the name in the address counts, although the connection goes to the number that was looked at."""
    authority: TestAuthority = make_authority(tmp_path, "hook.example")
    secret = tmp_path / "secret"
    async with http_receiver(authority.server()) as receiver:

        async def look_up(_host: str, _port: int) -> list[str]:
            return ["127.0.0.1"]

        channels: list[WebhookChannel] = []

        def channel(host: str, ca: Path | None) -> WebhookChannel:
            url = f"https://{host}:{receiver.port}/"
            one = WebhookSettings(kind="webhook", url=url, secret_file=secret, allow_private=True, ca=ca)
            channels.append(WebhookChannel({"centre": one}, _Clock(), look_up=look_up))
            return channels[-1]

        await channel("hook.example", authority.ca).hand_over(CALL)
        await channel("hook.example", authority.ca).probe()
        assert receiver.received[0].headers["host"] == f"hook.example:{receiver.port}"
        for wrong in (channel("other.example", authority.ca), channel("hook.example", None)):
            with pytest.raises(NotHandedOver, match="ConnectError"):
                await wrong.hand_over(CALL)
            with pytest.raises(NotHandedOver):
                await wrong.probe()
        assert len(receiver.received) == 1
        for one in channels:
            await one.close()


@pytest.mark.parametrize(
    "text", ["", "whsec_", "whsec_AAAA", "whsec_%%%", "plain words of a length that would do", "å" * 40]
)
def test_a_secret_that_is_none_is_refused_without_being_told(tmp_path: Path, text: str) -> None:
    """A weak or broken secret stops the channel with what to do, and without its own words."""
    (tmp_path / "secret").write_text(text)
    one = WebhookSettings(kind="webhook", url="https://hook.example/", secret_file=tmp_path / "secret")
    with pytest.raises(SecretError, match="openssl rand") as wrong:
        one.secret()
    assert len(text) < 8 or text not in str(wrong.value)
    assert wrong.value.__cause__ is None
