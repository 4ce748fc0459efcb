"""What an invented office does about its reports and measures: most of it when it falls due, some of it later."""

from random import Random
from typing import Any, Final

from service.alarm.actor import Actor
from service.dispatch.book import OfficePage
from service.dispatch.undertake import Undertaking, state_of
from service.measure.commands import FinishMeasure
from service.report.classification import Aimed, Class, Severity
from service.report.commands import ClassifyReport, FinishReport, WriteReport
from service.report.report import Report
from service.store.port import Store
from service.store.undertaking_port import UndertakingKind

FOLLOWED_UP: Final = 0.75
"""How often what is due is done; what is not calls upon somebody and is due again."""
WORDS: Final = {"sv": "Han höjde rösten och slog i bordet.", "nb": "Han hevet stemmen og slo i bordet."}
CLASSES: Final = (Class.HARASSMENT, Class.THREAT, Class.THREAT, Class.IMPROPER_INFLUENCE, Class.DAMAGE)


class Aftermath:
    """Follows up with a chance of its own, so that the rest of the story is the same with it and without."""

    def __init__(self, store: Store, undertaking: Undertaking, page: OfficePage) -> None:
        """Do what the leads of an office would."""
        self._store = store
        self._undertaking = undertaking
        self._page = page
        self._random = Random(f"aftermath {page.plan.office}")  # noqa: S311 - a story, no secret

    async def does(self, id_: str) -> bool:
        """Do what is due, if the office gets round to it; tell whether it did."""
        kept = await self._store.undertaking(id_)
        if kept is None or kept.kind not in ("report", "measure") or self._random.random() > FOLLOWED_UP:
            return False
        lead = Actor(via="screen", who=next(iter(self._page.leads), None))
        if kept.kind == "measure":
            await self._ask("measure", id_, FinishMeasure(actor=lead, entitled=True))
            return True
        report: Report = state_of(kept)
        hers = Actor(via="phone", who=report.reporter) if report.reporter else lead
        words = WORDS.get(self._page.plan.languages[0], "He raised his voice and hit the table.")
        what = self._random.choice(CLASSES)
        aimed = Aimed.YES if what is Class.IMPROPER_INFLUENCE else Aimed.UNKNOWN
        sorted_ = ClassifyReport(actor=lead, classes=(what,), severity=Severity.NONE, aimed=aimed, entitled=True)
        for command in (
            WriteReport(actor=hers, words=words, entitled=True),
            sorted_,
            FinishReport(actor=lead, entitled=True),
        ):
            await self._ask("report", id_, command)
        return True

    async def _ask(self, kind: UndertakingKind, id_: str, command: Any) -> None:
        await self._undertaking.ask(self._page.plan.office, kind, id_, lambda _page, _unit, _state: command)
