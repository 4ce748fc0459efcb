"""The address at which a masked copy of an alarm's record is made for somebody outside."""

import csv
import json
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from io import BytesIO, StringIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fastapi import HTTPException, Request
from fastapi.responses import Response

from roles.sentence import Sentence
from service.addresses import Addresses
from service.privacy.secrecy import MOST_GROUNDS, Masks, persons_of, still_named
from service.store.port import StoreError
from service.timeline.entry import Entry
from service.web.export.as_csv import calm
from service.web.frame import HEADERS, Pages
from service.web.mark import N
from service.web.ports import Facts, Record
from service.web.privacy_port import PrivacyPort
from service.web.report_form import AWAY, LONGEST_BODY, Sent, sent_by
from service.web.review import told
from service.web.tongue import Tongue
from service.web.visiting import visitor_at

_NO_GROUND: Final = Sentence("Something is masked with a ground that has no words. Write them, or choose another one.")
_UNKNOWN: Final = Sentence("Something that was chosen is not known here. Choose again.")
_GROUNDS: Final = range(1, MOST_GROUNDS + 1)


def router(
    pages: Pages,
    privacy: PrivacyPort,
    known: Callable[[str], Facts],
    found: Callable[[Request, str, str], Awaitable[Record]],
) -> Addresses:
    """Return the addresses.

    Args:
        pages: knows the words and the reader's language.
        privacy: makes the copy, and notes that it was made.
        known: an office's static facts by its slug; raises HTTPException where there is no such office.
        found: finds an alarm that is open to a request, and notes the look; raises HTTPException for any other.
    """
    routes = Addresses(include_in_schema=False)

    def shown(request: Request, record: Record, sent: Sent, status: int = HTTPStatus.OK) -> Response:
        facts = known(record.office)
        tongue = Tongue(lang=pages.lang(request, facts), texts=pages.texts, facts=facts, names={})
        story = told(record, facts, tongue.lang, pages.texts)
        return pages.show(
            request,
            "disclosure.html",
            facts,
            status=status,
            alarm=record.alarm,
            title=f"{story.row.day} {story.row.time}",
            lines=story.lines,
            has_words={one.position for one in record.entries if _words_of(one)},
            persons=sorted(persons_of(record.entries).items(), key=lambda one: one[1].casefold()),
            grounds=_GROUNDS,
            sent=sent,
            wrong={name: sentence.said(tongue.t) for name, sentence in sent.wrong.items()},
            first_wrong=next(iter(sent.wrong), ""),
        )

    async def page(request: Request, office: str, alarm: str) -> Response:
        """Show what of a record can be masked."""
        return shown(request, await found(request, office, alarm), Sent())

    async def copy(request: Request, office: str, alarm: str) -> Response:
        """Return the masked copy as a package: to be read, to be checked, and the list of what was masked."""
        if len(await request.body()) > LONGEST_BODY:  # what is cut off would be shown, and not masked
            detail = N("This record is too long for this form. Ask whoever runs Trygg: the API masks it too.")
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
        record, sent = await found(request, office, alarm), await sent_by(request)
        masks, status = _masks(sent, record), HTTPStatus.UNPROCESSABLE_ENTITY
        left = still_named(record.entries, masks)
        sign = sha256(repr((masks, left)).encode()).hexdigest()[:16]
        if left and sent.one("sure-persons") != sign:
            positions = ", ".join(map(str, left))
            sent.wrong["persons"] = Sentence(
                "A name that is masked still stands in words that are shown: entries %(positions)s. Mask those words "
                "too, or send it once more.",
                positions=positions,
            )
            sent.unsure["persons"] = sign
        if sent.wrong:
            return shown(request, record, sent, status)
        try:
            made = await privacy.disclose(record, visitor_at(request), masks)
        except ValueError:
            sent.wrong["ground-1"] = _NO_GROUND
            return shown(request, record, sent, status)
        except StoreError:
            sent.wrong["ground-1"] = AWAY
            return shown(request, record, sent, HTTPStatus.SERVICE_UNAVAILABLE)
        facts = known(office)
        read = pages.said(pages.lang(request, facts), "disclosed.html", facts, copy=made, rows=_rows(made))
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{alarm}-masked.zip"'}
        return Response(_package(made, bytes(read.body)), media_type="application/zip", headers=headers)

    routes.add_api_route("/review/{office}/{alarm}/disclosure", page)
    routes.add_api_route("/review/{office}/{alarm}/disclosure", copy, methods=["POST"])
    return routes


def _words_of(entry: Entry) -> bool:
    return entry.personal is not None and any(name != "names" for name in entry.personal.content)


def _masks(sent: Sent, record: Record) -> Masks:
    """Return what a form masks. What is chosen and not known is noted as wrong: nothing is shown by a mistake."""
    persons: dict[str, int] = {}
    words: dict[int, int] = {}
    whole: dict[int, int] = {}
    for key in persons_of(record.entries):
        if chosen := sent.one(f"person-{key}"):
            persons[key] = _ground(sent, chosen)
    for entry in record.entries:
        if chosen := sent.one(f"entry-{entry.position}"):
            kind, _, number = chosen.partition("-")
            if kind not in ("words", "whole"):
                sent.wrong["ground-1"] = _UNKNOWN
            (words if kind == "words" else whole)[entry.position] = _ground(sent, number)
    grounds = [sent.one(f"ground-{one}").strip()[:200] for one in _GROUNDS]
    while grounds and not grounds[-1]:
        grounds.pop()
    return Masks(grounds=grounds, persons=persons, words=words, whole=whole)


def _ground(sent: Sent, number: str) -> int:
    if number not in [str(one) for one in _GROUNDS]:
        sent.wrong["ground-1"] = _UNKNOWN
        return 0
    return int(number)


def _rows(copy: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the copy's entries as they are read: position, time, event, who, and what was written."""
    rows: list[tuple[str, ...]] = []
    for line in copy["entries"]:
        if "masked" in line:
            rows.append((str(line["position"]), "", f"\N{FULL BLOCK}\N{FULL BLOCK} [{line['masked']}]", "", ""))
            continue
        content = line["personal"]["content"] if line["personal"] else {}
        who = ", ".join(content.get("names", {}).values())
        words = " · ".join(str(value) for name, value in content.items() if name != "names")
        rows.append((str(line["position"]), line["at"][:19].replace("T", " "), line["event"], who, words))
    return rows


def _package(copy: Mapping[str, Any], read: bytes) -> bytes:
    """Return a package of the copy, the same to be read, and what was masked in it."""
    listed = StringIO()
    out = csv.writer(listed, delimiter=";", lineterminator="\r\n")
    out.writerow(["position", "field", "ground", "words", "by", "at"])
    for one in copy["masked"]:
        ground = copy["grounds"][one["ground"] - 1]
        row = (one["position"], one["field"], one["ground"], ground, copy["made_by"], copy["made_at"])
        out.writerow([calm(str(cell)) for cell in row])
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        for name, content in (
            ("copy.json", json.dumps(copy, ensure_ascii=False, indent=1).encode()),
            ("copy.html", read),
            ("masked.csv", b"\xef\xbb\xbf" + listed.getvalue().encode()),  # so that a spreadsheet reads it as UTF-8
        ):
            package.writestr(ZipInfo(name), content)
    return made.getvalue()
