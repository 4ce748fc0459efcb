"""What a plan says of closing the office, in words: for whoever reads it, and for what has changed."""

from collections.abc import Iterator

from roles.closing import Closing, ClosingItem
from roles.diff_part import Side, Sides
from roles.phrase import duration_in_words, role_in_words, text_of
from roles.plan import Plan
from roles.sentence import AND, Sentence, joined


def closing_in_words(plan: Plan, closing: Closing, *, language: str | None = None) -> Iterator[tuple[int, str]]:
    """Yield the lines that explain it, with how far each is set in."""
    again = duration_in_words(closing.look_again)
    yield 0, Sentence("When the office closes (looked at again after %(time)s):", time=again)
    for item in closing.items.values():
        yield 1, _item(plan, item, language)
    if closing.outside is not None:
        yield 1, Sentence("Told not to come in: %(who)s", who=_outside(plan, closing.outside, language))
    if closing.neighbours:
        yield 1, Sentence("Neighbours who are told: %(names)s", names=_names(plan, closing.neighbours))


def closing_sides(plan: Plan, language: str | None) -> Sides:
    """Return what is compared of closing the office."""
    closing = plan.closing
    if closing is None:
        return {}
    outside = _outside(plan, closing.outside, language) if closing.outside else Sentence("nobody")
    return {
        "checklist": Side(
            str([(i.id, sorted(i.say.items()), i.role, i.doors, i.switch) for i in closing.items.values()]),
            joined([_item(plan, item, language) for item in closing.items.values()]),
        ),
        "entrances": Side(closing.entrances, joined([_entrance(plan, one) for one in closing.entrances])),
        "outside": Side(closing.outside, outside),
        "neighbours": Side(set(closing.neighbours), _names(plan, closing.neighbours) or Sentence("nobody")),
        "look_again": Side(closing.look_again, duration_in_words(closing.look_again)),
    }


def _item(plan: Plan, item: ClosingItem, language: str | None) -> Sentence:
    says, role = text_of(plan, item.say, language=language), role_in_words(plan, item.role or "", language=language)
    told = Sentence("%(says)s: %(role)s", says=says, role=role)
    doors = joined([plan.doors[one].name if one in plan.doors else one for one in item.doors], AND)
    if doors:
        told = Sentence("%(told)s (%(what)s)", told=told, what=doors)
    outputs = joined([plan.outputs[one].name if one in plan.outputs else one for one in item.switch], AND)
    return Sentence("%(told)s, done by %(what)s", told=told, what=outputs) if outputs else told


def _outside(plan: Plan, id_: str, language: str | None) -> str:
    group = plan.groups.get(id_)
    return group.name if group else role_in_words(plan, id_, language=language)


def _entrance(plan: Plan, id_: str) -> str:
    known = plan.emergency_call.entrances.get(id_)
    return known.name if known else id_


def _names(plan: Plan, ids: tuple[str, ...]) -> str:
    return joined([plan.name_of(one) for one in ids], AND)
