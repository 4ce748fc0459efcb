"""What happens at one kind of alarm, step by step, in words."""

from collections.abc import Mapping
from typing import Any

from roles.everybody import role_of
from roles.hours import Shifts
from roles.plan import All, Condition, Group, Listed, Nearest, Response, Role, Step
from service.web.print.words import Piece, Words


def kind_of_alarm(words: Words, response: Response) -> dict[str, Any]:
    """Return a response as it stands on the wall."""
    every = response.repeat
    return {
        "title": words.kind(response.kind),
        "steps": [
            {"when": _when(words, step, number), "who": _called(words, step.call)}
            for number, step in enumerate(response.steps)
        ],
        "repeat": {
            "when": words.t("Again and again, %(time)s apart, until help is there", time=words.time(every.every)),
            "who": _called(words, every.call),
        }
        if every
        else None,
        "done": _done(words, response.done_when),
    }


def _when(words: Words, step: Step, number: int) -> str:
    if number == 0 and not step.after:
        when = words.t("At once")
    elif number == 0:
        when = words.t("After %(time)s", time=words.time(step.after))
    else:
        when = words.t("%(time)s later", time=words.time(step.after))
    if step.only_if is not None:
        when = words.t("%(when)s, only if %(wanted)s", when=when, wanted=_wanted(words, step.only_if))
    if step.unless is None:
        return when
    missing = [
        *_missing_accepted(words, step.unless),
        *_missing_arrived(words, step.unless),
        *_missing_pressers(words, step.unless),
    ]
    return words.t("%(when)s, if %(missing)s", when=when, missing=_or(words, missing)) if missing else when


def _wanted(words: Words, wanted: Condition) -> str:
    counts = (
        (words.t("%(count)s have said “I am coming”", count=wanted.accepted), wanted.accepted),
        (words.t("%(count)s are there", count=wanted.arrived), wanted.arrived),
        (words.t("%(count)s different people have pressed", count=wanted.pressers), wanted.pressers),
    )
    return ", ".join(said for said, count in counts if count > 0)


def _missing_pressers(words: Words, wanted: Condition) -> list[str]:
    if wanted.pressers < 1:
        return []
    return [words.t("fewer than %(count)s different people have pressed", count=wanted.pressers)]


def _missing_accepted(words: Words, wanted: Condition) -> list[str]:
    if wanted.accepted < 1:
        return []
    if wanted.accepted == 1:
        return [words.t("nobody has said “I am coming”")]
    return [words.t("fewer than %(count)s have said “I am coming”", count=wanted.accepted)]


def _missing_arrived(words: Words, wanted: Condition) -> list[str]:
    if wanted.arrived < 1:
        return []
    return [
        words.t("nobody is there")
        if wanted.arrived == 1
        else words.t("fewer than %(count)s are there", count=wanted.arrived)
    ]


def _or(words: Words, parts: list[str]) -> str:
    said = parts[0]
    for other in parts[1:]:
        said = words.t("%(one)s or %(other)s", one=said, other=other)
    return said


def _done(words: Words, done: Condition) -> str:
    if done.arrived == 1:
        return words.t("Help is there when one is on the spot.")
    if done.arrived > 1:
        return words.t("Help is there when %(count)s are on the spot.", count=done.arrived)
    return words.t("Help is on its way when %(count)s have said “I am coming”.", count=max(1, done.accepted))


def _called(words: Words, ids: tuple[str, ...]) -> list[Piece]:
    return [_counted(words.title(id_), role_of(words.plan, id_)) for id_ in ids]


def _counted(title: Piece, role: Role | None) -> Piece:
    many = role is not None and role.needed > 1 and not isinstance(role.holders, All)
    return {**title, "text": f"{title['text']} ×{role.needed}"} if role is not None and many else title


def holders_of(words: Words, role: Role, *, most: int) -> str:
    """Return who holds a role, by name or by nearness."""
    if isinstance(role.holders, All):
        return words.t("Everybody who is there")
    if isinstance(role.holders, Nearest):
        within = role.holders.within
        if role.needed == 1:
            near = words.t("Whoever is nearest")
        else:
            near = words.t("The %(count)s who are nearest", count=role.needed)
        training = getattr(role.holders, "training", ())
        if training:
            known = words.listed((words.name(one.replace("_", " ")) for one in training), most)
            near = words.t("%(near)s, trained in %(training)s", near=near, training=known)
        if within is None:
            return near
        return words.t("%(near)s, at most %(time)s away", near=near, time=words.time(within))
    return named(words, role.named, role.holders.ids, most=most) or words.t("Nobody named")


def deputies_of(words: Words, role: Role, *, most: int) -> str:
    """Return who stands in for a role; nothing where nobody has to, because it has no holder by name."""
    found = named(words, role.named_deputies, role.deputies, most=most)
    return found or (words.t("Nobody stands in") if isinstance(role.holders, Listed) else "")


def named(words: Words, as_written: tuple[str, ...], ids: tuple[str, ...], *, most: int) -> str:
    """Return names in their order; of more than fit, the groups and rosters that the plan itself names."""
    groups: Mapping[str, Group | Shifts] = {**words.plan.rosters, **words.plan.groups}
    if len(ids) > most and any(one in groups for one in as_written):
        whole = [words.name(groups[one].name) if one in groups else words.who(one) for one in as_written]
        return words.listed(dict.fromkeys(whole), most)
    return words.listed((words.who(one) for one in ids), most)
