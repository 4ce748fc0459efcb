"""A sentence: English as it stands, another language when asked."""

import copy
import pickle

from roles.sentence import Sentence, say

SWEDISH = {
    "There is no zone %(zone)s. %(advice)s": "Det finns ingen zon %(zone)s. %(advice)s",
    "Did you mean %(word)s?": "Menade du %(word)s?",
}


def test_a_sentence_is_its_english_text() -> None:
    """Whoever prints it sees plain English, percent signs of values and all."""
    assert Sentence("%(count)s of 100 % for %(who)s.", who="%(count)s", count=3) == "3 of 100 % for %(count)s."


def test_a_sentence_within_a_sentence_is_said_in_the_same_language() -> None:
    """Nothing stays in English inside a translated text."""
    inner = Sentence("Did you mean %(word)s?", word="room-1")
    told = Sentence("There is no zone %(zone)s. %(advice)s", zone="rom-1", advice=inner)
    assert told == "There is no zone rom-1. Did you mean room-1?"
    assert told.said(lambda id_: SWEDISH.get(id_, id_)) == "Det finns ingen zon rom-1. Menade du room-1?"


def test_a_text_that_is_no_sentence_stays_as_it_is() -> None:
    """Names and numbers are the same in every language."""
    assert say("Anna", SWEDISH.__getitem__) == "Anna"
    assert say(3, SWEDISH.__getitem__) == "3"


def test_a_copy_is_the_same_sentence() -> None:
    """Another process can translate it too."""
    told = Sentence("Did you mean %(word)s?", word="x")
    for again in (pickle.loads(pickle.dumps(told)), copy.deepcopy(told)):  # noqa: S301 - our own bytes
        assert again == told
        assert (again.id, again.args) == (told.id, told.args)
