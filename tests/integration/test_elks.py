"""Text messages and calls over 46elks, against a provider that answers rightly, slowly, wrongly, twice and never."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from parts.elks import PASSWORD, USERNAME, FakeElks, Mood
from service.network.address import ANYTHING
from service.notify.http import LARGEST, Http
from service.notify.links import Links
from service.notify.port import REASONS, Address, NotHandedOver, Outgoing
from service.notify.sms import channel as sms
from service.notify.sms.settings import ElksSettings as SmsSettings
from service.notify.voice import channel as voice
from service.notify.voice.settings import ElksSettings as VoiceSettings

LINKS = Links(b"s" * 32, "https://larm.example.se")
NOTICE = Outgoing(
    key="as-1.7.0.sms",
    repeats=False,
    office="as",
    office_name="Storgatan",
    alarm="as-1",
    mode="actual",
    kind="emergency",
    purpose="call",
    language="sv",
    address=Address(name="Bo Lind", phone="+46 70-123 45 67"),
    neutral="Du behövs nu (3f2a). Svara genast.",
    full="Överfallslarm: rum 3, Storgatan. Du är: väktare.",
    at=datetime(2026, 11, 28, 9, 0, tzinfo=UTC),
    link=LINKS.answer("as-1.7.0.sms"),
    callback=LINKS.callback("as-1.7.0.sms", "report"),
)
CALL = replace(NOTICE, key="as-1.7.0.voice", callback=LINKS.callback("as-1.7.0.voice", "report"))


@pytest_asyncio.fixture(scope="module")
async def provider() -> AsyncIterator[FakeElks]:
    """One provider for the whole file."""
    async with FakeElks() as made:
        yield made


@pytest.fixture(scope="module")
def table(provider: FakeElks, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What stands in `[elks]`."""
    file: Path = tmp_path_factory.mktemp("elks") / "password"
    file.write_text(f"{PASSWORD}\n")
    return {"username": USERNAME, "password_file": file, "url": provider.url, "number": "+46 766 86 10 04"}


@pytest_asyncio.fixture(scope="module")
async def texts(table: dict[str, object]) -> AsyncIterator[sms.SmsChannel]:
    """The channel of text messages."""
    made = sms.make(SmsSettings.model_validate({**table, "max_seconds": 3}))
    yield made
    await made.close()


@pytest_asyncio.fixture(scope="module")
async def calls(table: dict[str, object]) -> AsyncIterator[voice.VoiceChannel]:
    """The channel of calls."""
    made = voice.make(VoiceSettings.model_validate({**table, "max_seconds": 3}), LINKS)
    yield made
    await made.close()


async def test_a_text_is_handed_over_and_no_more_is_claimed(provider: FakeElks, texts: sms.SmsChannel) -> None:
    """The provider's name for it is kept, the report comes to the notice's own address, and the text stays nowhere."""
    handed = await texts.hand_over(NOTICE)
    asked = provider.last
    assert (handed.proof, handed.provider_id) == ("handed_over", asked.id)
    assert (asked.what, asked.authorized) == ("sms", True)
    assert asked.form == {
        "from": "Trygg",
        "to": "+46701234567",
        "message": f"{NOTICE.neutral} {NOTICE.link}",
        "dontlog": "message",
        "whendelivered": NOTICE.callback,
    }


async def test_a_call_asks_at_its_own_address_what_to_play(provider: FakeElks, calls: voice.VoiceChannel) -> None:
    """Nothing of the alarm goes to the provider: a number, two addresses, and how long it rings."""
    handed = await calls.hand_over(CALL)
    asked = provider.last
    assert (handed.proof, handed.provider_id, asked.what) == ("handed_over", asked.id, "calls")
    assert asked.form == {
        "from": "+46766861004",
        "to": "+46701234567",
        "voice_start": f"{LINKS.callback(CALL.key, 'voice')}?lang=sv",
        "whenhangup": CALL.callback,
        "timeout": "25",
    }
    await calls.hand_over(replace(CALL, repeats=True))
    assert provider.last.form["voice_start"].endswith("?lang=sv&again=1")


WRONG: list[tuple[Mood, bytes, str, bool]] = [
    ("never", b"", "too_slow", True),
    ("hangs_up", b"", "broken_answer", True),
    ("broken", b"", "broken_answer", True),
    ("empty", b"", "broken_answer", True),
    ("no_id", b"", "broken_answer", True),
    ("huge", b"", "broken_answer", True),
    ("gives_up", b"", "refused", False),
    (302, b"", "refused", False),
    (400, b"Invalid to number", "unknown_number", False),
    (400, b"Invalid from number", "refused", False),
    (401, b"API access requires Basic HTTP authentication", "wrong_key", False),
    (402, b"", "refused", False),
    (403, b"Not enough credits", "refused", False),
    (404, b"", "refused", False),
    (429, b"", "busy", True),
    (500, b"<html>", "broken_answer", True),
    (503, b"", "busy", True),
]


