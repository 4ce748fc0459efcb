"""Whether what offices decided about what they keep is followed: by the very offices that decided it."""

from collections.abc import Collection, Iterator

from service.cli.doctor.look import Look, fine, missing
from service.settings import Settings


def looks(settings: Settings, offices: Collection[str]) -> Iterator[Look]:
    """Look at each office's own times; `offices` are those that have a plan.

    A table under another name is followed by nobody, and what is erased too early does not come back.
    """
    for office, keeps in sorted(settings.offices_keep.items()):
        if office in offices:
            yield fine(f"what is kept: {office} follows its own decision, {keeps.decision}")
        else:
            yield missing(
                f"what is kept: the settings hold a decision for {office!r}, and no office has that name; correct the "
                f"name of the table [offices_keep.{office}]"
            )
