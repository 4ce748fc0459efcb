"""What came of a plan's document."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roles.plan import Finding, Plan

if TYPE_CHECKING:  # whoever fetches what was read before needs none of what reads
    from roles.inherit import Deviation


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What came of a document: the plan when it has no errors, and all findings, warnings included.

    `text` is the whole plan as one document with line ends as LF, whose SHA-256 is the plan's version: the document
    itself, or what it becomes on its standard. `standards` are the names of the standards it asked for, found or not.
    """

    plan: Plan | None
    findings: tuple[Finding, ...]
    text: str = ""
    standards: tuple[str, ...] = ()
    deviations: tuple["Deviation", ...] = ()
