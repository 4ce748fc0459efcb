"""A drill cannot be mistaken: the mark stands first in every text of every way out, in each language."""

import json
import re
from email.message import EmailMessage

import pytest

from parts.outgoing import RAISED, outgoing
from service.notify.alarm_centre.content import TESTS, data_of, extended_of
from service.notify.alarm_centre.settings import Dc09Settings
from service.notify.cap.content import document
from service.notify.cap.settings import CapSettings
from service.notify.email.content import message_of as mail_of
from service.notify.other.content import body_of as other_of
from service.notify.port import Address, Outgoing
from service.notify.push.content import payload_of
from service.notify.sms.content import message_of as sms_of
from service.notify.texts import Purpose, Told, full, neutral
from service.notify.voice.words import LANGUAGES, SPOKEN
from service.notify.webhook.content import body_of as webhook_of
from service.web.i18n import load

MARK = {"sv": "ÖVNING", "nb": "ØVELSE", "en": "DRILL"}
ASCII = {"sv": "OVNING", "nb": "OVELSE", "en": "DRILL"}
CENTRE = Dc09Settings(kind="dc09", host="127.0.0.1", port=9, account="1A2B")
CAP = CapSettings(kind="cap", url="http://127.0.0.1:9/", sender="trygg@example.se")
TEXTS = load()
PURPOSES: tuple[Purpose, ...] = ("call", "over", "follow_up")


def _notice(lang: str, purpose: Purpose, kind: str) -> Outgoing:
    """A notice of a drill as the service words it, with names that leave little room."""
    told = Told(
        purpose=purpose,
        mode="drill",
        kind=kind,
        alarm="a-1",
        office_name="Arbetsförmedlingens kundmottagning och servicekontor i Örnsköldsvik" * 2,
        zone_name="Samtalsrum 114 bakom receptionen, det med den blå dörren" * 2,
        role_title="Närmaste kollega",
        duty="Gå till dörren och vänta tills ni är två. " * 20,
        repeats=True,
    )
    say = TEXTS.into(lang)
    words = {"neutral": neutral(told, say), "full": full(told, say)}
    return outgoing(Address(name="Bo"), language=lang, mode="drill", purpose=purpose, kind=kind, **words)


def _begins_marked(text: str, mark: str) -> bool:
    return text.lstrip().upper().startswith(mark)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("kind", ["emergency", "assist", "medical", "of-its-own"])
def test_every_text_of_a_drill_begins_with_its_mark(lang: str, purpose: Purpose, kind: str) -> None:
    """Text message, mail, push, webhook and chat: however it is cut, it says what it is before anything else."""
    notice, mark = _notice(lang, purpose, kind), MARK[lang]
    mail: EmailMessage = mail_of(notice, "bo@example.se", "trygg@example.se", RAISED)
    push, hook = json.loads(payload_of(notice)), json.loads(webhook_of(notice))
    said = {
        "on a locked telephone": notice.neutral,
        "for her alone": notice.full,
        "text message": sms_of(notice, replies=True),
        "push": push["text"],
        "chat": other_of(notice),
        "webhook": hook["text"],
        "mail's subject": str(mail["Subject"]),
    }
    assert not [where for where, text in said.items() if not _begins_marked(text, mark)]
    assert hook["mode"] == "drill"
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            assert mark in part.get_content()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_drill_is_spoken_as_one(lang: str) -> None:
    """Whoever picks up hears first that it is a drill."""
    assert MARK[lang].casefold() in SPOKEN["drill"][lang].casefold()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("purpose", ["call", "over"])
def test_a_centre_would_see_a_drill_as_one(lang: str, purpose: Purpose) -> None:
    """None is ever told of one; should one get there all the same, nobody is sent out for it."""
    notice = _notice(lang, purpose, "emergency")
    cap = document(notice, CAP, RAISED).decode()
    assert "<status>Exercise</status>" in cap
    for field in ("headline", "description", "note"):
        found = re.search(f"<{field}>([^<]*)</{field}>", cap)
        assert found is not None
        assert _begins_marked(found[1], MARK[lang])
    assert TESTS["SIA-DCS"][1] in data_of(notice, CENTRE)
    text = next(one for one in extended_of(notice, CENTRE) if one.startswith("I"))
    assert _begins_marked(text.removeprefix("I"), ASCII[lang])
