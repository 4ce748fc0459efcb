"""What a centre is told: codes, numbers of zones, and words in ASCII that no receiver stumbles over."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.alarm_centre import a_notice
from service.notify.alarm_centre.content import CODES, LONGEST_TEXT, data_of, extended_of, plain
from service.notify.alarm_centre.frame import Frame, build, parse
from service.notify.alarm_centre.settings import Dc09Settings
from service.notify.port import NotHandedOver

KEY = bytes(16)


def settings(**other: Any) -> Dc09Settings:
    """Return the settings of a centre, changed by what a test says."""
    return Dc09Settings.model_validate(
        {"kind": "dc09", "host": "larm.example.se", "port": 5056, "account": "1a2b"} | other
    )


@pytest.mark.parametrize(
    ("kind", "purpose", "sia", "cid"),
    [
        ("emergency", "call", "PA", "1120"),
        ("emergency", "over", "PH", "3120"),
        ("duress", "call", "HA", "1121"),
        ("duress", "over", "HH", "3121"),
        ("medical", "call", "MA", "1100"),
        ("assist", "call", "QA", "1101"),
        ("assist", "over", "QH", "3101"),
        ("the-cellar", "call", "PA", "1120"),
        ("self_test", "self_test", "RP", "1602"),
    ],
)
def test_each_kind_has_its_code(kind: str, purpose: str, sia: str, cid: str) -> None:
    """An alarm has the code of its kind, its end that code restored, and a kind of the office's own is a panic."""
    notice = a_notice(kind=kind, purpose=purpose, zone_name=None)
    assert data_of(notice, settings()) == f"#1A2B|Nri1/{sia}000"
    assert data_of(notice, settings(format="ADM-CID")) == f"#1A2B|{cid} 01 000"


def test_a_centre_may_want_other_codes_and_numbers() -> None:
    """Codes, restores, the area and the numbers of zones are what the centre has said."""
    own = settings(codes={"emergency": "HA"}, restores={"emergency": "HR"}, zones={"room-114": 114}, area=7)
    assert data_of(a_notice(zone_name=None), own) == "#1A2B|Nri7/HA114"
    assert data_of(a_notice(zone_name=None, purpose="over"), own) == "#1A2B|Nri7/HR114"
    assert data_of(a_notice(zone="lobby"), own) == "#1A2B|Nri7/HA000^Rum 114 (bla gangen)^"


@pytest.mark.parametrize("mode", ["drill", "test"])
@pytest.mark.parametrize("purpose", ["call", "over"])
def test_what_is_no_alarm_is_never_reported_as_one(mode: str, purpose: str) -> None:
    """No drill or test gets out; should one get this far, its code is a test's and its words say so."""
    notice = a_notice(mode=mode, purpose=purpose)
    assert "/RX000" in data_of(notice, settings())
    assert "|1601 " in data_of(notice, settings(format="ADM-CID"))
    text = next(one for one in extended_of(notice, settings()) if one.startswith("I"))
    assert text.startswith("IOVNING: " if mode == "drill" else "IPROV: ")


def test_what_stands_beside_the_code() -> None:
    """When, in which words, in which street, room and house: in letters that every receiver reads."""
    assert extended_of(a_notice(), settings()) == (
        "H09:15:02,11-28-2026",
        "IOverfallslarm i rum 114: larmcentralen tillkallas.",
        "LStorgatan 1, Asele, Personalingangen",
        "RRum 114 (bla gangen)",
        "SArbetsformedlingen Asele",
    )
    assert extended_of(a_notice(), settings(details=["room"])) == ("RRum 114 (bla gangen)",)
    assert extended_of(a_notice(), settings(details=[])) == ()
    assert extended_of(a_notice(card={}, zone_name=None), settings(details=["location", "room"])) == ()


def test_a_task_of_afterwards_is_none_of_a_centres() -> None:
    """A centre is told of alarms and their ends; a manager's task is refused, for good."""
    with pytest.raises(NotHandedOver) as refused:
        data_of(a_notice(purpose="follow_up"), settings())
    assert (refused.value.reason, refused.value.again) == ("refused", False)


@given(st.text(max_size=300), st.integers(1, 200))
def test_words_become_ascii_that_parts_no_frame(text: str, longest: int) -> None:
    """Whatever a plan names a room, the word fits, is printable ASCII, and holds nothing that ends a field."""
    word = plain(text, longest)
    assert len(word) <= longest
    assert re.fullmatch(r"[ -~]*", word)
    assert not set(word) & set('[]|^"')
    assert plain(word, longest) == word


def test_letters_of_the_north_stay_readable() -> None:
    """å, ä, ö, æ, ø and those of the Sami languages are spelt, and not lost."""
    assert plain(
        "Kårkjä Öst, Ærø, Čáhcesuolu, Đorđe, Ŋŧ – “rum” [2]|^", 80
    ) == "Karkja Ost, AEro, Cahcesuolu, Dorde, NT - 'rum' (2)/'".replace("NT", "Nt")


@given(
    st.text(max_size=400),
    st.text(max_size=400),
    st.text(max_size=400),
    st.sampled_from(["SIA-DCS", "ADM-CID"]),
    st.tuples(st.sampled_from(["call", "over", "self_test"]), st.sampled_from(["actual", "drill", "test"])),
)
def test_every_notice_fits_into_a_frame(room: str, office: str, words: str, form: str, what: tuple[str, str]) -> None:
    """Whatever the texts are, the frame is built, is read again, and is short enough for receivers that read 1,000."""
    purpose, mode = what
    notice = a_notice(
        zone_name=room, office_name=office, full=words, purpose=purpose, mode=mode, card={"address": words}
    )
    own = settings(format=form)
    frame = Frame(
        ident=form,
        sequence=9999,
        account="F" * 16,
        data=data_of(notice, own),
        extended=extended_of(notice, own),
        at=notice.at,
        encrypted=True,
    )
    whole = build(frame, key=KEY, chance=bytes(32))
    assert parse(whole, key=KEY) == frame
    assert len(whole) <= 1000
    assert all(len(one) <= LONGEST_TEXT + 1 for one in frame.extended)


def test_codes_have_to_be_of_the_format() -> None:
    """A code of the other format is refused when the settings are read."""
    with pytest.raises(ValueError, match="codes of two letters, and not 120"):
        settings(codes={"emergency": "120"})
    with pytest.raises(ValueError, match="codes of three digits, and not PA"):
        settings(format="ADM-CID", codes={"emergency": "PA"})
    assert set(CODES["SIA-DCS"]) == set(CODES["ADM-CID"])
