"""Web push to a push service over real sockets, read as a browser would."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from parts.browser_push import BrowserPush, vapid_claims
from parts.http_receiver import DROP, HANG, NONSENSE, HttpReceiver, TestAuthority, http_receiver, make_authority
from parts.outgoing import outgoing
from service.notify.outward import Outward
from service.notify.port import Address, Handed, NotHandedOver, Outgoing
from service.notify.push.channel import PushChannel
from service.notify.push.settings import PushSettings
from service.notify.push.vapid import kept_key

SETTINGS = PushSettings(subject="mailto:larm@example.se", services=("push.example", "localhost"))


class _Kept:
    """The subscriptions that are kept, by hand."""

    def __init__(self) -> None:
        self.endpoints_kept: list[str] = []
        self.forgotten: list[str] = []
        self.fails = False

    async def forget(self, endpoint: str) -> None:
        if self.fails:
            raise OSError("the store is away")
        self.forgotten.append(endpoint)

    async def endpoints(self) -> list[str]:
        return self.endpoints_kept


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TestAuthority:
    """Whose certificates the channel trusts in these tests."""
    return make_authority(tmp_path_factory.mktemp("authority"), "push.example")


@pytest.fixture
async def service(authority: TestAuthority) -> AsyncIterator[HttpReceiver]:
    """A push service on loopback."""
    async with http_receiver(authority.server()) as made:
        yield made


Make = Callable[..., PushChannel]


@pytest.fixture
async def make(authority: TestAuthority, tmp_path: Path) -> AsyncIterator[Make]:
    """What makes a channel that finds the push service."""
    made: list[PushChannel] = []

    async def look_up(host: str, _port: int) -> list[str]:
        assert host == "push.example"
        return ["127.0.0.1"]

    def one(kept: _Kept | None = None, patience_s: float = 5) -> PushChannel:
        way = Outward(patience_s=patience_s, allow_private=True, ca=authority.ca, look_up=look_up)
        made.append(PushChannel(SETTINGS, kept_key(tmp_path), kept or _Kept(), way))
        return made[-1]

    yield one
    for channel in made:
        await channel.close()


def _browser(service: HttpReceiver, name: str = "bo") -> BrowserPush:
    return BrowserPush(f"https://push.example:{service.port}/push/{name}")


def _to(*browsers: BrowserPush, **changed: object) -> Outgoing:
    return outgoing(Address(name="Bo", subscriptions=tuple(one.subscription for one in browsers)), **changed)


async def test_the_browser_reads_a_neutral_sentence_and_where_to_go(service: HttpReceiver, make: Make) -> None:
    """What was encrypted is the sentence, the page's address, a tag and where it reports: nothing of what is wrong."""
    bo, channel = _browser(service), make()
    callback = "https://larm.example.se/api/v1/notices/lund-7.12.3.push/report/AbCd"
    assert await channel.hand_over(_to(bo, callback=callback)) == Handed(proof="handed_over")
    (got,) = service.received
    opened = bo.read(got.body)
    assert json.loads(opened) == {
        "text": "Dagboken har en ny anteckning till dig.",
        "address": "/p/lund?alarm=lund-7",
        "tag": got.headers["topic"],
        "report": "/api/v1/notices/lund-7.12.3.push/report/AbCd",
    }
    assert got.path == "/push/bo"


async def test_it_is_urgent_and_does_not_live_long(service: HttpReceiver, make: Make) -> None:
    """High urgency, minutes to live, one topic to an alarm, and the service's own signature for this push service."""
    bo, channel = _browser(service), make()
    await channel.hand_over(_to(bo))
    await channel.hand_over(_to(bo, purpose="over"))
    await channel.hand_over(_to(bo, alarm="lund-8"))
    call, over, other = (one.headers for one in service.received)
    assert (call["urgency"], call["ttl"], call["content-encoding"]) == ("high", "180", "aes128gcm")
    assert over["urgency"] == "normal"
    assert call["topic"] == over["topic"] != other["topic"]
    assert len(call["topic"]) == 32
    claims, key = vapid_claims(call["authorization"])
    assert claims["aud"] == "https://push.example"
    assert claims["sub"] == "mailto:larm@example.se"
    assert key == channel.public_key


async def test_every_push_is_as_long_as_every_other(service: HttpReceiver, make: Make) -> None:
    """The push service learns nothing from the length, and a long text is cut to fit."""
    bo, channel = _browser(service), make()
    await channel.hand_over(_to(bo))
    await channel.hand_over(_to(bo, neutral="å" * 5_000, callback="https://larm.example.se/" + "x" * 200))
    assert len(service.received[0].body) == len(service.received[1].body) < 4096
    assert json.loads(bo.read(service.received[1].body))["text"] == "å" * 200


@pytest.mark.parametrize(
    ("status", "reason", "again"),
    [
        (400, "refused", False),
        (403, "wrong_key", False),
        (413, "refused", False),
        (429, "busy", True),
        (500, "broken_answer", True),
        (503, "busy", True),
        (307, "broken_answer", False),
        (DROP, "broken_answer", True),
        (NONSENSE, "broken_answer", True),
    ],
)
async def test_a_push_service_that_does_not_take_it(
    service: HttpReceiver, make: Make, status: int, reason: str, again: bool
) -> None:
    """Each answer has its reason; nothing is forgotten for it, and a redirect leads nowhere."""
    service.status, kept = status, _Kept()
    service.more = "Location: /elsewhere\r\n"
    with pytest.raises(NotHandedOver) as wrong:
        await make(kept).hand_over(_to(_browser(service)))
    assert (wrong.value.reason, wrong.value.again, kept.forgotten) == (reason, again, [])
    assert len(service.received) == 1
    assert "push/bo" not in repr(wrong.value) + repr(wrong.value.__cause__)


