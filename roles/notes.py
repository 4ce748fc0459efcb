"""What has been found in a document so far, and where each of its values stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from roles.plan import Finding, Severity
from roles.sentence import Sentence
from roles.trouble import Place

Path = tuple[str | int, ...]
"""Where a value stands in the document: keys, and positions in lists counted from 0."""

MOST_FINDINGS: Final = 200
"""Nobody mends more than these at once, and looking for what each one may have meant takes time."""

_START: Final = Place(line=1, column=1)


@dataclass(frozen=True, slots=True)
class Notes:
    """What has been found so far in one document, and where each value stands."""

    source: str
    findings: list[Finding] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Tell whether more findings would help nobody."""
        return len(self.findings) >= MOST_FINDINGS

    def add(self, code: str, message: Sentence, remedy: Sentence, place: Place, severity: Severity = "error") -> None:
        """Note one finding, unless there are too many already."""
        if not self.is_full:
            self.findings.append(
                Finding(
                    code=code,
                    severity=severity,
                    message=message,
                    line=place.line,
                    column=place.column,
                    remedy=remedy,
                    source=place.source or self.source,
                )
            )


def place_of(path: Path, places: Mapping[Path, Place]) -> Place:
    """Return where a value stands, or where the nearest thing around it does."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return _START
