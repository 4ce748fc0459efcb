"""What the pages can say of the police, in every state an alarm can be shown in: never more than somebody has said."""

import re
from itertools import chain, product
from typing import Any

import pytest
from playwright.async_api import Browser

from service.alarm.instant import instant
from web import cast
from web.harness import now, stage, visit

STATES = ("provisional", "raised", "acknowledged", "cleared", "cancelled", "closed")
TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}"
WHO = "Polisens kontaktperson"

ASKED = {
    "en": rf"(Asked for by Anna Berg {TIME}|Two people have pressed, {TIME})",
    "sv": rf"(Anna Berg bad om polis {TIME}|Två personer har tryckt, {TIME})",
    "nb": rf"(Anna Berg ba om politi {TIME}|To personer har trykket, {TIME})",
}

SAYS = {
    "en": {
        "drill": r"Police: not called, this is no real alarm",
        "not_called": rf"Police: NOT called(\. {ASKED['en']}\. Call 112\.)?",
        "trying": rf"Police: NOT called\. ({ASKED['en']}\. )?Trygg has been trying to reach {WHO} since {TIME}, "
        r"no answer yet: call 112\.",
        "declined": rf"Police: NOT called(\. {ASKED['en']}\. {WHO} cannot: call 112\.)?",
        "unreached": rf"Police: NOT called(\. {ASKED['en']}\. Trygg got no answer from {WHO}: call 112\.)?",
        "no_route": rf"Police: NOT called(\. {ASKED['en']}\. Trygg cannot call them: call 112\.)?",
        "failed": rf"Police: NOT (reached\. Bo Lind got no answer|on the line\. The line of Bo Lind broke) {TIME}: .*",
        "calling": rf"Bo Lind has been calling( 112)? since {TIME}",
        "answered": rf"(112 answered|Police: answered) {TIME}|Police: have answered",
        "kept": r"Police: what is done is not shown here",
    },
    "sv": {
        "drill": r"Polisen: inte larmad, det här är inget skarpt larm",
        "not_called": rf"Polisen: INTE larmad(\. {ASKED['sv']}\. Ring 112\.)?",
        "trying": rf"Polisen: INTE larmad\. ({ASKED['sv']}\. )?Trygg söker {WHO} sedan {TIME}, "
        r"inget svar än: ring 112\.",
        "declined": rf"Polisen: INTE larmad(\. {ASKED['sv']}\. {WHO} kan inte: ring 112\.)?",
        "unreached": rf"Polisen: INTE larmad(\. {ASKED['sv']}\. Trygg fick inget svar från {WHO}: ring 112\.)?",
        "no_route": rf"Polisen: INTE larmad(\. {ASKED['sv']}\. Trygg kan inte larma polisen: ring 112\.)?",
        "failed": rf"Polisen: INTE (nådd\. Bo Lind fick inget svar|i luren\. Samtalet med Bo Lind bröts) {TIME}: .*",
        "calling": rf"Bo Lind ringer( 112)? sedan {TIME}",
        "answered": rf"(112|Polisen:) svarade {TIME}|Polisen: har svarat",
        "kept": r"Polisen: det som görs visas inte här",
    },
    "nb": {
        "drill": r"Politiet: ikke varslet, dette er ingen skarp alarm",
        "not_called": rf"Politiet: IKKE varslet(\. {ASKED['nb']}\. Ring 112\.)?",
        "trying": rf"Politiet: IKKE varslet\. ({ASKED['nb']}\. )?Trygg har prøvd å nå {WHO} siden {TIME}, "
        r"ikke noe svar ennå: ring 112\.",
        "declined": rf"Politiet: IKKE varslet(\. {ASKED['nb']}\. {WHO} kan ikke: ring 112\.)?",
        "unreached": rf"Politiet: IKKE varslet(\. {ASKED['nb']}\. Trygg fikk ikke svar fra {WHO}: ring 112\.)?",
        "no_route": rf"Politiet: IKKE varslet(\. {ASKED['nb']}\. Trygg kan ikke varsle politiet: ring 112\.)?",
        "failed": r"Politiet: IKKE (nådd\. Bo Lind fikk ikke svar|på linjen\. Samtalet med Bo Lind ble brutt) "
        rf"{TIME}: .*",
        "calling": rf"Bo Lind (har ringt|ringer)( 112)? siden {TIME}",
        "answered": rf"(112|Politiet:) svarte {TIME}|Politiet: har svart",
        "kept": r"Politiet: det som gjøres, vises ikke her",
    },
}
"""All that can be said, by what has happened; nothing else."""


