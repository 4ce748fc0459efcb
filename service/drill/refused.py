"""Answers to what cannot be asked of drills at all, whatever state one is in."""

from roles.sentence import Sentence
from service.undertaking.refusal import UndertakingRefusal


def unknown_drill() -> UndertakingRefusal:
    """Return the answer to a name under which there is no drill."""
    return UndertakingRefusal("unknown_drill", Sentence("There is no such drill; look it up in the list of drills."))


def unfit_partners() -> UndertakingRefusal:
    """Return the answer to a joint drill of too many offices, or of one that is named twice."""
    return UndertakingRefusal("partners", Sentence("Up to four different offices drill together."))


def unknown_presser() -> UndertakingRefusal:
    """Return the answer to a presser whom the plan does not know."""
    return UndertakingRefusal("unknown_person", Sentence("The plan does not know who is to play the presser."))
