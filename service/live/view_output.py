"""What a screen knows of the sirens, lamps and locks of an alarm. Pure; see view-output.js."""

from typing import Any, Final

Output = dict[str, Any]
"""One output of an alarm: `output`, `kind`, `state`, `reason`, `at`."""

EVENTS: Final = ("OutputCommanded", "OutputWithheld", "OutputConfirmed", "OutputFailed")


def with_output(outputs: list[Output], event: str, data: dict[str, Any], at: str) -> list[Output]:
    """Return the outputs after one was told something, left alone, or has said how it stands; the first told first."""
    name = data["output"]
    before = next((one for one in outputs if one["output"] == name), None)
    kind = data.get("kind") or (before["kind"] if before else None)
    reason = data.get("because") or data.get("reason")
    told = {"output": name, "kind": kind, "state": _state(event, data), "reason": reason, "at": at}
    if before is None:
        return [*outputs, told]
    return [told if one["output"] == name else one for one in outputs]


def _state(event: str, data: dict[str, Any]) -> str:
    if event == "OutputWithheld":
        return "withheld"
    if event == "OutputCommanded":
        return "commanded"
    if event == "OutputConfirmed":
        return "on" if data["on"] else "off"
    return "failed" if data["on"] else "stuck"
