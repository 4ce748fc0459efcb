"""An invented office of any size, as a plan document: to measure with, and to try out what a large plan is like."""

from typing import Final

_SHIFTS: Final = (
    '{mon-fri: "07:00-15:30"}',
    '{mon-fri: "10:30-19:00"}',
    '{mon-thu: "08:00-17:00", fri: "08:00-16:00"}',
)
_TEAMS: Final = 6


def sample(*, people: int = 60, zones: int = 40, roles: int = 12, each_her_own: bool = False) -> str:
    """Return a plan with so many people, zones and roles, in six teams that take turns at three shifts.

    With `each_her_own` everybody has a roster of her own that begins a few minutes after the one before, so that
    people come and go all day. At least 12 people and 3 roles make a plan without errors.
    """
    ids = [f"person-{number}" for number in range(people)]
    return "\n".join(
        [
            "trygg: 1",
            "office: sample",
            "name: An invented office",
            "country: SE",
            "languages: [en]",
            "time_zone: Europe/Stockholm",
            'hours: {mon-fri: "08:00-17:00"}',
            "zones:",
            *(f"  zone-{number}: {{name: Zone {number}, kind: corridor}}" for number in range(zones)),
            "walks:",
            # A tree: each zone lies beside the one with half its number.
            *(f"  - [zone-{number}, zone-{number // 2}, {3 + number % 5}]" for number in range(1, zones)),
            "people:",
            *(f"  {who}: {_person(number, zones)}" for number, who in enumerate(ids)),
            "rosters:",
            *(_own(ids) if each_her_own else _teams(ids)),
            "roles:",
            "  colleague: {title: Colleague, duty: Go there., holders: {nearest: {within: 40}}, needed: 3}",
            *(f"  role-{number}: {_role(number, ids)}" for number in range(1, roles)),
            "response:",
            "  emergency:",
            f"    steps: [{{call: [colleague, {', '.join(f'role-{number}' for number in range(1, roles))}]}}]",
            "    repeat: {every: 30}",
            '    last_resort: "112"',
            "  assist:",
            "    steps: [{call: [colleague, role-2]}]",
            "    repeat: {every: 30}",
            '    last_resort: "112"',
            "",
        ]
    )


def _person(number: int, zones: int) -> str:
    goes_in = ", goes_in: false" if number % 9 == 8 else ""
    return f"{{name: Person {number}, home: zone-{number * 7 % zones}{goes_in}}}"


def _teams(ids: list[str]) -> list[str]:
    lines = []
    for team in range(_TEAMS):
        weeks = [f"      - {_SHIFTS[(team + week) % len(_SHIFTS)]}" for week in range(len(_SHIFTS))]
        who = ", ".join(ids[team::_TEAMS])
        lines += [f"  team-{team}:", f"    who: [{who}]", "    from: 2026-11-23", "    weeks:", *weeks]
    return lines


def _own(ids: list[str]) -> list[str]:
    lines = []
    for number, who in enumerate(ids):
        minutes = 7 * 60 + number * 3 % 120
        hours = f'"{minutes // 60:02}:{minutes % 60:02}-{minutes // 60 + 9:02}:{minutes % 60:02}"'
        lines.append(f"  roster-{number}: {{who: {who}, hours: {{mon-fri: {hours}}}}}")
    return lines


def _role(number: int, ids: list[str]) -> str:
    """Return a role with holders and deputies from every team; each fourth of them goes in."""
    named = list(dict.fromkeys(ids[(number * 5 + step * 7) % len(ids)] for step in range(16)))
    going = ", goes_in: true, arrive_within: 300" if number % 4 == 1 else ""
    holders, deputies = ", ".join(named[:4]), ", ".join(named[4:])
    return f"{{title: Role {number}, duty: Do it., holders: [{holders}], deputies: [{deputies}]{going}}}"