async def test_a_browser_with_another_key_does_not_make_the_way_look_down(service: HttpReceiver, make: Make) -> None:
    """Whoever has an account could subscribe so: where the push service takes others, its refusal is about this one."""
    channel = make()
    for status, is_hers in ((403, False), (201, None), (403, True), (400, True), (403, True)):
        service.status = status
        if is_hers is None:
            await channel.hand_over(_to(_browser(service, "bo")))
            continue
        with pytest.raises(NotHandedOver) as wrong:
            await channel.hand_over(_to(_browser(service, "mallory")))
        assert wrong.value.is_hers is is_hers
    service.status, hers = 403, list[bool]()
    for name in ("a", "b", "c"):
        with pytest.raises(NotHandedOver) as wrong:
            await channel.hand_over(_to(_browser(service, name)))
        hers.append(wrong.value.is_hers)
    assert not hers[-1], "everybody is turned down: it is the key"


@pytest.mark.parametrize("status", [404, 410])
async def test_a_subscription_that_is_no_more_is_forgotten(service: HttpReceiver, make: Make, status: int) -> None:
    """It is taken out, and if the store is away the notice's fate is told all the same."""
    service.status, kept, bo = status, _Kept(), _browser(service)
    for fails in (False, True):
        kept.fails = fails
        with pytest.raises(NotHandedOver) as wrong:
            await make(kept).hand_over(_to(bo))
        assert (wrong.value.reason, wrong.value.again) == ("gone", False)
    assert kept.forgotten == [bo.endpoint]


async def test_one_telephone_that_has_it_is_enough(service: HttpReceiver, make: Make) -> None:
    """A telephone that hangs holds up neither the other one nor the notice; one that is gone is forgotten."""
    kept, first, second, third = _Kept(), _browser(service, "a"), _browser(service, "b"), _browser(service, "c")
    service.answers = [HANG, 410, 201]
    async with asyncio.timeout(4):
        await make(kept, patience_s=5).hand_over(_to(first, second, third))
    assert len(kept.forgotten) <= 1


async def test_of_several_that_failed_the_most_hopeful_counts(service: HttpReceiver, make: Make) -> None:
    """Where one telephone may still be reached a further try is worth it."""
    service.answers = [410, 503]
    with pytest.raises(NotHandedOver) as wrong:
        await make().hand_over(_to(_browser(service, "a"), _browser(service, "b")))
    assert (wrong.value.reason, wrong.value.again) == ("busy", True)


async def test_a_push_service_that_hangs_is_left_in_time(service: HttpReceiver, make: Make) -> None:
    """Nobody knows whether it has taken it; the browser shows two with one tag as one."""
    service.status = HANG
    with pytest.raises(NotHandedOver) as wrong:
        await make(patience_s=0.3).hand_over(_to(_browser(service)))
    assert (wrong.value.reason, wrong.value.again) == ("too_slow", True)


async def test_without_a_telephone_there_is_no_address(make: Make) -> None:
    """The next route is taken at once."""
    with pytest.raises(NotHandedOver) as wrong:
        await make().hand_over(_to())
    assert (wrong.value.reason, wrong.value.again) == ("no_address", False)


async def test_a_broken_row_is_no_address(service: HttpReceiver, make: Make) -> None:
    """Keys that are none never reach the encryption."""
    row = {**_browser(service).subscription, "p256dh": "AAAA"}
    with pytest.raises(NotHandedOver) as wrong:
        await make().hand_over(outgoing(Address(name="Bo", subscriptions=(row,))))
    assert (wrong.value.reason, wrong.value.again) == ("no_address", False)
    assert service.received == []


async def test_a_probe_asks_each_push_service_and_sends_nothing(service: HttpReceiver, make: Make) -> None:
    """It connects to each that telephones subscribe at: one that answers is a way."""
    kept = _Kept()
    await make(kept).probe()
    kept.endpoints_kept = [_browser(service, name).endpoint for name in "abc"]
    await make(kept).probe()
    kept.endpoints_kept = [f"https://push.example:{service.port + 1}/x", _browser(service).endpoint]
    await make(kept).probe()
    assert service.received == []
    kept.endpoints_kept = [f"https://push.example:{service.port + 1}/x", "http://push.example/x"]
    with pytest.raises(NotHandedOver):
        await make(kept).probe()


async def test_by_default_no_push_goes_to_this_machine(service: HttpReceiver, tmp_path: Path) -> None:
    """A browser that says it subscribes at an address of the house is never sent anything."""
    channel = PushChannel(SETTINGS, kept_key(tmp_path), _Kept())
    bo = BrowserPush(f"https://localhost:{service.port}/x")
    with pytest.raises(NotHandedOver) as wrong:
        await channel.hand_over(_to(bo))
    assert (wrong.value.reason, service.connections) == ("no_address", 0)
