"""The plans that an office can begin with, as texts that are already its own."""

from importlib.resources import files
from typing import Any

from roles.edit import Put, edit
from roles.sentence import Translate, say
from roles.template import TEMPLATES, written_in


def templates(office: str, language: str, translate: Translate) -> list[dict[str, Any]]:
    """Return each template with its text in a language, in which the office has its own slug."""
    folder = files("roles") / "templates"
    return [
        {
            "id": one.id,
            "title": say(one.title, translate),
            "says": say(one.says, translate),
            "text": edit(
                written_in((folder / f"{one.id}.yaml").read_text(encoding="utf-8"), [language]),
                Put(path=("office",), value=office),
            ),
        }
        for one in TEMPLATES
    ]
