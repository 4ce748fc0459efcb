"""What happened to a pulse; docs/reference/timeline.md has the facts of each. An answer is none of them."""

from typing import Final

EVENTS: Final = frozenset({"PulseOpened", "PulseClosed", "PulseCalledOff"})
"""Every event of a pulse."""
