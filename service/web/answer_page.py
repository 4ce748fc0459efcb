"""The page behind an answer link: two large buttons, and after the answer where to go. Nobody has to log in.

The key in its address is all the right there is: good for one person and one alarm. Whoever opens the page has answered
nothing by it, and has not been seen to read it either, because programs that look into mail open links too, and some
run what is on the page. Only what is sent from a button counts. Nothing is kept in the browser, and no script is
needed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from roles.level import CALM
from service.addresses import Addresses
from service.store.port import StoreError
from service.web.frame import Pages
from service.web.i18n import LANGUAGES, choose
from service.web.mark import N
from service.web.ports import AnswerPort, Asked, Facts, Says, TooOftenError
from service.web.tongue import MODES, Tongue, span

TEMPLATE: Final = "answer.html"
LONGEST_BODY: Final = 200
"""Bytes of what a button sends; the rest of a longer body is not looked at."""
SAYS: Final[dict[str, Says]] = {"coming": "coming", "cannot": "cannot", "arrived": "arrived"}
IN_CLOSING: Final = {
    "coming": N("I am doing it"),
    "cannot": N("I cannot do it"),
    "arrived": N("It is done"),
    "said": N("Your answer has arrived. Thank you."),
    "not": N("You have said that you cannot. Somebody else is asked."),
}
OUTSIDE_WORDS: Final = {
    "outside": {"coming": N("I stay out"), "cannot": N("I cannot stay out")},
    "neighbours": {"coming": N("We have read it"), "cannot": N("We cannot")},
}
"""What the buttons say while an office closes: nobody comes anywhere by it."""
WAYS: Final = {"goes_in": N("to go in"), "waits_at_door": N("to wait at the door")}


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerPages:
    """Makes the pages of answer links."""

    pages: Pages
    answers: AnswerPort
    facts: Callable[[str], Facts | None]
    """Returns an office's facts by its slug; None where there is none."""

    def router(self) -> Addresses:
        """Return the two routes; a HEAD is answered like a GET, because what looks into mail sends it first."""
        routes = Addresses()
        routes.add_api_route("/a/{key}", self.show, methods=["GET", "HEAD"])
        routes.add_api_route("/a/{key}", self.take, methods=["POST"])
        return routes

    async def show(self, request: Request, key: str) -> Response:
        """Show what a link stands for, and answer nothing."""
        try:
            asked = await self.answers.look(key, _peer(request))
        except StoreError:
            return self._trouble(request, HTTPStatus.SERVICE_UNAVAILABLE, "away")
        return self._page(request, asked)

    async def take(self, request: Request, key: str) -> Response:
        """Take what a button says, then show the page again, so that a page loaded anew sends nothing twice."""
        body = (await request.body())[:LONGEST_BODY]
        sent = parse_qs(body.decode("ascii", "replace"), keep_blank_values=True)
        says = SAYS.get(sent.get("says", [""])[0])
        try:
            if says is None:
                asked = await self.answers.look(key, _peer(request))
            else:
                asked = await self.answers.answer(key, _peer(request), says)
        except TooOftenError:
            return self._trouble(request, HTTPStatus.TOO_MANY_REQUESTS, "often")
        except StoreError:
            return self._trouble(request, HTTPStatus.SERVICE_UNAVAILABLE, "away")
        if asked is None:
            return self._page(request, None)
        lang = request.query_params.get("lang")
        return RedirectResponse(f"?lang={lang}" if lang in LANGUAGES else request.url.path, HTTPStatus.SEE_OTHER)

    def _page(self, request: Request, asked: Asked | None) -> Response:
        facts: Facts | None = self.facts(asked.office) if asked else None
        if asked is None or facts is None:  # the same for a key that was never made and for one that is too old
            return self._trouble(request, HTTPStatus.NOT_FOUND, "gone")
        lang = choose(asked=request.query_params.get("lang"), remembered=None, accepted="", office=facts["languages"])
        tongue = Tongue(lang=lang, texts=self.pages.texts, facts=facts, names={})
        return self.pages.said(lang, TEMPLATE, facts, trouble=None, asked=asked, **_told(asked, tongue))

    def _trouble(self, request: Request, status: HTTPStatus, trouble: str) -> Response:
        lang = choose(
            asked=request.query_params.get("lang"),
            remembered=None,
            accepted=request.headers.get("accept-language", ""),
            office=(),
        )
        return self.pages.said(lang, TEMPLATE, None, status=status, trouble=trouble, asked=None)


def _told(asked: Asked, tongue: Tongue) -> dict[str, Any]:
    """Return the words of a page: no more than the one who is asked has to know."""
    facts, t = tongue.facts, tongue.t
    zone = facts["zones"].get(asked.zone or "") or {}
    floor = zone.get("floor")
    is_outside = asked.kind in CALM and asked.role in OUTSIDE_WORDS
    role = [tongue.role(asked.role)] if asked.role and not is_outside else []
    way = [t(WAYS[asked.position])] if asked.position in WAYS else []
    return {
        "as_of": tongue.second(asked.at) if asked.at else "",
        "mark": t(MODES[asked.mode]),
        "kind": tongue.kind(asked.kind),
        "place": facts["name"] if asked.kind in CALM else tongue.place(asked.zone),
        "buttons": {what: t(words) for what, words in _words(asked).items()},
        "place_sure": _place_sure(asked, tongue) if asked.zone else "",
        "floor": t("floor %(floor)s", floor=floor) if floor is not None else "",
        "name": tongue.who(asked.who),
        "role": " · ".join(role + way),
        "duty": _duty(facts, asked.role, tongue.lang),
        "entrance": _entrance(facts, asked.zone),
        "card": asked.card(tongue.texts.into(tongue.lang)) if asked.card else (),
    }


def _place_sure(asked: Asked, tongue: Tongue) -> str:
    """Say how sure the place is, as screens do: her usual one, measured and when, or that she was not found there."""
    known, t = asked.located, tongue.t
    if known is None:
        return t("usual place – not confirmed")
    if known.doubted_at is not None:
        time = tongue.second(known.doubted_at)
        if known.doubted_by is None:
            return t("NOT here, said at a screen %(time)s", time=time)
        return t("NOT here, says %(name)s %(time)s", name=tongue.who(known.doubted_by), time=time)
    if known.zone is None or known.at is None:
        return t("usual place – not confirmed")
    ago = span(asked.at - known.at if asked.at else None)
    if known.confidence == "clear":
        return t("measured %(time)s ago", time=ago)
    return t("probably here, measured %(time)s ago", time=ago)


def _words(asked: Asked) -> dict[str, str]:
    """Return what the buttons of a closing say; nothing for an alarm, whose words stand on the page itself."""
    return {**IN_CLOSING, **OUTSIDE_WORDS.get(asked.role or "", {})} if asked.kind in CALM else {}


def _duty(facts: Facts, role: str | None, lang: str) -> dict[str, str]:
    parts = facts["roles"].get(role or "", {}).get("parts", {})
    said: Facts = parts.get(lang) or next(iter(parts.values()), {})
    return {part: said.get(part) or "" for part in ("first", "then", "done_when", "never")}


def _entrance(facts: Facts, zone: str | None) -> str:
    """Return the way into the house that is nearest to the place, as the plan says it; "" where it does not."""
    call = facts.get("emergency_call") or {}
    ways = call.get("entrances") or {}
    near = (call.get("nearest") or {}).get(zone or "")
    way = ways.get(near) or (next(iter(ways.values())) if len(ways) == 1 else None)
    return ". ".join(part for part in (way["name"], way.get("say")) if part) if way else ""


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""
