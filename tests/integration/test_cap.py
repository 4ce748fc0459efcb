"""Posting CAP documents over real HTTP: let in, signed, refused, slow, and what an answer proves."""

import base64
import hashlib
import hmac
from pathlib import Path
from typing import Any

import pytest

from parts.alarm_centre import a_notice as about
from parts.cap import SCHEMA, channel, receiver
from parts.process import free_port
from service.clock import SystemClock
from service.notify.port import Address, NotHandedOver, Outgoing

SECRET = "a secret of two sides".replace(" ", "-") + "-0123"


def a_notice(**other: Any) -> Outgoing:
    """Return a call to the receiver `staden`."""
    return about(**{"key": "a-1.7.1.cap", "address": Address(name="Staden", receiver="staden")} | other)


async def test_a_valid_document_arrives_signed_and_logged_in(tmp_path: Path) -> None:
    """What is posted is a document of the schema, signed over what was posted, with the receiver's login."""
    (tmp_path / "password").write_text("hemligt")
    (tmp_path / "secret").write_text(SECRET)
    login: dict[str, Any] = {
        "username": "trygg",
        "password_file": tmp_path / "password",
        "secret_file": tmp_path / "secret",
    }
    async with receiver() as there, channel(there.url, **login) as cap:
        assert (await cap.hand_over(a_notice())).proof == "delivered"
    (asked,) = there.asked
    SCHEMA.validate(asked.body.decode())
    assert asked.headers["content-type"].startswith("application/cap+xml")
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")) == b"trygg:hemligt"
    told = b".".join((asked.headers["webhook-id"].encode(), asked.headers["webhook-timestamp"].encode(), asked.body))
    digest = hmac.new(SECRET.encode(), told, hashlib.sha256).digest()
    assert asked.headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()


async def test_a_repeat_is_known_as_one_and_the_end_names_what_was_told(tmp_path: Path) -> None:
    """A second try posts the same bytes under the same id; the end refers to both kinds that were told."""
    (tmp_path / "token").write_text("t0ken")
    at = SystemClock().now()  # one that is half a day old says at each try until when it holds
    async with receiver() as there, channel(there.url, token_file=tmp_path / "token") as cap:
        await cap.hand_over(a_notice(kind="assist", at=at))
        await cap.hand_over(a_notice(kind="assist", at=at, repeats=True))
        await cap.hand_over(a_notice(key="a-1.8.1.cap"))
        await cap.hand_over(a_notice(key="a-1.9.1.cap", purpose="over"))
    first, again, graver, over = there.asked
    assert (first.body, first.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])
    assert first.headers["authorization"] == "Bearer t0ken"
    assert graver.body != first.body
    assert b"trygg.as.a-1.assist.staden.call" in over.body
    assert b"trygg.as.a-1.emergency.staden.call" in over.body


@pytest.mark.parametrize(
    ("status", "reason", "again"),
    [
        (302, "broken_answer", False),
        (400, "refused", False),
        (401, "wrong_key", False),
        (404, "gone", False),
        (422, "refused", False),
        (429, "busy", True),
        (500, "broken_answer", True),
        (503, "busy", True),
    ],
)
async def test_an_answer_that_is_no_success_is_none(status: int, reason: str, *, again: bool) -> None:
    """A refusal ends it, trouble is tried again, and a redirect is never followed."""
    async with receiver(status) as there, channel(there.url) as cap:
        with pytest.raises(NotHandedOver) as wrong:
            await cap.hand_over(a_notice())
    assert (wrong.value.reason, wrong.value.again) == (reason, again)
    assert len(there.asked) == 1


async def test_accepted_is_not_yet_delivered() -> None:
    """202 says that the receiver will look at it: taken, and no more."""
    async with receiver(202) as there, channel(there.url) as cap:
        assert (await cap.hand_over(a_notice())).proof == "handed_over"


async def test_a_receiver_that_never_answers_and_one_that_is_not_there() -> None:
    """The time limit ends it; a port where nobody listens is told at once."""
    async with receiver(None) as there, channel(there.url, max_seconds=1) as cap:
        with pytest.raises(NotHandedOver) as slow:
            await cap.hand_over(a_notice())
    assert (slow.value.reason, slow.value.again) == ("too_slow", True)
    async with channel(f"http://127.0.0.1:{free_port()}/cap") as cap:
        with pytest.raises(NotHandedOver) as gone:
            await cap.hand_over(a_notice())
    assert (gone.value.reason, gone.value.again) == ("unreachable", True)


async def test_a_probe_disturbs_nobody() -> None:
    """A route is tried by a question without a document, or by one that says it is a test; a closed door is told."""
    async with receiver(405) as there, channel(there.url) as cap:
        await cap.probe()
        assert [(one.method, one.body) for one in there.asked] == [("OPTIONS", b"")]
    async with receiver() as there, channel(there.url, self_test=True) as cap:
        await cap.probe("staden")
        await cap.probe("staden")
        SCHEMA.validate(there.asked[0].body.decode())
        assert b"<status>Test</status>" in there.asked[0].body
        assert [one.method for one in there.asked] == ["POST", "OPTIONS"], "once an hour is enough"
    for status, reason in ((401, "wrong_key"), (503, "busy")):
        async with receiver(status) as there, channel(there.url) as cap:
            with pytest.raises(NotHandedOver) as wrong:
                await cap.probe("staden")
        assert wrong.value.reason == reason


async def test_a_receiver_that_the_settings_do_not_know() -> None:
    """A receiver that is not in routes.toml, or none at all, is said to be that, for good."""
    async with channel("https://cap.example.se/in") as cap:
        for name, reason in (("elsewhere", "no_route"), (None, "no_address")):
            with pytest.raises(NotHandedOver) as wrong:
                await cap.hand_over(a_notice(address=Address(name="x", receiver=name)))
            assert (wrong.value.reason, wrong.value.again) == (reason, False)


async def test_a_secret_that_cannot_be_read_costs_its_own_receiver_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A token that is gone: nobody is called there, and that is said at once and by each probe."""
    async with channel("https://cap.example.se/in", token_file=tmp_path / "gone") as cap:
        assert "nobody is called over the receiver of CAP documents staden" in caplog.text
        for asked in (cap.hand_over(a_notice()), cap.probe()):
            with pytest.raises(NotHandedOver) as wrong:
                await asked
            assert (wrong.value.reason, wrong.value.again) == ("wrong_key", False)
