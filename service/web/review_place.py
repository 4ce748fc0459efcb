"""Where she was measured, and that somebody has not found her there, in the review: a sentence for each. Pure."""

from service.timeline.entry import Entry
from service.web.tongue import Tongue


def is_of_place(entry: Entry) -> bool:
    """Say whether an entry tells where she is, or is not."""
    return entry.event in ("ZoneMeasured", "ZoneDoubted")


def place_words(entry: Entry, tongue: Tongue) -> str:
    """Say one step in a sentence."""
    facts, place = entry.facts, tongue.place(entry.facts["zone"])
    if entry.event == "ZoneDoubted":
        return tongue.t("Said not to be here: %(place)s", place=place)
    if facts["moved_from"] not in (None, facts["zone"]):
        before = tongue.place(facts["moved_from"])
        return tongue.t("Measured here: %(place)s. The alarm has moved from %(before)s", place=place, before=before)
    if facts["confidence"] != "clear":
        return tongue.t("Probably measured here: %(place)s", place=place)
    return tongue.t("Measured here: %(place)s", place=place)