@pytest.mark.parametrize(("mood", "says", "reason", "again"), WRONG, ids=[f"{one[0]}-{one[2]}" for one in WRONG])
async def test_each_wrong_answer_is_final_or_may_be_tried_again(
    provider: FakeElks, texts: sms.SmsChannel, *, mood: Mood, says: bytes, reason: str, again: bool
) -> None:
    """No answer proves nothing either way; a refusal is one; and no number, name or word stands in what is logged."""
    provider.moods, provider.says = [mood], says
    with pytest.raises(NotHandedOver) as caught:
        await texts.hand_over(NOTICE)
    assert (caught.value.reason, caught.value.again) == (reason, again)
    assert reason in REASONS
    said = str(caught.value)
    assert not any(secret in said for secret in (PASSWORD, "701234567", "Bo", "behövs", "/a/"))


async def test_one_answer_that_does_not_come_holds_up_no_other(provider: FakeElks, texts: sms.SmsChannel) -> None:
    """Of twelve at once, one hangs: eleven are handed over, and it alone fails."""
    provider.moods = ["never"]
    told = await asyncio.gather(*(texts.hand_over(NOTICE) for _ in range(12)), return_exceptions=True)
    assert sum(isinstance(one, NotHandedOver) for one in told) == 1
    assert (await texts.hand_over(NOTICE)).provider_id == provider.last.id


@pytest.mark.parametrize(
    ("phone", "reason"), [(None, "no_address"), ("112", "unknown_number"), ("x", "unknown_number")]
)
async def test_without_a_number_nothing_is_asked(
    provider: FakeElks, texts: sms.SmsChannel, calls: voice.VoiceChannel, phone: str | None, reason: str
) -> None:
    """112 least of all: no machine rings it."""
    before = len(provider.asked)
    for channel in (texts, calls):
        with pytest.raises(NotHandedOver) as caught:
            await channel.hand_over(replace(CALL, address=Address(name="Bo", phone=phone)))
        assert (caught.value.reason, caught.value.again) == (reason, False)
    assert len(provider.asked) == before


async def test_a_call_needs_an_address_that_the_provider_can_reach(table: dict[str, object]) -> None:
    """Without a public address nobody could press a key, so nobody is called."""
    channel = voice.make(VoiceSettings.model_validate(table), Links(b"s" * 32, None))
    with pytest.raises(NotHandedOver) as caught:
        await channel.hand_over(CALL)
    assert (caught.value.reason, caught.value.again) == ("no_route", False)
    with pytest.raises(ValueError, match="number"):
        voice.make(VoiceSettings.model_validate({**table, "number": None}), LINKS)


async def test_a_probe_sends_nothing_to_anybody(provider: FakeElks, texts: sms.SmsChannel) -> None:
    """It asks for the account; a wrong password is found out by it."""
    await texts.probe()
    assert (provider.last.what, provider.last.form) == ("me", {})
    provider.moods = [401]
    with pytest.raises(NotHandedOver, match="401"):
        await texts.probe()


async def test_the_way_out_is_bounded_and_goes_nowhere_else(provider: FakeElks) -> None:
    """An answer is cut at its size, a plain address on another machine is not asked, and nobody is not there."""
    http = Http(max_seconds=3, inside=ANYTHING)
    provider.moods = ["huge"]
    assert len((await http.ask("POST", f"{provider.url}/sms")).body) == LARGEST
    for address, again in [
        ("http://46elks.example/a1/sms", False),
        ("https://u:p@46elks.example/", False),
        ("file:///etc/passwd", False),
        ("https://[::1", False),
        ("http://127.0.0.1:9/", True),
    ]:
        with pytest.raises(NotHandedOver) as caught:
            await http.ask("GET", address)
        assert (caught.value.reason, caught.value.again) == ("unreachable", again), address
    await http.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "0766861004"},
        {"sender": "A very long name"},
        {"sender": "+46766861004"},
        {"url": "http://api.46elks.example/a1"},
        {"max_seconds": 11},
        {"ring_seconds": 600},
        {"number": None, "replies": True},
        {"pasword_file": "x"},
    ],
)
def test_settings_that_cannot_work_are_refused(table: dict[str, object], wrong: dict[str, object]) -> None:
    """A word that is spelled wrongly, too."""
    with pytest.raises(ValueError, match="validation error"):
        SmsSettings.model_validate({**table, **wrong})


def test_a_password_is_on_one_line_in_a_file_and_never_in_an_error(table: dict[str, object], tmp_path: Path) -> None:
    """What is in the file is not repeated."""
    file = tmp_path / "password"
    for content in (b"", b"two\nlines-of-it", b"\xff\xfe", b"x" * 201):
        file.write_bytes(content)
        with pytest.raises(ValueError, match="password_file") as caught:
            sms.make(SmsSettings.model_validate({**table, "password_file": file}))
        assert "lines-of-it" not in str(caught.value)
