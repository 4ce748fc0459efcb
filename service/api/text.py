"""Text from outside, as far as a record may hold it."""

from typing import Annotated

from pydantic import AfterValidator, Field


def _writable(text: str) -> str:
    """Refuse what a database or UTF-8 cannot hold, and drop nothing silently."""
    if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise ValueError("this text has half a character in it (a lone surrogate); send it again as UTF-8")
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        raise ValueError("this text has control characters in it; leave them out")
    return text


Words = Annotated[str, Field(max_length=2000), AfterValidator(_writable)]
"""Free text that a person wrote."""

Who = Annotated[str, Field(max_length=128), AfterValidator(_writable)]
"""A person's slug or opaque key, or `contact:` and a contact."""

Slug = Annotated[str, Field(max_length=64), AfterValidator(_writable)]
"""The name of a zone, an office or a screen."""
