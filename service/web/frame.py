"""What all pages share: a template, the reader's language, and the headers."""

import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from service.web.assets import Assets
from service.web.i18n import LANGUAGE_NAMES, LANGUAGES, Texts, choose
from service.web.ports import Facts

COOKIE = "trygg_lang"
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
)
"""No inline script, no inline style, nothing from elsewhere, and in no frame."""
FRAMED = POLICY.replace("frame-src 'none'", "frame-src 'self'").replace("ancestors 'none'", "ancestors 'self'")
"""In the demo, whose first page shows others of its own in frames."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
SENDING = frozenset(
    {
        "alarm_privacy.html",
        "disclosure.html",
        "review_one.html",
        "report_one.html",
        "near_miss.html",
        "pulse.html",
        "pulse_answer.html",
        "revision_list.html",
        "revision_one.html",
    }
)
"""Pages whose forms are sent to the service itself.

With `no-referrer` a browser says that such a form comes from nowhere (`Origin: null`), and the guard refuses it. These
pages let the service alone, and nobody else, know where a request comes from.
"""
_MEASURE = re.compile(
    r"(<(textarea|script|style)\b.*?</\2>|<[^>]*>)"
    r"|(?<=\d) (?=(?:s|min|h|d|t|m)\b|%)|(?:(?<=\d min)|(?<=\d h)) (?=\d+ (?:s|min)\b)",
    re.DOTALL,
)
FOR_EVER = "public, max-age=31536000, immutable"


def tied(html: str) -> str:
    """Return a page on which no line ends within a figure: 39 s, 1 min 48 s, 40 %.

    What stands inside tags, and what somebody writes in, is left as it is: it would come back otherwise.
    """
    return _MEASURE.sub(lambda found: found[1] or "\N{NO-BREAK SPACE}", html)


@cache
def templates() -> Environment:
    """Return the templates, each of which is worked out once, when somebody first opens its page."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    """Makes whole pages: a template, the words in the reader's language, and the headers that hold for all."""

    def __init__(self, *, texts: Texts, assets: Assets, demo: bool) -> None:
        """Read the templates; a name that a template does not get is an error, not an empty place."""
        self.texts = texts
        self.assets = assets
        self._demo = demo
        self._templates = templates()

    @property
    def is_demo(self) -> bool:
        """Whether every office here is invented."""
        return self._demo

    def lang(self, request: Request, facts: Facts | None) -> str:
        """Return the language for one request."""
        return choose(
            asked=request.query_params.get("lang"),
            remembered=request.cookies.get(COOKIE),
            accepted=request.headers.get("accept-language", ""),
            office=facts["languages"] if facts else (),
        )

    def show(
        self, request: Request, template: str, facts: Facts | None, *, status: int = HTTPStatus.OK, **content: Any
    ) -> HTMLResponse:
        """Return a page; a language asked for in the address is remembered in a cookie."""
        lang = self.lang(request, facts)
        response = self.said(lang, template, facts, status=status, **content)
        if request.query_params.get("lang") in LANGUAGES:
            is_tls = request.url.scheme == "https"
            response.set_cookie(COOKIE, lang, max_age=31_536_000, httponly=True, samesite="lax", secure=is_tls)
        return response

    def said(
        self, lang: str, template: str, facts: Facts | None, *, status: int = HTTPStatus.OK, **content: Any
    ) -> HTMLResponse:
        """Return a page in a language; nothing is remembered."""

        def t(msgid: str, /, **args: object) -> str:
            return self.texts.text(lang, msgid, **args)

        html = self._templates.get_template(template).render(
            lang=lang,
            languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
            t=t,
            static=self.assets.address,
            words=f"/i18n/{lang}.json?v={self.assets.digest}",
            version=self.assets.digest,
            facts=facts,
            invented=bool(facts["invented"]) if facts else self._demo,
            **content,
        )
        headers = {**HEADERS, "Content-Security-Policy": FRAMED} if self._demo else HEADERS
        if template in SENDING:
            headers = {**headers, "Referrer-Policy": "same-origin"}
        return HTMLResponse(tied(html), status_code=status, headers=headers)
