"""The plan's desk for the editor's tests: its answers are the real ones, its versions are kept in memory."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from parts.offices import AS
from service.alarm.instant import instant
from service.planning.answer import answer
from service.planning.frame import problem
from service.planning.picture import Picture, PictureError, cleaned
from service.planning.templates import templates
from service.web.i18n import load
from web.harness import now

TODAY = date(2026, 11, 23)
SHARED = load().translations


def version_of(text: str) -> str:
    """Return a text's version."""
    return sha256(text.encode()).hexdigest()


UNPROVEN: dict[str, Any] = {
    "proven_until": None, "cut_short": True, "sentence": "Nothing was proven.", "gaps": [], "weaknesses": [],
    "single_points": [], "grid": {"week": "2026-11-23", "columns": [], "rows": []}, "farthest": [],
}  # fmt: skip
_ANSWERED: dict[str, tuple[int, bytes]] = {}


async def answered(question: dict[str, Any]) -> tuple[int, bytes]:
    """Return a real answer, beside the loop; the same question is worked out once for all tests."""
    key = json.dumps(question, sort_keys=True)
    if key not in _ANSWERED:
        _ANSWERED[key] = await asyncio.to_thread(answer, question, SHARED)
    return _ANSWERED[key]


@dataclass(kw_only=True)
class Desk:
    """One office's plan: what is in force, the draft, and every version; a test may have it refuse or fall silent."""

    in_force: str | None = field(default_factory=AS.read_text)
    draft: dict[str, Any] | None = None
    scenarios: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    refuses: bool = False
    """Whether whoever writes may not."""
    only_reads: bool = False
    """Whether whoever asks may see the plan, and not try one out."""
    proves: bool = True
    """Whether it is proven that a text holds: the dear part, which some tests are not about."""
    standards: dict[str, str] = field(default_factory=dict)
    reminder: int | None = None
    file: dict[str, Any] | None = None
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lang: str = "en"
    pictures: dict[str, Picture] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Publish what is in force."""
        if self.in_force is not None:
            one = self._made(self.in_force, "gunilla")
            one |= {
                "state": "in_force",
                "holds_from": one["made_at"],
                "published": {"by": "gunilla", "at": one["made_at"], "reason": "Dörren får en ersättare i januari."},
                "approved": {"by": "gunilla", "at": one["made_at"]},
                "view": {"view": "agrees", "by": "anna", "words": "", "at": one["made_at"], "answer": None},
                "unread": [{"role": "door", "person": "ida"}, {"role": "manager", "person": "gunilla"}],
                "read": [{"role": "guard", "person": "hassan", "at": one["made_at"]}],
            }

    def save(self, text: str, by: str) -> None:
        """Save a draft, as somebody else does in another window."""
        revision = self.draft["revision"] + 1 if self.draft else 1
        self._made(text, by)
        self.draft = {
            "text": text, "revision": revision, "based_on": None, "by": by, "at": instant(now()),
            "version": version_of(text), "findings": [], "scenarios": self.scenarios,
        }  # fmt: skip

    def router(self) -> APIRouter:
        """Return the addresses that the editor uses."""
        routes = APIRouter(prefix="/api/v1/offices/{office}/plan")
        routes.add_api_route("", self._show, methods=["GET"])
        routes.add_api_route("/templates", self._templates, methods=["GET"])
        routes.add_api_route("/versions/{version}", self._version, methods=["GET"])
        routes.add_api_route("/draft", self._save, methods=["PUT"])
        routes.add_api_route("/read", self._read, methods=["GET"])
        routes.add_api_route("/pictures", self._keep_picture, methods=["POST"])
        routes.add_api_route("/pictures/{picture}", self._picture, methods=["GET"])
        for about in ("read", "edit", "diff", "coverage", "simulate"):
            routes.add_api_route(f"/{about}", self._answer, methods=["POST"])
        for what in ("approve", "view", "answer", "publish", "roll-back", "read-duty", "gone"):
            routes.add_api_route(f"/{what}", self._say, methods=["POST"])
        return routes

    def _made(self, text: str, by: str) -> dict[str, Any]:
        version = version_of(text)
        self.texts[version] = text
        made: dict[str, Any] = {
            "version": version, "state": "draft", "made_at": instant(now() - timedelta(days=3)), "made_by": by,
            "holds_from": None, "expires": "2027-06-30", "approved": None, "view": None, "published": None,
            "gaps": 1, "errors": 0, "warnings": 0, "changes": ["Door: Anna Berg stands in."],
            "read": [], "unread": [], "gone": [],
        }  # fmt: skip
        return self.versions.setdefault(version, made)

    async def _show(self) -> Response:
        if self.silent:
            return Response(status_code=503)
        force = self.versions[version_of(self.in_force)] if self.in_force is not None else None
        versions = sorted(self.versions.values(), key=lambda one: one["published"] is None)
        return JSONResponse(
            {
                "in_force": force, "next": None, "draft": self.draft, "versions": versions, "file": self.file,
                "reminder": self.reminder, "names": {},
            }
        )  # fmt: skip

    async def _version(self, version: str) -> Response:
        return JSONResponse({**self.versions[version], "text": self.texts[version]})

    async def _templates(self, office: str, lang: str = "en") -> Response:
        return JSONResponse(templates(office, lang, lambda id_: SHARED.get(lang, {}).get(id_, id_)))

    async def _keep_picture(self, request: Request) -> Response:
        try:
            kept = cleaned(await request.body())
        except PictureError as wrong:
            status, body = problem(HTTPStatus.UNPROCESSABLE_ENTITY, wrong.code, str(wrong.reason))
            return Response(body, status_code=status, media_type="application/problem+json")
        self.pictures[kept.name] = kept
        return JSONResponse({"name": kept.name, "width": kept.width, "height": kept.height}, status_code=201)

    async def _picture(self, picture: str) -> Response:
        kept = self.pictures.get(picture)
        if kept is None:
            status, body = problem(HTTPStatus.NOT_FOUND, "unknown_picture", "This picture is not here.")
            return Response(body, status_code=status, media_type="application/problem+json")
        return Response(kept.content, media_type={"png": "image/png", "jpg": "image/jpeg"}[kept.kind])

    async def _read(self, request: Request, office: str, lang: str = "en") -> Response:
        return await self._answer(request, office, lang)

    async def _answer(self, request: Request, office: str, lang: str = "en") -> Response:
        if self.silent:
            return Response(status_code=503)
        if self.only_reads and request.method == "POST":
            status, body = problem(HTTPStatus.FORBIDDEN, "not_allowed", "Bo may not do this here (try_plan).")
            return Response(body, status_code=status, media_type="application/problem+json")
        asked = json.loads(await request.body() or "{}")
        if not self.proves and request.url.path.endswith("/coverage"):
            return JSONResponse(UNPROVEN)
        asked = {"weeks": 4, "without_one": False, **asked}
        status, body = await answered(
            {
                "about": request.url.path.rsplit("/", 1)[-1],
                "asked": asked,
                "office": office,
                "language": lang,
                "now": datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Stockholm")).isoformat(),
                "today": TODAY.isoformat(),
                "live": self.in_force,
                "standards": self.standards,
                "habits": {},
                "left": [],
            }
        )
        return Response(body, status_code=status, media_type="application/json")

    async def _save(self, request: Request) -> Response:
        if self.silent:
            return Response(status_code=503)
        if self.refuses:
            status, body = problem(HTTPStatus.FORBIDDEN, "not_entitled", "Only the manager changes the plan.")
            return Response(body, status_code=status, media_type="application/problem+json")
        asked = json.loads(await request.body())
        kept = self.draft["revision"] if self.draft else None
        if asked["revision"] != kept:
            live = {"asked": {"old": self.draft["text"] if self.draft else None, "new": asked["text"]}}
            _, body = await answered(
                {
                    "about": "diff", "office": "as", "language": "en", "now": "2026-11-23T09:00:00+01:00",
                    "live": self.in_force,
                    "today": TODAY.isoformat(), "standards": {}, "habits": {}, "left": [], **live,
                }
            )  # fmt: skip
            found = json.loads(body).get("differences", [])
            detail = "Somebody saved meanwhile."
            status, body = problem(HTTPStatus.CONFLICT, "draft_changed", detail, theirs=self.draft, differences=found)
            return Response(body, status_code=status, media_type="application/problem+json")
        self.save(asked["text"], asked["by"])
        return JSONResponse(self.draft)

    async def _say(self, request: Request) -> Response:
        asked = json.loads(await request.body())
        what = request.url.path.rsplit("/", 1)[-1]
        self.said.append((what, asked))
        at, by = instant(now()), asked["by"]
        one = self.versions.get(asked.get("version") or asked.get("to") or "", {})
        match what:
            case "approve":
                one |= {"approved": {"by": by, "at": at}, "state": "approved"}
            case "view":
                one["view"] = {
                    "view": asked["view"],
                    "by": by,
                    "words": asked.get("words", ""),
                    "at": at,
                    "answer": None,
                }
            case "answer":
                one["view"]["answer"] = {"by": by, "words": asked["words"], "at": at}
            case "publish" | "roll-back":
                one |= {"published": {"by": by, "at": at, "reason": asked.get("reason")}, "state": "in_force"}
                one["holds_from"] = at
                self.in_force = self.texts[one["version"]]
            case "gone":
                force = self.versions[version_of(self.in_force or "")]
                gone = {"person": asked["person"], "name": "Ida Holm", "roles": ["door"]}
                force["gone"] = [gone] if asked["gone"] else []
            case _:
                force = self.versions[version_of(self.in_force or "")]
                force["unread"] = [row for row in force["unread"] if row["role"] != asked["role"]]
        return JSONResponse(one)
