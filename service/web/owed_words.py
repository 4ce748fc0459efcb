"""What the auditor found unserved, in words."""

from typing import Final

from service.web.mark import N

OWED: Final = {
    "alarm": N("the next step of an alarm"),
    "undertaking": N("the next step of a meeting, drill or check"),
    "feedback": N("the answer to a button"),
    "notice": N("a message to somebody"),
}
