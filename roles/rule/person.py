"""Rules about people: what they are trained in, what they speak, and how they are reached."""

import re
from collections.abc import Iterator
from typing import Final

from roles.plan import Nearest
from roles.route import international
from roles.rule.problem import Problem, Subject
from roles.rule.route import reached
from roles.sentence import Sentence
from roles.term import ROUTE_WORDS, word_said
from roles.word import did_you_mean, shown

_LANGUAGE: Final = re.compile("[a-z]{2,3}")
_NEEDS: Final = {
    "sms": "phone",
    "voice": "phone",
    "email": "email",
    "webhook": "receiver",
    "alarm_centre": "receiver",
    "cap": "receiver",
    "other": "receiver",
}
"""The key that a way to somebody needs; her own phone is paired, and needs none."""


def unknown_training(subject: Subject) -> Iterator[Problem]:
    """A role asks only for training that somebody in the plan has; otherwise nobody can ever hold it."""
    known = {word for person in subject.plan.people.values() for word in person.training}
    for role in subject.plan.roles.values():
        for index, word in enumerate(role.holders.training if isinstance(role.holders, Nearest) else ()):
            if word not in known:
                path = ("roles", role.id, "holders", "nearest", "training", index)
                message = Sentence("Nobody in the plan is trained in %(training)s.", training=shown(word))
                remedy = did_you_mean(word, known) if known else Sentence("Write under people who is: training: …")
                yield Problem(path, message, remedy)


def out_of_reach(subject: Subject) -> Iterator[Problem]:
    """Whoever is called over a route has the number, the address or the receiver that it needs in the plan."""
    for section, person in reached(subject.plan):
        for index, way in enumerate(person.reached_by):
            key = _NEEDS.get(way)
            path = (section, person.id, "reached_by", index)
            said = word_said(way, ROUTE_WORDS)
            if way == "push" and section == "contacts":
                message = Sentence("%(name)s does not work here, and has no phone page here.", name=shown(person.name))
                yield Problem(path, message, Sentence("Take this way out."))
            elif key is not None and not getattr(person, key):
                message = Sentence("%(name)s is to be reached by %(way)s, but has no %(key)s in the plan.",
                                   name=shown(person.name), way=said, key=key)  # fmt: skip
                yield Problem(path, message, Sentence("Write it down (%(key)s: …), or take this way out.", key=key))
            elif key == "phone" and international(person.phone or "") is None:
                message = Sentence("%(way)s needs a number with the code of its country, and %(number)s has none.",
                                   way=said, number=shown(person.phone or ""))  # fmt: skip
                yield Problem(path, message, Sentence('Write it as phone: "+46 8 000 00 00".'))


def no_language(subject: Subject) -> Iterator[Problem]:
    """What a person speaks is written as a code of two or three letters, so that everybody writes it alike."""
    for person in subject.plan.people.values():
        for index, word in enumerate(person.languages):
            if _LANGUAGE.fullmatch(word) is None:
                message = Sentence("%(word)s is no code of a language.", word=shown(word))
                remedy = Sentence("Write two or three small letters: sv, nb, en, ar, uk.")
                yield Problem(("people", person.id, "languages", index), message, remedy)
