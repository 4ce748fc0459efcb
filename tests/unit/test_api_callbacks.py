"""What comes back from a provider: forged, twice, in the wrong order, too large, or nothing that can be read."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from parts.register import BO, LINKS, PUBLIC, REPLY, TEXT, Register, address_at, handed_over, made_notice, routes_alone
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.api.callback import LARGEST
from service.notify.links import REPLIES
from service.notify.voice.shelf import Shelf
from service.notify.voice.words import LANGUAGES, SPOKEN
from service.store.port import StoreUnavailable

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SMS, VOICE = "as-1.7.0.sms", "as-1.7.0.voice"
REPORT, ENDED, STEP = address_at(SMS, "report"), address_at(VOICE, "report"), f"{address_at(VOICE, 'voice')}?lang=sv"
DELIVERED = {"id": "s1", "status": "delivered", "delivered": "2026-11-28T09:00:02.000000"}


@pytest.fixture
def register() -> Register:
    """A text and a call to Bo, both handed over."""
    return handed_over()


@pytest.fixture
def http(register: Register) -> httpx2.AsyncClient:
    """The routes for providers."""
    return routes_alone(register)


async def test_a_text_is_delivered_once_and_never_goes_back(http: httpx2.AsyncClient, register: Register) -> None:
    """Twice, and in the wrong order: what was delivered stays delivered, and stands there once."""
    for form in (DELIVERED, DELIVERED, {"id": "s1", "status": "sent"}, {"id": "s1", "status": "created"}):
        assert (await http.post(REPORT, data=form)).status_code == 204
    assert register.moved == [(SMS, "delivered", None)]


async def test_a_failure_counts_of_the_copy_that_was_named_last(http: httpx2.AsyncClient, register: Register) -> None:
    """A copy that reached nobody says nothing of the one that was sent after it; its own failure is final."""
    assert (await http.post(REPORT, data={"id": "s0", "status": "failed"})).status_code == 204
    assert register.moved == []
    assert (await http.post(REPORT, data={"id": "s1", "status": "failed"})).status_code == 204
    assert (await http.post(REPORT, data=DELIVERED)).status_code == 204
    assert register.moved == [(SMS, "failed", "unreachable")]


async def test_a_report_before_the_hand_over_is_written_down(http: httpx2.AsyncClient, register: Register) -> None:
    """A failure is told again later; a delivery holds at once, and gives the notice its name."""
    register.rows[SMS] = replace(register.rows[SMS], state="sending", provider_id=None)
    assert (await http.post(REPORT, data={"id": "s1", "status": "failed"})).status_code == 503
    assert (await http.post(REPORT, data=DELIVERED)).status_code == 204
    assert (register.moved, register.rows[SMS].provider_id) == ([(SMS, "delivered", None)], "s1")


FORGED = [
    (f"{PUBLIC}/api/v1/notices/{SMS}/report/{'a' * 22}", DELIVERED),
    (address_at(SMS, "report").replace(SMS, VOICE), DELIVERED),  # one notice's key at another's address
    (
        address_at(VOICE, "voice").replace("/voice/", "/report/"),
        {"callid": "c1", "state": "failed"},
    ),  # for another purpose
    (f"{PUBLIC}/api/v1/notices/{VOICE}/voice/{LINKS.key(VOICE)}", {"callid": "c1", "result": "1"}),  # an answer link's
    (f"{PUBLIC}/api/v1/routes/sms/replies/{LINKS.key('voice', REPLIES)}", TEXT),
    (f"{PUBLIC}/api/v1/routes/sms/replies/{'a' * 22}", TEXT),
]


@pytest.mark.parametrize(("address", "form"), FORGED)
async def test_a_forged_address_changes_nothing_and_says_nothing(
    http: httpx2.AsyncClient, register: Register, address: str, form: dict[str, str]
) -> None:
    """Another key is answered as if nothing were there, and the store is not asked."""
    answer = await http.post(address, data=form)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_address")
    assert (register.moved, register.answered, register.looked) == ([], [], 0)
    gone = await http.post(address_at("as-9.1.0.sms", "report"), data=DELIVERED)
    assert gone.json() == answer.json()


UNREADABLE: list[bytes] = [
    b"",
    b"id=s1",
    b"id=s1&status=exploded",
    b"status=delivered",
    b'{"id": "s1", "status": "delivered"}',
    b"id=s1&status=delivered&id=s2",
    b"id=s1%00&status=delivered",
    b"id=%ff&status=delivered",
    b"\xff\xfe",
    b"id=" + b"s" * 201 + b"&status=delivered",
    b"&".join(b"f%d=1" % one for one in range(100)) + b"&id=s1&status=delivered",
]


@pytest.mark.parametrize("body", UNREADABLE)
async def test_a_form_that_cannot_be_read_changes_nothing(
    http: httpx2.AsyncClient, register: Register, body: bytes
) -> None:
    """At each address, with the right key."""
    for address in (REPORT, ENDED, STEP, REPLY):
        if (
            address == STEP and body.startswith(b"id=s1") and body.count(b"s") < 8
        ):  # that somebody picked up has no more in it
            continue
        assert (await http.post(address, content=body, headers=FORM)).status_code == 400
    assert (register.moved, register.answered) == ([], [])


async def test_a_huge_form_is_refused_unread(http: httpx2.AsyncClient, register: Register) -> None:
    """Everywhere."""
    for address in (REPORT, ENDED, STEP, REPLY):
        answer = await http.post(address, content=b"id=s1&status=delivered&x=" + b"x" * LARGEST, headers=FORM)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert (register.moved, register.answered) == ([], [])


def _played(step: dict[str, Any]) -> list[str]:
    """Return the names of the recordings that a step plays, in order."""
    heard = []
    while True:
        address = step.get("play") or step["ivr"]
        heard.append(address.partition("/sounds/")[2].partition("?")[0])
        if not isinstance(step.get("next"), dict):
            return heard
        step = step["next"]


async def test_a_call_is_picked_up_and_a_key_is_an_answer(http: httpx2.AsyncClient, register: Register) -> None:
    """Picking up is no answer; 1 is one, and only then she hears that it stands; hanging up changes nothing then."""
    asked = (await http.post(STEP, data={"callid": "c1", "direction": "outgoing"})).json()
    assert _played(asked) == ["sv/call"]
    assert (asked["digits"], register.answered) == (1, [])
    told = (await http.post(asked["next"], data={"callid": "c1", "result": "1"})).json()
    assert (_played(told), "next" in told) == (["sv/noted_coming"], False)
    assert register.answered == [(VOICE, "coming", "voice")]
    assert (await http.post(ENDED, data={"id": "c1", "state": "success", "duration": "9"})).status_code == 204
    assert register.moved == [(VOICE, "delivered", None)]


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ({"state": "success", "start": "x", "duration": "30"}, "not_answered"),
        ({"state": "busy"}, "busy"),
        ({"state": "failed"}, "not_answered"),
    ],
)
async def test_a_machine_that_picks_up_answers_nothing(
    http: httpx2.AsyncClient, register: Register, end: dict[str, str], reason: str
) -> None:
    """Voicemail, silence, a hang-up and an engaged line are all no answer, and the next route is taken."""
    if end["state"] == "success":
        asked = (await http.post(STEP, data={"callid": "c1"})).json()
        told = (await http.post(asked["next"], data={"callid": "c1", "result": "failed", "why": "noinput"})).json()
        assert _played(told) == ["sv/no_answer"]
    assert (await http.post(ENDED, data={"callid": "c1", **end})).status_code == 204
    assert register.answered == []
    assert register.moved[-1] == (VOICE, "failed", reason)


async def test_a_key_that_means_nothing_is_asked_again_a_few_times(
    http: httpx2.AsyncClient, register: Register
) -> None:
    """It shows that somebody is there, and no more."""
    address, played = STEP, []
    for _ in range(5):
        step = (await http.post(address, data={"callid": "c1", "result": "5"})).json()
        played += _played(step)
        if "next" not in step:
            break
        address = step["next"]
    assert played == ["sv/call", "sv/call", "sv/call", "sv/no_answer"]
    assert (register.moved, register.answered) == ([(VOICE, "seen", None)], [])


async def test_a_key_counts_whichever_copy_rang_and_after_the_end_too(
    http: httpx2.AsyncClient, register: Register
) -> None:
    """An earlier copy, or an end that came first: she has pressed 1."""
    await http.post(ENDED, data={"callid": "c1", "state": "success"})
    told = (await http.post(STEP, data={"callid": "c0", "result": "2"})).json()
    assert _played(told) == ["sv/noted_cannot"]
    assert register.answered == [(VOICE, "cannot", "voice")]


@pytest.mark.parametrize("wrong", [StoreUnavailable("away"), Refusal("wrong_state", "closed")])
async def test_an_answer_that_cannot_be_taken_is_said_to_be_lost(
    http: httpx2.AsyncClient, register: Register, wrong: Exception
) -> None:
    """She does not hang up believing that she is expected; and she is asked also while nothing can be written."""
    register.wrong = wrong
    assert _played((await http.post(STEP, data={"callid": "c1"})).json()) == ["sv/call"]
    assert _played((await http.post(STEP, data={"callid": "c1", "result": "1"})).json()) == ["sv/not_noted"]


async def test_a_call_says_what_it_is(http: httpx2.AsyncClient, register: Register) -> None:
    """A drill first of all, then that it repeats; whoever has answered, and when all is over, is asked nothing."""

    async def played(again: str = "", **other: Any) -> list[str]:
        register.rows[VOICE] = replace(made_notice("voice"), **other)
        return _played((await http.post(f"{STEP}{again}", data={"callid": "c1"})).json())

    assert await played("&again=1", mode=Mode.DRILL) == ["sv/drill", "sv/again", "sv/call"]
    assert await played(reach="outside") == ["sv/outside"]
    assert await played(state="answered") == ["sv/done"]
    assert await played(state="spared") == ["sv/done"]
    register.has_answered = frozenset({BO})
    assert await played() == ["sv/done"]
    register.has_answered = frozenset()
    assert await played(purpose="over", mode=Mode.DRILL) == ["sv/drill", "sv/over"]
    assert await played(purpose="follow_up") == ["sv/follow_up"]
    register.is_over = True
    register.rows[VOICE] = made_notice("voice")
    assert _played((await http.post(STEP, data={"callid": "c1", "result": "1"})).json()) == ["sv/done"]


async def test_recordings_are_for_everybody_and_nothing_else_is(http: httpx2.AsyncClient, tmp_path: Path) -> None:
    """Each has its file in each language; an operator's own comes first, an office's own before it; no other file."""
    for language in LANGUAGES:
        for name in SPOKEN:
            answer = await http.get(Shelf(PUBLIC).address(language, name))
            assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg"), (language, name)
    for strange in ("sv/made", "sv/..%2fmade.json", "de/call", "sv/call.mp3", "sv/secret", "sv/call.as"):
        assert (await http.get(f"{PUBLIC}/api/v1/routes/voice/sounds/{strange}")).status_code == 404, strange
    (tmp_path / "sv").mkdir()
    for file, content in (("call.wav", b"RIFF"), ("outside.as.ogg", b"OggS"), ("secret.mp3", b"x")):
        (tmp_path / "sv" / file).write_bytes(content)
    own = Shelf(PUBLIC, tmp_path)
    called, ours = own.recording("sv", "call"), Shelf(PUBLIC).address("sv", "call")
    assert called is not None
    assert (called.kind, called.content) == ("audio/wav", b"RIFF")
    assert own.address("sv", "call") != ours
    assert "/sv/outside.as?v=" in own.address("sv", "outside", "as")
    assert "/sv/outside?v=" in own.address("sv", "outside", "other-office")
    assert own.recording("sv", "secret") is None
