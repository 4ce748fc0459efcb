"""One alarm's record in the form in which it is asked for."""

import json
from typing import Final, Literal

from service.figures.measure import measure
from service.timeline.extract import Extract, as_json
from service.web.export.as_csv import as_csv
from service.web.export.as_pdf import as_pdf
from service.web.export.package import package
from service.web.i18n import Texts
from service.web.ports import Facts, Taken
from service.web.review import told
from service.web.review_lanes import lanes_of
from service.web.tongue import Tongue

Form = Literal["json", "csv", "pdf", "zip"]
FORMS: Final[dict[Form, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
"""Each form, and the type it is sent as; `zip` is the package for an investigation."""


def made(form: Form, taken: Taken, facts: Facts, lang: str, texts: Texts) -> bytes:
    """Return the record in a form; it may take seconds, and is no work for the service's loop.

    Raises:
        TypesetError: the PDF could not be made.
    """
    match form:
        case "json":
            return _json(taken.extract)
        case "csv":
            return _csv(taken, facts, lang, texts)
        case "pdf":
            return _pdf(taken, facts, lang, texts)
        case "zip":
            files = {
                "alarm.pdf": _pdf(taken, facts, lang, texts),
                "alarm.csv": _csv(taken, facts, lang, texts),
                "alarm.json": _json(taken.extract),
            }
            return package(taken.extract, files, taken.plan, facts, texts)


def _json(extract: Extract) -> bytes:
    return (json.dumps(as_json(extract), ensure_ascii=False, indent=1) + "\n").encode()


def _csv(taken: Taken, facts: Facts, lang: str, texts: Texts) -> bytes:
    return as_csv(taken.extract, told(taken.record, facts, lang, texts), _tongue(taken, facts, lang, texts))


def _pdf(taken: Taken, facts: Facts, lang: str, texts: Texts) -> bytes:
    tongue = _tongue(taken, facts, lang, texts)
    lanes = lanes_of(taken.record.entries, tongue)
    return as_pdf(taken.extract, told(taken.record, facts, lang, texts), lanes, tongue)


def _tongue(taken: Taken, facts: Facts, lang: str, texts: Texts) -> Tongue:
    names = {**taken.record.authors, **measure(taken.record.entries).names}
    return Tongue(lang=lang, texts=texts, facts=facts, names=names)
