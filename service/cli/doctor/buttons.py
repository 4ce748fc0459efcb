"""Whose button cannot tell her anything: right enough for use, and worth saying to her beforehand."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from devices.inventory import Device
from devices.untold import untold
from roles.plan import Plan
from service.cli.doctor.look import Look, note

MOST_NAMED = 10
"""Wearers who are named of an office; the devices page has them all."""


def looks(devices: Iterable[Device], plans: Mapping[str, Plan], today: date) -> Iterator[Look]:
    """Look at the buttons of each office; `plans` say what their wearers are called."""
    every = tuple(devices)
    for office in sorted({one.office for one in every}):
        if mute := untold(every, office, today):
            plan = plans.get(office)
            named = [
                f"{plan.name_of(who) if plan else who} ({', '.join(buttons)})"
                for who, buttons in list(mute.items())[:MOST_NAMED]
            ]
            more = f" and {len(mute) - MOST_NAMED} more" if len(mute) > MOST_NAMED else ""
            yield note(
                f"office {office}: a button cannot tell its wearer that somebody comes: {', '.join(named)}{more}; "
                "tell them so, and that their phones do"
            )
