"""What a person says to an alarm, as it comes in, and how a command is made of it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.alarm.actor import Actor, Spoken
from service.alarm.commands import AnyButRaise
from service.api.problem import Problem
from service.api.text import Name, Slug, Who, Words
from service.dispatch.book import OfficePage


class Said(BaseModel):
    """What a person says to an alarm, and from where."""

    model_config = ConfigDict(extra="forbid")

    person: Who | None = None
    """Who acts: a person's slug or opaque key, or `contact:` and a contact."""
    behalf_of: Who | None = None
    """For whom: somebody who has answered by telephone or radio."""
    screen: Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None
    words: Words = ""
    channel: Spoken | None = None
    """How somebody said it: herself on a screen or phone, or by telephone, by radio or in person to who types it."""
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
