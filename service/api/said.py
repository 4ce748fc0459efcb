"""What a person says to an alarm, as it comes in, and how a command is made of it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.access.visitor import Visitor
from service.alarm.actor import Actor
from service.alarm.actor import Spoken as SpokenOver
from service.alarm.alarm import Alarm
from service.alarm.commands import AnyButRaise
from service.api.identity import own_key, via_of
from service.api.problem import Problem
from service.api.text import Name, Slug, Who, Words
from service.dispatch.book import OfficePage


class Spoken(BaseModel):
    """Who says something to an alarm, for whom, and from where."""

    model_config = ConfigDict(extra="forbid")

    person: Who | None = None
    """Who acts: a person's slug or opaque key, or `contact:` and a contact."""
    behalf_of: Who | None = None
    """For whom: somebody who has answered by telephone or radio."""
    screen: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None
    words: Words = ""
    channel: SpokenOver | None = None
    """How somebody said it: herself on a screen or phone, or by telephone, by radio or in person to who types it."""


class Said(Spoken):
    """What a person says to an alarm."""

    to: Who | None = None
    """To whom a role or the lead is handed."""
    count: Annotated[int, Field(ge=1, le=99)] | None = None
    """How many more are needed."""
    number: Annotated[str, Field(pattern=r"^[0-9]{2,6}$")] | None = None
    """The number that is called, for instance 112."""
    because: Literal["unanswered", "broken", "done"] | None = None
    """How a call to the police ended."""
    weapons: Literal["none", "seen", "unknown"] | None = None
    injured: Literal["none", "yes", "unknown"] | None = None
    person_is: Literal["here", "gone", "unknown"] | None = None
    """Where the person is about whom the alarm was raised."""
    whereabouts: Slug | None = None
    """In which zone that person is."""
    meets: Who | None = None
    """Who meets the police."""
    entrance: Name = ""
    """Which way in they take, in words."""
    item: Annotated[str, Field(max_length=200, pattern=r"^[a-z0-9][a-zA-Z0-9:/._-]*$")] | None = None
    """Which line of a closing's checklist is answered."""
    answer: Literal["received", "done", "cannot"] | None = None
    minutes: Annotated[int, Field(ge=5, le=240)] | None = None
    """Until a closing is looked at again."""
    outcome: Literal["over", "mistake", "drill", "test", "other"] = "over"
    seen_her: bool | None = None
    """Whether she who ends it has seen who pressed with her own eyes; null where nobody asked."""


Make = Callable[[OfficePage, Actor, Said], AnyButRaise]
"""Makes a command from the plan in force, who says it, and what was said."""


def speaker_of(actor: Actor) -> str:
    """Return whose word it is; a problem where nobody is named."""
    speaker = actor.speaker
    if speaker is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "nobody_named", "Say in `person` who this is about.")
    return speaker


def actor_of(page: OfficePage, said: Spoken, alarm: Alarm, visitor: Visitor) -> Actor:
    """Return who says it: herself, where Trygg knows who she is; whose name is tapped, on a shared screen.

    Raises:
        Problem: nobody knows the person, or a visitor who is known named another one.
    """

    def key_of(who: str | None) -> str | None:
        if who is None or who in alarm.responders:  # also whom a newer plan has left out since: she was called
            return who
        key = page.key_of(who)
        if key is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
        return key

    office = page.plan.office
    return Actor(
        via=via_of(visitor, office, said.screen),
        who=own_key(visitor, office, key_of(said.person)),
        behalf_of=key_of(said.behalf_of),
        channel=said.channel,
    )
