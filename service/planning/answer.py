"""One question about plans → its answer as JSON. Pure but for the language: whatever the question is, it answers."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from service.planning.forecast import predict
from service.planning.foresight import look_back
from service.planning.frame import Translations, problem
from service.planning.proof import prove
from service.planning.rosters import calendar_of
from service.planning.task import RefusedError, Task
from service.planning.texts import compare, edit_text, read_text

QUESTIONS: Mapping[str, Callable[[Task], dict[str, Any]]] = {
    "read": read_text,
    "edit": edit_text,
    "diff": compare,
    "coverage": prove,
    "simulate": predict,
    "calendar": calendar_of,
    "foreseen": look_back,
}
"""What can be asked, by its name."""


def answer(question: Mapping[str, Any], translations: Translations) -> tuple[int, bytes]:
    """Return the HTTP status and the JSON of an answer."""
    catalogue = translations.get(question["language"], {})
    task = Task(
        asked=question["asked"],
        office=question["office"],
        language=question["language"],
        translate=lambda id_: catalogue.get(id_, id_),
        now=datetime.fromisoformat(question["now"]),
        today=date.fromisoformat(question["today"]),
        live=question["live"],
        standards={name: text.encode("utf-8", "surrogateescape") for name, text in question["standards"].items()},
        habits=question["habits"],
        left=tuple(question.get("left", ())),
        down=frozenset(question.get("down", ())),
        mute=question.get("mute", {}),
        untested=frozenset(question.get("untested", ())),
        not_ready=question.get("not_ready", {}),
    )
    try:
        found = QUESTIONS[question["about"]](task)
    except RefusedError as reason:
        return problem(reason.status, reason.code, str(reason), **reason.more)
    return HTTPStatus.OK.value, json.dumps(found).encode()
