"""Text from outside, as far as a record may hold it and a screen may show it."""

from typing import Annotated

from pydantic import AfterValidator, Field

from roles.written import one_line, turns, written


def _runs_one_way(text: str) -> str:
    """Refuse a document that turns its direction: what is written in it would not be what is read."""
    line = turns(text)
    if line is not None:
        raise ValueError(f"line {line} holds an invisible mark that turns the direction of text; write the line anew")
    return text


Words = Annotated[str, Field(max_length=2000), AfterValidator(written)]
"""Free text that a person wrote, in lines."""

Name = Annotated[str, Field(max_length=200), AfterValidator(one_line)]
"""What something or somebody is called, on one line."""

Who = Annotated[str, Field(max_length=128), AfterValidator(one_line)]
"""A person's slug or opaque key, or `contact:` and a contact."""

Slug = Annotated[str, Field(max_length=64), AfterValidator(one_line)]
"""The name of a zone, an office or a screen."""

RunsOneWay = AfterValidator(_runs_one_way)
"""Holds a whole document to text that is read as it is written."""
