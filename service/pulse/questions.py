"""What the pulse asks, and how many answers it takes until something is told. No free text: words are recognised."""

from typing import Final

from roles.sentence import Sentence

QUESTIONS: Final = (
    Sentence("I feel safe at work in this office."),
    Sentence("I know what to do when an alarm goes off."),
    Sentence("I trust that somebody comes when I need help."),
)
"""Always these three, in this order: only then can one period be compared with another."""

STEPS: Final = (
    Sentence("Not at all"),
    Sentence("A little"),
    Sentence("Partly"),
    Sentence("Mostly"),
    Sentence("Completely"),
)
"""The answers to each, from 1 to 5."""

LEAST: Final = 5
"""So few answers are told; of fewer nothing is kept."""
MOST: Final = 1000
"""So many can be asked at most: a box of answers has room for them, and is always equally large."""
MOST_WEEKS: Final = 4
"""Whole weeks that a pulse is open for at most, beside the one that it begins in."""

LOWEST: Final = 15
HIGHEST: Final = 45
"""A mean beyond these tenths is told as these: it would tell what each has answered."""


def is_answer(answers: object) -> bool:
    """Say whether something is one answer to each question, from 1 to 5."""
    return (
        isinstance(answers, (list, tuple))
        and len(answers) == len(QUESTIONS)
        and all(type(one) is int and 1 <= one <= len(STEPS) for one in answers)
    )


def mean(total: int, answered: int) -> int:
    """Return the mean of so many answers in tenths, from `LOWEST` to `HIGHEST`."""
    return min(HIGHEST, max(LOWEST, (20 * total + answered) // (2 * answered)))


def told_total(total: int, answered: int) -> int:
    """Return a sum that says as much as its mean in tenths does, and no more: the record holds what is told.

    It is the same for each sum with that mean, so that at the ends nobody can tell whether all have said the same.
    """
    tenths = mean(total, answered)
    alike = [one for one in range(answered, len(STEPS) * answered + 1) if mean(one, answered) == tenths]
    return alike[-1] if tenths == LOWEST else alike[0]
