"""Every form that a browser sends by itself stands on a page that tells the service where it comes from."""

import re
from pathlib import Path

import pytest

from service.api.guard import BY_SECRET
from service.web import frame
from service.web.frame import SENDING

TEMPLATES = Path(frame.__file__).parent / "templates"
FORM = re.compile(r"<form\b[^>]*\bmethod=\"post\"[^>]*>", re.IGNORECASE)
BY_SCRIPT = {"login.html": "door.js", "pair.html": "door.js", "invitation.html": "invitation.js"}
"""Pages whose script sends the form, with an origin of its own; without scripts they say that they need them."""


def _with_parts(name: str) -> str:
    """Return a template with what it includes."""
    text = (TEMPLATES / name).read_text()
    return re.sub(r"{% include \"([\w.]+)\" %}", lambda found: _with_parts(found.group(1)), text)


@pytest.mark.parametrize("name", sorted(one.name for one in TEMPLATES.glob("*.html")))
def test_a_page_with_a_form_is_one_that_may_send_it(name: str) -> None:
    """With `no-referrer` a browser sends `Origin: null`, and the guard answers 403: as it did to notes once."""
    text = _with_parts(name)
    if not FORM.search(text) or "{% extends" not in text:
        return
    if name in BY_SCRIPT:
        script = (TEMPLATES.parent / "static" / BY_SCRIPT[name]).read_text()
        assert BY_SCRIPT[name] in text
        assert "preventDefault" in script
        assert "<noscript>" in text
    elif name == "answer.html":
        assert BY_SECRET.fullmatch("/a/some-secret"), "nobody from elsewhere knows its address"
    else:
        assert name in SENDING


def test_every_page_that_may_send_has_a_form() -> None:
    """Nothing else tells anybody where a request comes from."""
    assert all(FORM.search(_with_parts(name)) for name in SENDING)
