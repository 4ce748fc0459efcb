"""What a review says beside the entries: which screens showed it, who heard the button. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from babel.numbers import format_decimal

from service.web.ports import Seen
from service.web.tongue import Tongue, span


def seen_facts(seen: Seen, raised_at: datetime, tongue: Tongue) -> Iterator[tuple[str, str]]:
    """Yield titles with what is to be said under each; nothing of what this node does not know."""
    if seen.feedback is not None:
        to, took = seen.feedback
        told = {"seconds": format_decimal(max(took, 0.0), format="0.0", locale=tongue.lang)}
        said = tongue.t("on her phone after %(seconds)s s", **told) if to == "phone" else ""
        yield tongue.t("Told that it got through"), said or tongue.t("at the button after %(seconds)s s", **told)
    if seen.screens is not None:
        shown = [_shown(name, at, raised_at, is_calm=calm, tongue=tongue) for name, at, calm in seen.screens]
        yield tongue.t("Shown on screens"), "; ".join(shown) or tongue.t("on none")
    if seen.missing:
        yield tongue.t("NOT shown on"), ", ".join(seen.missing)


def heard_facts(heard: Sequence[tuple[str, int | None]], tongue: Tongue) -> Iterator[tuple[str, str]]:
    """Yield who heard the button: a hint where it was, and no proof."""
    if heard:
        yield tongue.t("Heard by"), "; ".join(name if dbm is None else f"{name} ({dbm} dBm)" for name, dbm in heard)


def _shown(name: str, at: datetime, raised_at: datetime, *, is_calm: bool, tongue: Tongue) -> str:
    told = {"screen": name, "span": span(at - raised_at)}
    if is_calm:
        return tongue.t("%(screen)s after %(span)s, as the mark only", **told)
    return tongue.t("%(screen)s after %(span)s", **told)
