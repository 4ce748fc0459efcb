"""The addresses of what is stored: the data sheet for everybody, and what is stored about oneself."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from babel.dates import format_date
from fastapi import HTTPException, Request
from fastapi.responses import Response

from service.access.rights import Role
from service.addresses import Addresses
from service.privacy.sheet import Sheet, Stored
from service.web.alarm_privacy import HOWS
from service.web.frame import Pages
from service.web.mark import N
from service.web.plan_print import HEADERS as FILE_HEADERS
from service.web.print.text import breakable, plain
from service.web.print.typeset import TypesetError, typeset
from service.web.privacy_port import PrivacyPort
from service.web.tongue import Tongue
from service.web.visiting import visitor_at

ROLES: Final[Mapping[Role, str]] = {
    Role.PRESSER: N("whoever presses"),
    Role.RESPONDER: N("whoever answers"),
    Role.LEAD: N("whoever leads"),
    Role.OFFICE_ADMINISTRATOR: N("whoever looks after the office"),
    Role.SECURITY: N("security"),
    Role.SAFETY_REPRESENTATIVE: N("the safety representative"),
    Role.LEADERSHIP: N("leadership"),
    Role.OPERATOR: N("whoever runs Trygg"),
    Role.DIRECTORY: N("a directory"),
    Role.METRICS: N("a program that watches"),
}
"""Roles as the sheet calls them."""

MOST_ENTRIES: Final = 500
"""Entries that the page shows, the newest; the file holds all."""


def router(pages: Pages, privacy: PrivacyPort) -> Addresses:
    """Return the pages and the paper."""
    routes = Addresses(include_in_schema=False)
    at_once = asyncio.Semaphore(1)

    def tongue_of(request: Request) -> Tongue:
        return Tongue(lang=pages.lang(request, None), texts=pages.texts, facts={}, names={})

    def sheet(request: Request) -> Response:
        """Show what is stored, how long, who may see it, and what leaves the building."""
        told, tongue = privacy.sheet(), tongue_of(request)
        return pages.show(
            request,
            "what_is_stored.html",
            None,
            tables=tables_of(told, tongue),
            never=[tongue.t(o) for o in told.never],
        )

    async def paper(request: Request) -> Response:
        """Return the same on paper."""
        told, tongue = privacy.sheet(), tongue_of(request)
        if at_once.locked():
            again = N("The sheet is being printed just now. Try again.")
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, again, headers={"Retry-After": "5"})
        at = privacy.now()
        document = {
            "lang": tongue.lang,
            "title": tongue.t("What is stored"),
            "invented": tongue.t("Invented offices, for trying out. They protect nobody.") if pages.is_demo else None,
            "lead": [tongue.t(told.database)],
            "nothing": tongue.t("Nothing."),
            "printed": tongue.t("Printed %(day)s", day=format_date(at.date(), format="long", locale=tongue.lang)),
            "tables": [
                {
                    "title": one["title"],
                    "note": None,
                    "heads": one["heads"],
                    "rows": [[breakable(plain(cell, 400)) for cell in row] for row in one["rows"]],
                }
                for one in (*tables_of(told, tongue), _never(told, tongue))
            ],
        }
        try:
            async with at_once:  # alarms need the machine more than a printer does
                made = await asyncio.to_thread(typeset, "figures", document, at)
        except TypesetError as reason:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, str(reason)) from reason
        headers = {**FILE_HEADERS, "Content-Disposition": 'inline; filename="trygg-data.pdf"'}
        return Response(made, media_type="application/pdf", headers={**headers, "Content-Language": tongue.lang})

    async def mine(request: Request) -> Response:
        """Show what is stored about oneself, and who has looked at it."""
        tongue = tongue_of(request)
        data = await privacy.data(visitor_at(request))
        looks = [_look(one, tongue) for one in (data["looks"] if data else ())]
        newest = list(reversed(data["entries"]))[:MOST_ENTRIES] if data else []
        return pages.show(request, "my_data.html", None, data=data, looks=looks, newest=newest, minute=_minute)

    routes.add_api_route("/what-is-stored", sheet)
    routes.add_api_route("/what-is-stored.pdf", paper)
    routes.add_api_route("/me/data", mine)
    return routes


def tables_of(sheet: Sheet, tongue: Tongue) -> list[dict[str, Any]]:
    """Return the sheet's tables, every number in them from the sheet."""
    t = tongue.t

    def kept(days: int | None, fate: str) -> str:
        if days is not None:
            return t("%(count)s days", count=days)
        return {"decided": t("Until somebody decides"), "fixed": t("Fixed"), "stays": t("It stays")}[fate]

    def how_long(one: Stored) -> str:
        others = (f"{office}: {kept(days, 'stays')}" for office, days in one.offices.items())
        return f"{'; '.join([kept(one.days, one.kind.fate), *others])}. {t(one.kind.end)}"

    besides = t("Everybody sees besides what is stored about herself.")
    decided = [t("The times follow this decision: %(decision)s.", decision=sheet.decision)] if sheet.decision else []
    decided += [
        t("%(office)s has decided for itself: %(decision)s.", office=office, decision=decision)
        for office, decision in sheet.offices.items()
    ]
    return [
        {
            "title": t("What is stored, and for how long"),
            "note": " ".join([t(sheet.database), besides, *decided]),
            "heads": [t("Kind"), t("What and why"), t("How long"), t("Who may see it")],
            "rows": [
                [
                    t(one.kind.title),
                    f"{t(one.kind.what)} {t(one.kind.why)}",
                    how_long(one),
                    ", ".join(t(ROLES[role]) for role in one.roles) or "–",
                ]
                for one in sheet.stored
            ],
        },
        {
            "title": t("What leaves the building"),
            "note": t("Nothing else does."),
            "heads": [t("What"), t("To")],
            "rows": [[t(one.what), ", ".join(one.to) or "–"] for one in sheet.leaves],
        },
    ]


def _never(sheet: Sheet, tongue: Tongue) -> dict[str, Any]:
    heads = [tongue.t("What is never stored"), ""]
    return {"title": heads[0], "heads": heads, "rows": [[tongue.t(one), "–"] for one in sheet.never]}


def _look(one: Mapping[str, Any], tongue: Tongue) -> tuple[str, str, str, int, str]:
    """Return who looked, how, when last, how often, and at what."""
    words = HOWS[one["how"]]
    return one["by"], tongue.t(words), _minute(one["last_at"]), one["times"], one["record"]


def _minute(at: str) -> str:
    """Return an instant as it is written in a record, without seconds, in UTC."""
    return f"{at[:10]} {at[11:16]} UTC"
