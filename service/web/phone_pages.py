"""The telephone's page, and what a browser needs to keep it at hand: a manifest, a worker, and an empty frame.

Everything that a telephone's owner may be asked about is called a daybook: the page's title before it is drawn, the
icon on the telephone's first screen, the frame. Nothing that the browser keeps holds anything of an office.
"""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Path, Request
from fastapi.responses import Response

from devices.outputs import PATTERNS, UNSENT
from service.addresses import Addresses
from service.web.assets import Assets
from service.web.frame import HEADERS, Pages
from service.web.ports import Facts

FELT: Final = json.dumps({**{state: one.vibration for state, one in PATTERNS.items()}, "unsent": UNSENT})
"""The table that pendants go by, for the page."""
_WORKER: Final = "phone-worker.js"
_STYLES: Final = (
    *("tokens.css", "screen.css", "strip.css", "rail.css", "ways.css", "muster.css", "phone.css", "presser.css"),
    *("card-112.css", "closing.css"),
    "daybook.svg",
)


def router(pages: Pages, known: Callable[[str], Facts]) -> Addresses:
    """Return the telephone's addresses; `known` returns an office's facts, and raises where there is no such office."""
    routes = Addresses()
    worker = _worker(pages.assets)

    def phone(request: Request, office: str) -> Response:
        """Show the page for a presser's and a responder's telephone."""
        facts = known(office)
        shown = json.dumps(facts, ensure_ascii=False, default=str)
        return pages.show(request, "phone.html", facts, shown=shown, felt=FELT)

    def away(request: Request) -> Response:
        """Show the frame that a browser keeps: the page without anything of an office."""
        return pages.show(request, "phone.html", None, shown="{}", felt=FELT)

    def manifest(request: Request, office: Annotated[str, Path(max_length=64)]) -> Response:
        """Say how the page is kept on a telephone; it tells nothing of the office, so it is asked nothing."""
        content = json.dumps(_manifest(pages, request, office), ensure_ascii=False)
        return Response(content, media_type="application/manifest+json", headers=HEADERS)

    def work() -> Response:
        """Return the worker; always asked for anew, so that an update is never held up by an older one."""
        headers = {**HEADERS, "Service-Worker-Allowed": "/p/"}
        return Response(worker, media_type="text/javascript; charset=utf-8", headers=headers)

    routes.add_api_route("/p/{office}", phone)
    routes.add_api_route("/phone-away", away)
    routes.add_api_route("/phone/{office}.webmanifest", manifest)
    routes.add_api_route("/phone-worker.js", work)
    return routes


def _manifest(pages: Pages, request: Request, office: str) -> Mapping[str, Any]:
    lang = pages.lang(request, None)
    address = f"/p/{quote(office, safe='')}"
    icons = [
        {"src": pages.assets.address("daybook.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": pages.assets.address("daybook-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": pages.assets.address("daybook-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    return {
        "name": pages.texts.text(lang, "Daybook"),
        "short_name": pages.texts.text(lang, "Daybook"),
        "lang": lang,
        "id": address,
        "start_url": address,
        "scope": "/p/",
        "display": "standalone",
        "background_color": "#f4f5f2",
        "theme_color": "#f4f5f2",
        "icons": icons,
    }


def _worker(assets: Assets) -> bytes:
    """Return the worker with this version's name and the files of the frame above it."""
    files = [assets.address(name) for name in (*_STYLES, "phone.js")]
    icon = assets.address("daybook-192.png")
    consts = {"VERSION": assets.digest, "FILES": files, "ICON": icon}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in consts.items())
    return head.encode() + assets.files[_WORKER].content
