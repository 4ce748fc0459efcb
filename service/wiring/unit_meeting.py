"""What a unit's meeting has still to speak about: reports, and the measures that follow from them."""

from collections.abc import Sequence
from typing import Final

from service.dispatch.book import Book, OfficePage
from service.dispatch.reports import ReadReports
from service.measure.measure import Measure
from service.report.report import Report
from service.store.port import Store
from service.web.ports import FollowedUp, ToDo

MOST: Final = 30
"""Reports on one paper."""


async def for_the_unit(store: Store, book: Book, office: str) -> Sequence[FollowedUp]:
    """Return the newest reports that were not spoken about yet, or of which something has still to be done.

    What was set off by mistake and is finished is left out: there is nothing to speak about. So is aftercare: how
    somebody is, is no matter for a meeting.
    """
    reports = ReadReports(store)
    found = await reports.unsettled(office, MOST)
    mine = {id_: [one for one in await reports.measures(office, id_) if one[1].task is None] for id_, _ in found}
    return [await _told(reports, book[office], id_, one, mine[id_]) for id_, one in found]


async def _told(
    reports: ReadReports, page: OfficePage, id_: str, report: Report, measures: Sequence[tuple[str, Measure]]
) -> FollowedUp:
    said = await reports.said(id_)
    return FollowedUp(
        happened_on=report.happened_on,
        zone=report.zone,
        is_near_miss=report.alarm is None,
        is_finished=report.is_over,
        classes=report.classes,
        severity=report.severity,
        met_on=report.met_on,
        decided=[one.words for one in said if one.event == "ReportDiscussed"],
        measures=[await _to_do(reports, page, *one) for one in sorted(measures, key=lambda one: one[1].until)],
    )


async def _to_do(reports: ReadReports, page: OfficePage, id_: str, measure: Measure) -> ToDo:
    planned = [one.words for one in await reports.said(id_) if one.event == "MeasurePlanned"]
    return ToDo(
        words="".join(planned[:1]),
        owner=page.name_of(measure.owner) if measure.owner else None,
        until=measure.until,
        ending=measure.ending,
    )
