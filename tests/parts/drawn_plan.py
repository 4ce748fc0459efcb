"""Small offices drawn by chance, as documents: for tests that change a plan's text and look at what comes of it."""

from collections.abc import Sequence
from random import Random

from roles.document import load
from roles.plan import Plan

PEOPLE = tuple("abcdefg")
ZONES = ("hall", "room", "attic")
SOURCE = "vik.yaml"


def read(text: str) -> Plan | None:
    """Return the plan of a text; None when it has errors."""
    return load(text, source=SOURCE).plan


def drawn(seed: int) -> tuple[str, Plan]:
    """Return a document without errors, and its plan: the first that a seed leads to."""
    chance = Random(seed)
    while True:
        text = _document(chance)
        plan = read(text)
        if plan is not None:
            return text, plan


def _some(chance: Random, names: Sequence[str], least: int, most: int) -> list[str]:
    return chance.sample(names, chance.randint(least, min(most, len(names))))


def _listed(names: Sequence[str]) -> str:
    return f"[{', '.join(names)}]"


def _document(chance: Random) -> str:
    people = PEOPLE[: chance.randint(3, len(PEOPLE))]
    rosters = range(chance.choice([0, 1, 1, 2, 3]))
    ids = [f"r{number}" for number in range(chance.randint(1, 3))]
    hours = chance.choice(['"08:00-10:00"', '["08:00-09:15", "09:40-11:00"]', '"22:50-01:20"'])
    call = [*_some(chance, ids, 1, len(ids)), *(["everybody"] if chance.random() < 0.2 else [])]
    second = _listed(_some(chance, [*ids, "everybody"], 1, 2))
    return "\n".join(
        [
            "trygg: 1  # drawn",
            "office: vik",
            "name: Vik",
            "country: SE",
            "languages: [en]",
            "time_zone: Europe/Stockholm",
            f"hours: {{mon-wed: {hours}, {chance.choice(['fri', 'sun'])}: {hours}}}",
            f"closed: {chance.choice(['[]', '[2026-12-22]', '[2026-12-21, 2026-12-23]'])}",
            "zones:",
            *(f"  {zone}: {{name: {zone.title()}, kind: corridor}}" for zone in ZONES),
            "walks: [[hall, room, 10], [room, attic, 40]]",
            "people:",
            *(f"  {who}: {_person(chance, who)}" for who in people),
            "contacts: {out: {name: Out, phone: '1', reach: staff}}",
            *(["rosters:"] if rosters else []),
            *(f"  s{number}: {_roster(chance, people)}" for number in rosters),
            "roles:",
            *(f"  {id_}: {_role(chance, ids, people)}" for id_ in ids),
            "response:",
            "  emergency:",
            "    steps:",
            f"      - call: {_listed(call)}",
            *([f"      - {{after: 30, call: {second}}}"] if chance.random() < 0.5 else []),
            "    repeat: {every: 30, call: [everybody]}",
            '    last_resort: "112"',
            "",
        ]
    )


def _person(chance: Random, who: str) -> str:
    goes_in = ", goes_in: false" if chance.random() < 0.2 else ""
    return f"{{name: {who.upper()}, home: {chance.choice(ZONES)}{goes_in}}}"


def _roster(chance: Random, people: Sequence[str]) -> str:
    start = chance.choice(["08:00", "08:10", "08:50", "22:30", "23:45"])
    until = chance.choice(["09:05", "10:00", "11:00", "00:20", "01:30"])
    return f'{{who: {_listed(_some(chance, people, 1, 3))}, hours: {{mon-sun: "{start}-{until}"}}}}'


def _role(chance: Random, ids: Sequence[str], people: Sequence[str]) -> str:
    named = _listed(_some(chance, [*people, *people, "out"], 1, 3))
    near = chance.choice(["nearest", "{nearest: {within: 10}}", "{nearest: {within: 45}}"])
    parts = [
        "title: T",
        "duty: D",
        f"holders: {chance.choice([named, named, named, near, 'everybody'])}",
        f"needed: {chance.choice([1, 1, 1, 2])}",
        *([f"deputies: {_listed(_some(chance, people, 1, 2))}"] if chance.random() < 0.5 else []),
        *(["goes_in: true"] if chance.random() < 0.3 else []),
        *([f"not_with: {chance.choice(ids)}"] if chance.random() < 0.3 else []),
    ]
    return f"{{{', '.join(parts)}}}"
