"""The addresses of what is told upward: a page, a file for spreadsheets, and paper."""

import asyncio
import csv
from datetime import datetime
from http import HTTPStatus
from io import StringIO
from typing import Final

from babel.dates import format_date
from fastapi import HTTPException, Request
from fastapi.responses import Response
from markupsafe import Markup

from service.access.action import Action
from service.access.visitor import allowed
from service.addresses import Addresses
from service.web.charts.months import Share, draw_shares
from service.web.figures_sheet import Sheet
from service.web.figures_tables import sheets_of
from service.web.figures_words import said
from service.web.frame import HEADERS, Pages
from service.web.mark import N
from service.web.plan_print import HEADERS as FILE_HEADERS
from service.web.ports import Upward, UpwardPort
from service.web.print.text import breakable, plain
from service.web.print.typeset import TypesetError, typeset
from service.web.tongue import Tongue
from service.web.visiting import visitor_at

LEAD: Final = (
    N("Finished quarters and years only: a quarter that goes on would tell each alarm as it comes."),
    N("Counts from 1 to 4 are hidden, and others with them, so that nobody can be worked out. Nobody is ranked here."),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def router(pages: Pages, port: UpwardPort, *, invented: bool) -> Addresses:
    """Return the page, the CSV and the PDF; each shows the offices whose figures somebody may see."""
    routes = Addresses(include_in_schema=False)
    at_once = asyncio.Semaphore(1)

    async def told(request: Request) -> tuple[Upward, tuple[Sheet, ...], Tongue]:
        visitor = visitor_at(request)
        upward = await port.upward(lambda office: allowed(visitor, Action.SEE_FIGURES, office))
        tongue = Tongue(lang=pages.lang(request, None), texts=pages.texts, facts={}, names={})
        return upward, sheets_of(upward, tongue), tongue

    async def figures(request: Request) -> Response:
        """Show what is told of all offices, or of those that are somebody's to see."""
        upward, sheets, tongue = await told(request)
        return pages.show(
            request,
            "figures.html",
            None,
            sheets=sheets,
            lead=[tongue.t(line) for line in LEAD],
            picture=_picture(upward, tongue),
            offices=upward.offices,
        )

    async def as_csv(request: Request) -> Response:
        """Return the same as one table for spreadsheets: a line for each cell."""
        _, sheets, tongue = await told(request)
        written = StringIO()
        out = csv.writer(written, delimiter=";" if tongue.lang != "en" else ",", lineterminator="\r\n")
        out.writerow([tongue.t("Table"), tongue.t("Office"), tongue.t("Column"), tongue.t("Value")])
        for sheet in sheets:
            for row in sheet.rows:
                for head, cell in zip(sheet.heads[1:], row[1:], strict=True):
                    out.writerow([_harmless(one) for one in (sheet.title, row[0], head, cell)])
        headers = {**HEADERS, "Content-Disposition": 'attachment; filename="trygg.csv"'}
        body = b"\xef\xbb\xbf" + written.getvalue().encode()  # so that Excel reads it as UTF-8
        return Response(body, media_type="text/csv; charset=utf-8", headers=headers)

    async def as_pdf(request: Request) -> Response:
        """Return the same on paper."""
        upward, sheets, tongue = await told(request)
        document = document_of(sheets, tongue, upward.at, invented=invented)
        if at_once.locked():
            again = "The figures are being printed just now. Try again."
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, again, headers={"Retry-After": "5"})
        try:
            async with at_once:  # alarms need the machine more than a printer does
                made = await asyncio.to_thread(typeset, "figures", document, upward.at)
        except TypesetError as reason:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, str(reason)) from reason
        headers = {
            **FILE_HEADERS,
            "Content-Disposition": 'inline; filename="trygg.pdf"',
            "Content-Language": tongue.lang,
        }
        return Response(made, media_type="application/pdf", headers=headers)

    routes.add_api_route("/figures", figures)
    routes.add_api_route("/figures.csv", as_csv)
    routes.add_api_route("/figures.pdf", as_pdf)
    return routes


def document_of(sheets: tuple[Sheet, ...], tongue: Tongue, at: datetime, *, invented: bool) -> dict[str, object]:
    """Return what the paper is set from."""
    day = str(format_date(at.date(), format="long", locale=tongue.lang))
    return {
        "lang": tongue.lang,
        "title": tongue.t("Figures of the offices"),
        "invented": tongue.t("Invented offices, for trying out. They protect nobody.") if invented else None,
        "lead": [tongue.t(line) for line in LEAD],
        "nothing": tongue.t("Nothing to show yet."),
        "printed": tongue.t("Printed %(day)s", day=day),
        "tables": [
            {
                "title": sheet.title,
                "note": sheet.note,
                "heads": list(sheet.heads),
                "rows": [[breakable(plain(cell, 80)) for cell in row] for row in sheet.rows],
            }
            for sheet in sheets
        ],
    }


def _picture(upward: Upward, tongue: Tongue) -> Markup:
    """Draw each office's attention beside the others', by name and not by number."""
    shares = [
        Share(title=one.name, part=one.now.tenths, whole=1000, said=f"{one.name}: {said(one.now.tenths, tongue.lang)}")
        for one in upward.attention
    ]
    return Markup(draw_shares(shares, title=tongue.t("Attention today")))  # noqa: S704 - it escapes every text


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and text != "–" else text
