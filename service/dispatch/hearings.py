"""Who heard one press, and how well: evidence, written once for each press, and a hint where it was.

The names of gateways and how strongly they heard a button are fine location: they stand in what can be erased.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from devices.bounded import bounded
from service.alarm.actor import SERVICE
from service.timeline.entry import Draft, Entry

COPIES_HEARD: Final = "CopiesHeard"
MOST: Final = 16
"""Ears that are written down for one press, the best first; the others are counted."""
NEAR: Final = 500
"""Entries after an alarm's first among which its hearings are looked for; they are written seconds after the press."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """One ear that has heard a press: a gateway, a topic, or both."""

    gateway: str | None
    channel: str | None
    rssi: int | None
    """dBm, the best it has heard; None where it does not say."""


def told(of: Mapping[str, str], times: int, heard: Iterable[Hearing], at: datetime) -> Draft:
    """Return the entry that says how often a press was heard, and by whom; `of` is its alarm, press_key and device."""
    ears = sorted(heard, key=lambda one: (one.rssi is None, -(one.rssi or 0), one.gateway or "", one.channel or ""))
    gateways = len({one.gateway for one in ears if one.gateway})
    facts = {**of, "times": times, "gateways": gateways}
    return Draft(
        at=at,
        event=COPIES_HEARD,
        alarm=None,
        actor=SERVICE,
        facts=facts,
        personal={"heard": [_written(one) for one in ears[:MOST]]},
    )


def hearings_among(entries: Iterable[Entry], alarm: str) -> Sequence[Hearing]:
    """Return who heard the presses of an alarm; nobody where that was erased or never told."""
    return [
        Hearing(gateway=one["gateway"], channel=one["channel"], rssi=one["rssi"])
        for entry in entries
        if entry.event == COPIES_HEARD and entry.facts["alarm"] == alarm and entry.personal
        for one in entry.personal.content["heard"]
    ]


def _written(one: Hearing) -> dict[str, str | int | None]:
    return {
        "gateway": bounded(one.gateway) if one.gateway else None,
        "channel": bounded(one.channel) if one.channel else None,
        "rssi": one.rssi,
    }
