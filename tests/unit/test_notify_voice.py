"""Calls: what the recordings say, and what a provider's words about a call mean."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.notify.voice.content import end_in, step_in
from service.notify.voice.shelf import OURS
from service.notify.voice.words import LANGUAGES, SPOKEN


def test_each_recording_says_what_is_written() -> None:
    """Whoever changes the words has to speak them again: `service/notify/voice/sounds/make.py`."""
    made = json.loads((OURS / "made.json").read_text())
    written = {
        f"{language}/{name}.mp3": hashlib.sha256(text.encode()).hexdigest()
        for name, languages in SPOKEN.items()
        for language, text in languages.items()
    }
    assert made == written
    assert {f"{file.parent.name}/{file.name}" for file in OURS.glob("*/*.mp3")} == set(made)
    assert all(set(languages) == set(LANGUAGES) for languages in SPOKEN.values())


@pytest.mark.parametrize(
    ("result", "heard"),
    [
        (None, "picked_up"),
        ("1", "coming"),
        ("2", "cannot"),
        ("5", "another_key"),
        ("12", "another_key"),
        ("failed", "no_key"),
        ("", "no_key"),
        ("1 ", "no_key"),
        ("\N{DEVANAGARI DIGIT ONE}", "no_key"),
        ("1" * 9, "no_key"),
    ],
)
def test_only_two_keys_are_answers(result: str | None, heard: str) -> None:
    """Each by itself; everything else is none."""
    step = step_in({"callid": "c1"} | ({} if result is None else {"result": result}))
    assert step is not None
    assert step.heard == heard


@given(st.dictionaries(st.sampled_from(["callid", "id", "result", "state", "why"]), st.text(max_size=300)))
def test_whatever_is_reported_never_fails(form: dict[str, str]) -> None:
    """And without a name for the call nothing is read."""
    step, end = step_in(form), end_in(form)
    if not (form.get("callid") or form.get("id")):
        assert (step, end) == (None, None)
