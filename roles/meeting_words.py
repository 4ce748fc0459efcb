"""Watched meetings in words: how they are watched, and what is compared of that."""

from roles.diff_part import Side, Sides
from roles.meeting import MeetingPlan
from roles.phrase import duration_in_words
from roles.plan import Plan
from roles.sentence import Sentence
from roles.term import ALARM_WORDS, word_said


def meetings_in_words(meetings: MeetingPlan) -> Sentence:
    """Return how patient the watch is, and what it raises."""
    return Sentence(
        "Watched meetings: %(grace)s after the end she is asked for %(person)s, then the watcher for %(watcher)s, "
        "then an alarm is raised: %(kind)s",
        grace=duration_in_words(meetings.grace),
        person=duration_in_words(meetings.ask_person),
        watcher=duration_in_words(meetings.ask_watcher),
        kind=word_said(meetings.kind, ALARM_WORDS),
    )


def meeting_sides(plan: Plan) -> Sides:
    """Return what is compared of watched meetings; a plan that says nothing of them is told as nothing."""
    one = plan.meetings
    nothing = Sentence("nothing")
    if one is None:
        return {key: Side(None, nothing) for key in ("grace", "ask_person", "ask_watcher", "check_every", "alarm_kind")}
    return {
        "grace": Side(one.grace, duration_in_words(one.grace)),
        "ask_person": Side(one.ask_person, duration_in_words(one.ask_person)),
        "ask_watcher": Side(one.ask_watcher, duration_in_words(one.ask_watcher)),
        "check_every": Side(one.check_every or "", duration_in_words(one.check_every) if one.check_every else nothing),
        "alarm_kind": Side(one.kind, word_said(one.kind, ALARM_WORDS)),
    }
