"""Which meetings can be watched: everything that is wrong with what somebody wants, one sentence each."""

from datetime import datetime, timedelta
from typing import Final

from roles.sentence import Sentence
from service.meeting.commands import PlanMeeting
from service.undertaking.refusal import UndertakingRefusal

FARTHEST: Final = timedelta(days=60)
"""How far ahead a meeting can be planned."""
MOST_OPEN: Final = 300
"""How many meetings of an office can be planned or watched at a time: each is on every screen of the staff."""
LONGEST_PLACE: Final = 120
"""Characters that say where a home visit is."""


def must_be_plannable(command: PlanMeeting, at: datetime, longest: timedelta) -> None:
    """Let a meeting pass that can be watched.

    Args:
        command: what somebody wants.
        at: the moment.
        longest: how long a meeting can be watched.

    Raises:
        UndertakingRefusal: the first thing that is wrong with it.
    """
    if command.open_now >= MOST_OPEN:
        raise UndertakingRefusal(
            "too_many_meetings", Sentence("Too many meetings are planned here already. End some that will not be held.")
        )
    _must_have_times(command, at, longest)
    _must_have_people(command)
    _must_have_place(command)


def _must_have_times(command: PlanMeeting, at: datetime, longest: timedelta) -> None:
    begins_at = max(at, command.begins_at)
    if command.ends_at <= command.begins_at:
        raise UndertakingRefusal(
            "ends_before_it_starts", Sentence("The meeting ends before it starts. Look at its end once more.")
        )
    if command.ends_at <= at:
        raise UndertakingRefusal("is_past", Sentence("The meeting is past. Only what is still to come is watched."))
    if command.ends_at - begins_at > longest:
        raise UndertakingRefusal(
            "too_long", Sentence("A meeting is watched for a day at most. End it, and plan another one.")
        )
    if command.begins_at > at + FARTHEST:
        raise UndertakingRefusal("too_far", Sentence("A meeting can be planned for sixty days ahead at most."))


def _must_have_people(command: PlanMeeting) -> None:
    if command.watcher == command.person:
        raise UndertakingRefusal("watches_herself", Sentence("Nobody watches her own meeting. Choose somebody else."))
    if command.colleague == command.person:
        raise UndertakingRefusal("beside_herself", Sentence("Whoever is beside her is somebody else. Choose again."))
    if command.watcher == command.colleague:
        raise UndertakingRefusal(
            "watcher_is_beside", Sentence("The watcher is not in the meeting. Choose somebody who is elsewhere.")
        )
    if command.watcher in command.absent:
        raise UndertakingRefusal("watcher_absent", Sentence("The watcher is not at work then. Choose somebody else."))
    if command.colleague in command.absent:
        raise UndertakingRefusal(
            "colleague_absent", Sentence("Your colleague is not at work then. Choose another one.")
        )
    if command.person in command.busy:
        raise UndertakingRefusal(
            "already_in_meeting", Sentence("She has another meeting watched at that time. End that one first.")
        )


def _must_have_place(command: PlanMeeting) -> None:
    where = (command.where or "").strip()
    if command.place == "room" and (command.zone is None or not command.knows_zone):
        raise UndertakingRefusal("unknown_room", Sentence("The plan does not know this room. Choose one of its rooms."))
    if command.zone is not None and not command.knows_zone:
        raise UndertakingRefusal("unknown_room", Sentence("The plan does not know this room. Choose one of its rooms."))
    if command.place == "home_visit" and not where:
        raise UndertakingRefusal(
            "no_place", Sentence("Write where the visit is: street and number, nothing about whom you meet.")
        )
    if command.place != "home_visit" and where:
        raise UndertakingRefusal("place_not_asked", Sentence("Where it is is asked only for a home visit."))
    if len(where) > LONGEST_PLACE:
        raise UndertakingRefusal("place_too_long", Sentence("Write where the visit is in 120 characters at most."))
