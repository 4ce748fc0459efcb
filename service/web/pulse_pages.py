"""The pages of the pulse: what it is and what came of it for the staff, and the three questions for whoever has a code.

The questions stand at an address of their own, for which nobody is let in: no cookie is looked at there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

import segno
from babel.dates import format_date
from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from roles.sentence import Sentence, say
from service.access.action import Action
from service.access.visitor import allowed
from service.addresses import Addresses
from service.pulse.pulse import Pulse
from service.pulse.questions import LEAST, MOST, MOST_WEEKS, QUESTIONS, STEPS, is_answer, mean
from service.store.port import StoreError
from service.undertaking.refusal import UndertakingRefusal
from service.web.charts.months import Series, draw
from service.web.figures_words import mean_in_words
from service.web.frame import Pages
from service.web.ports import Facts
from service.web.report_form import AWAY, Sent, sent_by
from service.web.staff_port import StaffPort
from service.web.tongue import Tongue
from service.web.visiting import visitor_at

SHOWN: Final = 12
"""Pulses in a chart: three years of quarters."""
_UNANSWERED: Final = Sentence("Choose one answer.")
_NO_WEEKS: Final = Sentence("A pulse is open for one to four weeks.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One pulse in the table."""

    day: str
    answered: str
    means: Sequence[str]
    """For each question; empty where nothing is told."""
    words: str
    """Why nothing is told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PulsePages:
    """Makes the pages of the pulse."""

    pages: Pages
    staff: StaffPort
    known: Callable[[str], Facts]
    """Gives an office's static facts, and is a 404 for no office."""

    def router(self) -> Addresses:
        """Return the pages."""
        routes = Addresses(include_in_schema=False)
        routes.add_api_route("/pulse/{office}", self.show)
        routes.add_api_route("/pulse/{office}", self.open, methods=["POST"])
        routes.add_api_route("/pulse/{office}/called-off", self.call_off, methods=["POST"])
        routes.add_api_route("/pulse/{office}/slips", self.slips)
        routes.add_api_route("/q/{office}", self.door)
        routes.add_api_route("/q/{office}/{code}", self.ask)
        routes.add_api_route("/q/{office}/{code}", self.answer, methods=["POST"])
        return routes

    def _tongue(self, request: Request, facts: Facts) -> Tongue:
        return Tongue(lang=self.pages.lang(request, facts), texts=self.pages.texts, facts=facts, names={})

    async def show(self, request: Request, office: str) -> Response:
        """Show what the pulse is, the way to the questions while it is open, and what came of those before."""
        return await self._shown(request, self.known(office), Sent())

    async def open(self, request: Request, office: str) -> Response:
        """Open the questions."""
        facts, sent = self.known(office), await sent_by(request)
        weeks = int(sent.one("weeks")) if sent.one("weeks") in {str(n) for n in range(1, MOST_WEEKS + 1)} else 0
        slips = sent.one("slips")
        count = int(slips) if slips.isascii() and slips.isdigit() and len(slips) < 6 else 0
        if not weeks:
            sent.wrong["weeks"] = _NO_WEEKS
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        try:
            if not sent.wrong:
                way = "slips" if sent.one("way") == "slips" else "own"
                await self.staff.open_pulse(office, visitor_at(request), weeks=weeks, way=way, slips=count)  # type: ignore[arg-type]
        except UndertakingRefusal as refused:
            sent.wrong["slips" if refused.code in ("too_few", "too_many") else "weeks"] = refused.sentence
        except StoreError:
            sent.wrong["weeks"], status = AWAY, HTTPStatus.SERVICE_UNAVAILABLE
        if not sent.wrong:
            return RedirectResponse(f"/pulse/{office}", HTTPStatus.SEE_OTHER)
        return await self._shown(request, facts, sent, status)

    async def call_off(self, request: Request, office: str) -> Response:
        """Throw away what was answered."""
        facts, sent, running = self.known(office), Sent(), await self.staff.running(office)
        try:
            if running:
                await self.staff.call_off(office, running[0], visitor_at(request))
        except UndertakingRefusal as refused:
            sent.wrong["weeks"] = refused.sentence
        except StoreError:
            sent.wrong["weeks"] = AWAY
        if not sent.wrong:
            return RedirectResponse(f"/pulse/{office}", HTTPStatus.SEE_OTHER)
        return await self._shown(request, facts, sent, HTTPStatus.CONFLICT)

    async def slips(self, request: Request, office: str) -> Response:
        """Show the slips, to be printed, cut and drawn."""
        facts, codes = self.known(office), await self.staff.slips(office)
        running = await self.staff.running(office)
        if codes is None or running is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "No pulse with slips is open in this office.")
        address = _address(request, office)
        return self.pages.show(
            request,
            "pulse_slips.html",
            facts,
            slips=[(code, picture(f"{address}/{code}")) for code in codes],
            address=address.split("://", 1)[1],
            until=_last_day(running[1], self._tongue(request, facts)),
        )

    async def door(self, request: Request, office: str) -> Response:
        """Show where a code is typed, or the thanks for an answer."""
        facts = self.known(office)
        typed = request.query_params.get("code", "")[:64].strip()
        if typed and "/" not in typed and await self.staff.asked(office, typed) is not None:
            return RedirectResponse(f"/q/{office}/{typed.replace(' ', '-')}", HTTPStatus.SEE_OTHER)
        state = "thanks" if request.query_params.get("thanks") == "1" else "wrong" if typed else "code"
        return self._door(request, facts, state, typed)

    async def ask(self, request: Request, office: str, code: str) -> Response:
        """Show the three questions to whoever has a code."""
        return await self._questions(request, office, code, Sent())

    async def answer(self, request: Request, office: str, code: str) -> Response:
        """Take an answer; what is not answered is said at its question."""
        sent = await sent_by(request)
        chosen = [sent.one(f"q{number}") for number in range(len(QUESTIONS))]
        answers = [int(one) if len(one) == 1 and one.isascii() and one.isdigit() else 0 for one in chosen]
        if not is_answer(answers):
            steps = range(1, len(STEPS) + 1)
            sent.wrong = {f"q{number}": _UNANSWERED for number, one in enumerate(answers) if one not in steps}
            return await self._questions(request, office, code, sent, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            became = await self.staff.answer(office, code, answers)
        except StoreError:
            sent.wrong = {"q0": AWAY}
            return await self._questions(request, office, code, sent, HTTPStatus.SERVICE_UNAVAILABLE)
        if became == "taken":
            return RedirectResponse(f"/q/{office}?thanks=1", HTTPStatus.SEE_OTHER)
        if became == "used":
            return self._door(request, self.known(office), "used", status=HTTPStatus.CONFLICT)
        return self._door(request, self.known(office), "wrong", status=HTTPStatus.NOT_FOUND)

    def _door(
        self, request: Request, facts: Facts, state: str, typed: str = "", status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        address = _address(request, str(facts["office"]))
        return self.pages.show(
            request,
            "pulse_door.html",
            facts,
            status=status,
            state=state,
            typed=typed,
            address=address.split("://", 1)[1],
            square=door_picture(address),
        )

    async def _questions(
        self, request: Request, office: str, code: str, sent: Sent, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        facts = self.known(office)
        pulse = await self.staff.asked(office, code)
        if pulse is None:
            return self._door(request, facts, "wrong", status=HTTPStatus.NOT_FOUND)
        tongue = self._tongue(request, facts)
        return self.pages.show(
            request,
            "pulse_answer.html",
            facts,
            status=status,
            code=code,
            until=_last_day(pulse, tongue),
            questions=[say(one, tongue.t) for one in QUESTIONS],
            steps=[(number, say(one, tongue.t)) for number, one in enumerate(STEPS, 1)],
            chosen={f"q{number}": sent.one(f"q{number}") for number in range(len(QUESTIONS))},
            wrong={name: sentence.said(tongue.t) for name, sentence in sent.wrong.items()},
            first_wrong=next(iter(sent.wrong), ""),
        )

    async def _shown(self, request: Request, facts: Facts, sent: Sent, status: HTTPStatus = HTTPStatus.OK) -> Response:
        office, visitor = str(facts["office"]), visitor_at(request)
        tongue, running = self._tongue(request, facts), await self.staff.running(str(facts["office"]))
        code = await self.staff.code(office, visitor)
        address = _address(request, office)
        past = [one for _, one in await self.staff.pulses(office) if one.ending == "closed"]
        content: dict[str, Any] = {
            "running": running[1] if running else None,
            "until": _last_day(running[1], tongue) if running else "",
            "code": code,
            "address": address.split("://", 1)[1],
            "square": picture(f"{address}/{code}" if code else address) if running else None,
            "questions": [say(one, tongue.t) for one in QUESTIONS],
            "charts": charts_of(past, tongue),
            "rows": [row_of(one, tongue) for one in past],
            "least": LEAST,
            "most": MOST,
            "weeks": range(1, MOST_WEEKS + 1),
            "sent": sent,
            "wrong": {name: sentence.said(tongue.t) for name, sentence in sent.wrong.items()},
            "first_wrong": next(iter(sent.wrong), ""),
            "may_open": allowed(visitor, Action.ASK_STAFF, office),
        }
        return self.pages.show(request, "pulse.html", facts, status=status, **content)


def charts_of(past: Sequence[Pulse], tongue: Tongue) -> list[tuple[str, Markup]]:
    """Draw each question's mean from pulse to pulse, from 0 to 5; nothing where fewer than two are told."""
    shown = list(reversed(past[:SHOWN]))
    if sum(one.totals is not None for one in shown) < 2:
        return []
    labels = [str(format_date(one.until.date(), format="LLL yy", locale=tongue.lang)) for one in shown]
    found = []
    for number, question in enumerate(QUESTIONS):
        tenths = [_mean(one, number) for one in shown]
        words = [
            f"{day_of(one, tongue)}: {mean_in_words(value, tongue) if value else tongue.t('nothing is told')}"
            for one, value in zip(shown, tenths, strict=True)
        ]
        line = Series(form="line", values=[value / 10 if value else None for value in tenths], said=words)
        title = say(question, tongue.t)
        found.append((title, Markup(draw(labels, [line], title=title, top=5))))  # noqa: S704 - draw escapes every text
    return found


def row_of(pulse: Pulse, tongue: Tongue) -> Row:
    """Return a pulse that is over as a row."""
    if pulse.totals is None or pulse.answered is None:
        words = tongue.t("Fewer than %(least)s have answered: nothing was kept.", least=LEAST)
        return Row(day=day_of(pulse, tongue), answered="", means=(), words=words)
    means = [mean_in_words(mean(total, pulse.answered), tongue) for total in pulse.totals]
    return Row(day=day_of(pulse, tongue), answered=str(pulse.answered), means=means, words="")


def day_of(pulse: Pulse, tongue: Tongue) -> str:
    """Return the month in which a pulse was over, in words."""
    return str(format_date(pulse.until.date(), format="LLLL yyyy", locale=tongue.lang))


@lru_cache(maxsize=64)
def door_picture(address: str) -> tuple[int, str]:
    """Return the picture of an office's door, drawn once: strangers ask for it as often as they like, with no login.

    Only addresses without a code come here: nothing is left behind of whoever has asked for one.
    """
    return picture(address)


def picture(text: str) -> tuple[int, str]:
    """Return a text as a QR code: its size in squares with its quiet edge, and the dark ones as an SVG path."""
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=4))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return len(rows), path


def _mean(pulse: Pulse, number: int) -> int | None:
    if pulse.totals is None or pulse.answered is None:
        return None
    return mean(pulse.totals[number], pulse.answered)


def _last_day(pulse: Pulse, tongue: Tongue) -> str:
    """Return the last day on which a pulse is open: it ends with it."""
    return tongue.day(pulse.until - timedelta(minutes=1))


def _address(request: Request, office: str) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/q/{office}"
