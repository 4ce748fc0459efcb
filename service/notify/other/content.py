"""What is said over another way out. Pure."""

from typing import Final

from service.notify.port import Outgoing

LONGEST: Final = 600
"""Characters: as much as every service takes."""


def body_of(notice: Outgoing) -> str:
    """Return the text: the neutral sentence, and the answer link where there is one.

    Nobody knows on what screen it shows, or who else reads along in a chat: nothing of kind, place or names.
    """
    text = " ".join("".join(one if one.isprintable() else " " for one in notice.neutral).split())[:LONGEST]
    return text if notice.link is None else f"{text}\n{notice.link}"
