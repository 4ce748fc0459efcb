"""Rules about neighbours that have a screen of this office, or a Trygg of their own."""

from collections.abc import Iterator

from roles.level import NEIGHBOUR
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import did_you_mean, shown


def unknown_neighbour(subject: Subject) -> Iterator[Problem]:
    """A screen at a neighbour’s hangs with somebody whom the closing tells: nobody else has anything to answer."""
    plan = subject.plan
    told = plan.closing.neighbours if plan.closing else ()
    for screen in plan.screens.values():
        if screen.neighbour is not None and screen.neighbour not in told:
            message = Sentence("The closing tells no neighbour %(word)s.", word=shown(screen.neighbour))
            yield Problem(("screens", screen.id, "neighbour"), message, did_you_mean(screen.neighbour, told))


def neighbour_sees_more(subject: Subject) -> Iterator[Problem]:
    """A screen at a neighbour’s is public: it hangs outside the office, and shows nothing of any alarm."""
    for screen in subject.plan.screens.values():
        if screen.neighbour is not None and (screen.audience != "public" or screen.zone is not None):
            key = "audience" if screen.audience != "public" else "zone"
            message = Sentence("The screen %(screen)s hangs outside this office.", screen=shown(screen.name))
            remedy = Sentence("Write audience: public, and no zone.")
            yield Problem(("screens", screen.id, key), message, remedy)


def loud_neighbour(subject: Subject) -> Iterator[Problem]:
    """That a neighbour closes is pressed by nobody and switches nothing here: it is another office’s word."""
    response = subject.plan.responses.get(NEIGHBOUR)
    if response is None:
        return
    if response.raised_by or response.police:
        key = "raised_by" if response.raised_by else "police"
        message = Sentence("Nobody presses that a neighbour closes, so nothing follows from who presses.")
        yield Problem(("response", NEIGHBOUR, key), message, Sentence("Remove this."))
    for number, step in enumerate(response.steps):
        if step.switch:
            message = Sentence("No lock and no lamp of this office is switched by another office’s word.")
            yield Problem(("response", NEIGHBOUR, "steps", number, "switch"), message, Sentence("Remove this."))
