"""What is looked over, in words, and what is compared of each turn."""

from roles.diff_part import Side, Sides
from roles.inspection import QUESTIONS, Inspection
from roles.phrase import duration_in_words, role_in_words, text_of
from roles.plan import Plan
from roles.sentence import Sentence, joined


def question_in_words(plan: Plan, question: str, *, language: str | None = None) -> str:
    """Return a question as it is asked: one that Trygg knows, or one of the plan's own; the word itself for neither."""
    own = next((turn.own[question] for turn in plan.inspections.values() if question in turn.own), None)
    if own is not None:
        return text_of(plan, own, language=language)
    return QUESTIONS.get(question) or question


def inspection_in_words(plan: Plan, one: Inspection) -> Sentence:
    """Return what is looked over in a turn, and how often."""
    places = joined([_place(plan, place) for place in one.of])
    return Sentence(
        "%(name)s: %(places)s, looked over every %(time)s",
        name=one.name,
        places=places,
        time=duration_in_words(one.every),
    )


def inspection_sides(plan: Plan, one: Inspection, language: str | None) -> Sides:
    """Return what is compared of a turn."""
    asked = (*one.questions, *one.own)
    return {
        "name": Side(one.name, one.name),
        "of": Side(set(one.of), joined([_place(plan, place) for place in one.of])),
        "every": Side(one.every, duration_in_words(one.every)),
        "by": Side(one.by, role_in_words(plan, one.by, language=language) if one.by else Sentence("nobody")),
        "ask": Side(
            (set(one.questions), {word: dict(say) for word, say in one.own.items()}),
            joined([question_in_words(plan, word, language=language) for word in asked]) or Sentence("what is usual"),
        ),
    }


def _place(plan: Plan, place: str) -> str:
    known = plan.zones.get(place) or plan.doors.get(place)
    return known.name if known else place
