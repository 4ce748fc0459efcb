"""What this Trygg writes of alarms is what `OLDEST_BESIDE` says that older ones understand."""

import json
from dataclasses import fields
from pathlib import Path

from service.alarm.alarm import Alarm
from service.alarm.events import EVENTS
from service.store.versions import OLDEST_BESIDE

KNOWN = Path(__file__).parents[1] / "vectors" / "schemas" / "words.json"


def test_a_new_event_or_field_lets_no_older_trygg_write_beside_it() -> None:
    """Whoever adds one adds a schema version, raises `OLDEST_BESIDE` to it, and then writes the words into the list.

    An older node cannot evolve an event that it does not know, and drops a field that it does not know (decision 0067).
    """
    known = json.loads(KNOWN.read_text())
    written = {
        "oldest_beside": OLDEST_BESIDE,
        "events": sorted(EVENTS),
        "fields": sorted(field.name for field in fields(Alarm)),
    }
    assert written == known, f"see the docstring of this test, then bring {KNOWN.name} up to date"
