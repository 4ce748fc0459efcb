"""What stands in the record only for those who are called: it is in no review, no export over HTTP and on no screen."""

from dataclasses import replace
from typing import Final

from service.timeline.entry import Entry

UNTOLD: Final = frozenset({"ReturnDescribed"})
"""Whose words nobody reads but who asks for them and is called: what somebody looks like who may come back."""


def as_told(entry: Entry) -> Entry:
    """Return an entry as others may read it: of what is told only to those who are called without its personal part.

    Its hash still holds: the chain has of a personal part only the digest.
    """
    return replace(entry, personal=None) if entry.event in UNTOLD else entry
