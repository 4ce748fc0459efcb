"""Whatever apprise knows: handed over at most, in time, without its secrets, and without a thread that stays."""

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from parts.http_receiver import DROP, HANG, http_receiver
from parts.outgoing import outgoing
from service.network.aside import Aside, AsideError
from service.notify.other.channel import OtherChannel
from service.notify.other.settings import AddressError, OtherSettings
from service.notify.port import Address, Handed, NotHandedOver

CALL = outgoing(Address(name="Chatten", receiver="chat"), key="lund-7.12.3.other")
SECRET = "tokenthatnobodysees"

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # what apprise loads

Make = Callable[..., OtherChannel]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """What makes a channel with one receiver by its address."""

    def one(address: str, **changed: object) -> OtherChannel:
        (tmp_path / "address").write_text(address + "\n")
        settings = OtherSettings(kind="other", address_file=tmp_path / "address")
        return OtherChannel({"chat": settings}, **changed)  # type: ignore[arg-type]  # what a test changes

    return one


async def test_apprise_hands_it_over_and_says_no_more_than_that(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """The service gets the neutral sentence and the link; refused, hung up on or not: no line tells the address."""
    caplog.set_level(logging.DEBUG)
    async with http_receiver() as service:
        channel = make(f"json://user:{SECRET}@127.0.0.1:{service.port}/{SECRET}")
        await channel.probe("chat")
        assert service.received == []
        assert await channel.hand_over(CALL) == Handed(proof="handed_over")
        body = service.received[0].body.decode()
        assert CALL.neutral in body
        assert CALL.link is not None
        assert CALL.link in body.replace("\\/", "/")
        assert "114" not in body
        for status in (500, DROP, 302):
            service.status = status
            service.more = "Location: /elsewhere\r\n"
            with pytest.raises(NotHandedOver) as wrong:
                await channel.hand_over(CALL)
            assert (wrong.value.reason, wrong.value.again) == ("unreachable", True)
            assert SECRET not in repr(wrong.value)
        assert len(service.received) == 4
    assert SECRET not in caplog.text


async def test_a_service_that_hangs_is_left_in_time(make: Make) -> None:
    """The thread stays behind for as long as apprise waits, and nobody else waits for it."""
    async with http_receiver() as service:
        service.status = HANG
        channel = make(f"json://127.0.0.1:{service.port}/", patience_s=0.5)
        with pytest.raises(NotHandedOver) as wrong:
            await channel.hand_over(CALL)
        assert wrong.value.again


async def test_a_plug_in_that_raises_is_a_broken_answer(make: Make) -> None:
    """Whatever is raised, it is told without its words."""

    def send(address: str, _text: str, _patience_s: float) -> bool:
        raise RuntimeError(address)

    with pytest.raises(NotHandedOver) as wrong:
        await make(f"json://{SECRET}", send=send).hand_over(CALL)
    assert (wrong.value.reason, wrong.value.again) == ("broken_answer", True)
    assert SECRET not in repr(wrong.value)


async def test_an_address_that_apprise_does_not_know_is_told(make: Make) -> None:
    """By the probe before anybody is called, and by the notice."""
    channel = make("nosuchservice://x")
    for ask in (channel.probe, lambda: channel.hand_over(CALL)):
        with pytest.raises(NotHandedOver) as wrong:
            await ask()
        assert (wrong.value.reason, wrong.value.again) == ("no_address", False)
    for address, reason in ((Address(name="X"), "no_address"), (Address(name="X", receiver="none"), "no_route")):
        with pytest.raises(NotHandedOver) as wrong:
            await channel.hand_over(outgoing(address))
        assert wrong.value.reason == reason


@pytest.mark.parametrize("text", ["", "json", "json://x\njson://y", "json://" + "x" * 3000])
def test_an_address_file_that_is_none_is_refused_without_being_told(tmp_path: Path, text: str) -> None:
    """One line with an address, or a message that says so."""
    (tmp_path / "address").write_text(text)
    with pytest.raises(AddressError) as wrong:
        OtherSettings(kind="other", address_file=tmp_path / "address").address()
    assert "xxx" not in str(wrong.value)


def test_apprise_is_not_loaded_with_the_service() -> None:
    """Its import takes long: only a receiver that needs it pays for it."""
    asked = "import sys, service.notify.other.channel as c; c.OtherChannel({}); print('apprise' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=50, check=True)
    assert told.stdout.strip() == "False"


async def test_a_work_waits_its_turn() -> None:
    """Twenty at once in two places: each has its turn, none is turned down."""
    aside = Aside("test", most=2)
    works = [aside.run(lambda n=n: n, patience_s=40) for n in range(20)]  # type: ignore[misc]  # its own number each
    assert await asyncio.gather(*works) == list(range(20))


async def test_works_beside_the_service_are_few_and_bounded() -> None:
    """What hangs fills its own places alone; a place is free again when its work ends, and what fails says so."""
    aside, go_on = Aside("test", most=2), threading.Event()
    for _ in range(2):
        with pytest.raises(AsideError, match="took longer"):
            await aside.run(lambda: go_on.wait(30), patience_s=0.05)
    with pytest.raises(AsideError) as wrong:
        await aside.run(lambda: None, patience_s=0.2)
    assert wrong.value.busy
    go_on.set()
    async with asyncio.timeout(30):
        while True:
            try:
                assert await aside.run(lambda: 7, patience_s=20) == 7
                break
            except AsideError:
                await asyncio.sleep(0.01)
    with pytest.raises(ZeroDivisionError):
        await aside.run(lambda: 1 // 0, patience_s=20)