def _views() -> list[tuple[str, dict[str, Any]]]:
    """Return every state in which an alarm can be shown, each with the only kind of sentence that is true of it."""
    at = instant(now())
    by_bo = {"by": "p-bo", "at": at, "answered_at": None, "ended_at": None, "because": None}
    calls: list[tuple[str, dict[str, Any] | None, str]] = [
        ("not_called", None, "not_called"),
        ("asked", None, "not_called"),
        ("answered", None, "answered"),  # somebody outside whom the plan calls for the police has answered
        # A word that this page does not know, or a call that did not come along: nothing is claimed.
        ("accepted", None, "not_called"),
        ("calling", None, "not_called"),
    ]
    for number in ("112", None):
        call = {**by_bo, "number": number}
        answered = {**call, "answered_at": at}
        calls += [
            ("calling", call, "calling"),
            ("answered", answered, "answered"),
            ("answered", call, "answered"),  # somebody outside answered while Bo still waits
            ("answered", {**answered, "ended_at": at, "because": "done"}, "answered"),
            ("not_called", {**call, "ended_at": at, "because": "unanswered"}, "failed"),
            ("asked", {**answered, "ended_at": at, "because": "broken"}, "failed"),
        ]
    asked = [
        None,
        {"because": "responder", "by": "p-anna", "at": at},
        {"because": "two_pressers", "by": None, "at": at},
    ]
    everywhere = product(calls, asked, STATES, ("actual", "drill", "test"), ["called"])
    handed_over = product(calls, asked, ["raised"], ["actual"], ["silent", "accepted", "declined"])
    found = []
    for (police, call_, says), ask, state, mode, contact in chain(everywhere, handed_over):
        row = {"responder": "contact:police", "role": "police-contact", "state": contact, "reach": "outside"}
        view = {"police": police, "police_call": call_, "police_asked": ask, "state": state, "mode": mode, "names": {}}
        found.append((says if mode == "actual" else "drill", {**view, "responders": [row]}))
        # Who pressed says that it was a mistake, and what is done is kept from this page: it knows of no "NOT called".
        kept = "kept" if state in ("provisional", "raised", "acknowledged") and says != "answered" else says
        said = {"mistake": {"by": "p-fatima", "at": at}}
        found.append((kept if mode == "actual" else "drill", {**view, **said, "responders": [row]}))
    return found + [(says, _sought(row, ask)) for (says, row), ask in product(_contacts(), asked)]


def _contacts() -> list[tuple[str, dict[str, Any]]]:
    """Return the police contact in every state of Trygg's own calls to it, each with what is true of it."""
    reached = ("handed_over", "delivered", "seen")
    found: list[tuple[str, dict[str, Any]]] = []
    for state, first, second in product(("called", "silent"), (*reached, "queued", "failed"), ("waiting", *reached)):
        is_out = first in reached or second in reached
        found.append(("trying" if is_out else "not_called", {"state": state, "notices": [first, second]}))
    found += [("not_called", {"state": state, "notices": None}) for state in ("called", "silent")]  # withheld
    found += [("declined", {"state": "declined", "notices": ["delivered"]})]
    for reason, says in (("no_route", "no_route"), ("busy", "unreached"), ("not_answered", "unreached")):
        found += [(says, {"state": "called", "notices": ["delivered", "failed"], "failed": reason})]
    return found


def _sought(row: dict[str, Any], asked: dict[str, Any] | None) -> dict[str, Any]:
    at = instant(now())
    routes = zip(("sms", "voice"), row["notices"] or (), strict=False)
    notices = [{"route": r, "state": s, "at": at, "reason": None, "last": False, "after": None} for r, s in routes]
    contact = {"responder": "contact:police", "role": "police-contact", "reach": "outside", "failed": row.get("failed")}
    told = {**contact, "state": row["state"], **({"notices": notices} if row["notices"] else {})}
    view = {"police": "asked" if asked else "not_called", "police_call": None, "police_asked": asked, "names": {}}
    rule = {"call": ["police-contact"], "when": ["responder"]}
    return {**view, "state": "raised", "mode": "actual", "police_rule": rule, "responders": [told]}


@pytest.mark.parametrize("lang", SAYS)
async def test_nothing_else_can_be_said_of_the_police(chromium: Browser, lang: str) -> None:
    """In each of a thousand views the sentence is the one that is true; a message that was delivered is no call."""
    views = _views()
    async with stage(cast.facts()) as staged:
        page = await (await visit(chromium, staged)).go("/screen/as/staff", lang=lang)
        said = await page.evaluate(
            """async (views) => {
              const own = document.querySelector('script[type=module]').src;
              await (await import(own.replace('screen.js', 'words.js'))).loadWords();  // its own are joined
              const {policeOf} = await import(own.replace('screen.js', 'alarm-words.js'));
              return views.map((view) => policeOf(view));
            }""",
            [view for _, view in views],
        )
    wrong = {
        (says, sentence)
        for (says, _), sentence in zip(views, said, strict=True)
        if not re.fullmatch(SAYS[lang][says], sentence)
    }
    assert wrong == set()
    assert {says for says, _ in views} == set(SAYS[lang])
