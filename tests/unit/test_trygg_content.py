"""What is said to a neighbour's Trygg, and whose word is taken."""

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from parts.outgoing import RAISED, outgoing
from service.notify.outward import Answer
from service.notify.port import Address, NotHandedOver
from service.notify.trygg.content import body_of, understood, what_is_wrong
from service.notify.trygg.settings import TryggSettings
from service.notify.webhook.content import headers_of, signature

KEY, NEXT = b"k" * 32, b"n" * 32
TOLD = {"closing": "a-1", "version": 3, "stage": "closing", "name": "Grannen"}
HEADERS = {"webhook-id": "a-1_3", "webhook-timestamp": str(int(RAISED.timestamp()))}


def signed(body: bytes, changed: dict[str, str]) -> dict[str, str]:
    """The headers of a word that is sent now."""
    told = signature(KEY, HEADERS["webhook-id"], int(RAISED.timestamp()), body)
    return {**HEADERS, "webhook-signature": told, **{f"webhook-{key}": value for key, value in changed.items()}}


def test_what_is_sent_is_taken_by_the_other_side() -> None:
    """A word as it goes out has both offices in it, and is the neighbour's for either secret that holds."""
    notice = outgoing(Address(name="Grannen", receiver="next"), next_door=TOLD)
    body = body_of(notice, "jc")
    assert json.loads(body) == {"format": 1, "from": "lund", "to": "jc", **TOLD}
    headers = headers_of(notice, NEXT, body, RAISED)
    assert what_is_wrong(headers, body, (KEY, NEXT), RAISED + timedelta(minutes=5)) is None
    assert what_is_wrong(headers, body, (KEY, NEXT), RAISED + timedelta(minutes=5, seconds=1)) == "wrong_time"
    assert what_is_wrong(headers, body, (KEY,), RAISED) == "wrong_signature"
    assert what_is_wrong(headers, body + b" ", (NEXT,), RAISED) == "wrong_signature"


@pytest.mark.parametrize("changed", [{"mode": "drill"}, {"mode": "test"}, {"next_door": {}}])
def test_nothing_else_is_told(changed: dict[str, object]) -> None:
    """A drill, a test and whatever is no closing are told to no neighbour, whoever calls it."""
    notice = outgoing(Address(name="Grannen", receiver="next"), **{"next_door": TOLD, **changed})
    with pytest.raises(NotHandedOver) as refused:
        body_of(notice, "jc")
    assert (refused.value.again, refused.value.is_hers) == (False, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"timestamp": "1e9"},
        {"timestamp": "٣"},
        {"timestamp": "9" * 4000},
        {"timestamp": f"0{HEADERS['webhook-timestamp']}"},
        {"id": ""},
        {"id": "a" * 201},
        {"id": "a.1795442529.{}"},
        {"signature": ""},
        {"signature": "v1,ÅÄÖ"},
    ],
)
def test_strange_headers_are_nobodys(changed: dict[str, str]) -> None:
    """What no Trygg sends is signed by nobody, whatever it is."""
    assert what_is_wrong(signed(b"{}", changed), b"{}", (KEY,), RAISED) == "wrong_signature"


@given(
    st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()), st.binary()
)
def test_nobody_guesses_a_signature(headers: dict[str, str], body: bytes) -> None:
    """Whatever comes in, without the secret it is refused, and never by an error."""
    assert what_is_wrong(headers, body, (KEY, NEXT), RAISED) == "wrong_signature"


def test_what_an_answer_proves() -> None:
    """Clocks that differ and a secret that is not known there yet are said as such, and tried again."""
    assert understood(Answer(status=200, body=b"{}")).proof == "delivered"
    for status, code, reason in ((400, "wrong_time", "wrong_clock"), (404, "no_neighbour", "wrong_key")):
        with pytest.raises(NotHandedOver) as refused:
            understood(Answer(status=status, body=json.dumps({"code": code}).encode()))
        assert (refused.value.reason, refused.value.again) == (reason, True)
    for status, body in ((404, b""), (400, b"[]"), (403, b"no")):
        with pytest.raises(NotHandedOver) as refused:
            understood(Answer(status=status, body=body))
        assert not refused.value.again


def test_settings_know_the_address_and_two_secrets(tmp_path: Path) -> None:
    """The address is the neighbour's office at its own service; while the secret is changed both are accepted."""
    for name, secret in (("now", KEY), ("next", NEXT)):
        (tmp_path / name).write_text(f"whsec_{base64.b64encode(secret).decode()}")
    told = {"kind": "trygg", "url": "https://larm.example.se/", "office": "jc", "secret_file": tmp_path / "now"}
    one = TryggSettings.model_validate(told)
    assert (one.address, one.accepted()) == ("https://larm.example.se/api/v1/neighbours/jc", (KEY,))
    both = TryggSettings.model_validate({**told, "also_accepted_file": tmp_path / "next"})
    assert (both.secret(), both.accepted()) == (KEY, (KEY, NEXT))
    for wrong in ({"url": "http://larm.example.se"}, {"office": "../jc"}, {"url": "https://a.example?x=1"}):
        with pytest.raises(ValidationError):
            TryggSettings.model_validate({**told, **wrong})
