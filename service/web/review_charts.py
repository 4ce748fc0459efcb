"""What an office's alarms add up to, month by month: each chart with the same as a table. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from markupsafe import Markup

from service.figures.months import Month, Times
from service.web.charts.months import Series, Share, draw, draw_shares
from service.web.ports import NO_BUTTON, NOT_KNOWN, Charted
from service.web.tongue import Tongue, span_of

MOST_ZONES = 12
"""Zones in the chart; the table has all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """One chart, and what it is drawn from."""

    title: str
    note: str
    picture: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_empty: bool


def charts_of(charted: Charted, tongue: Tongue) -> tuple[Chart, ...]:
    """Return all charts of an office."""
    real = {one.month: one for one in charted.sums if one.mode == "actual"}
    drills = {one.month: one for one in charted.sums if one.mode == "drill"}
    return (
        _answers(charted.months, charted.times, tongue),
        _alarms(charted.months, real, drills, tongue),
        _mistakes(charted, tongue),
        _mistaken(charted, tongue),
        _help(charted.months, real, tongue),
    )


def month_in_words(month: str, lang: str) -> str:
    """Return `2026-11` as November 2026."""
    return str(format_date(_first(month), format="LLLL y", locale=lang))


def _answers(months: Sequence[str], times: Sequence[Times], tongue: Tongue) -> Chart:
    t, by = tongue.t, {one.month: one for one in times}
    found = [by.get(month) for month in months]
    title = t("Until the first answer")
    said = [
        t("%(month)s: half within %(half)s, 95 of 100 within %(most)s",
          month=month_in_words(month, tongue.lang), half=span_of(one.half), most=span_of(one.most)) if one else ""
        for month, one in zip(months, found, strict=True)
    ]  # fmt: skip
    most = Series(form="ring", values=[one.most / 1000 if one else None for one in found], said=said)
    half = Series(form="dot", values=[one.half / 1000 if one else None for one in found], said=said)
    rows = tuple(
        (month_in_words(month, tongue.lang), str(one.answered), span_of(one.half), span_of(one.most))
        for month, one in zip(months, found, strict=True)
        if one
    )
    return Chart(
        title=title,
        note=t("Real alarms, in seconds: half of them were answered within the dot, 95 of 100 within the ring."),
        picture=_picture(months, [most, half], title, tongue),
        heads=(t("Month"), t("Answered"), t("Half within"), t("95 of 100 within")),
        rows=rows,
        is_empty=not rows,
    )


def _alarms(months: Sequence[str], real: dict[str, Month], drills: dict[str, Month], tongue: Tongue) -> Chart:
    t, title = tongue.t, tongue.t("Alarms and presses")
    counts = [(real.get(month), drills.get(month)) for month in months]
    rows = [
        (
            month_in_words(month, tongue.lang),
            str(one.alarms if one else 0),
            str(one.presses if one else 0),
            str(drill.alarms if drill else 0),
        )
        for month, (one, drill) in zip(months, counts, strict=True)
    ]
    said = [t("%(month)s: %(alarms)s alarms, %(presses)s presses, %(drills)s drills",
              month=row[0], alarms=row[1], presses=row[2], drills=row[3]) for row in rows]  # fmt: skip
    bars = Series(form="bar", values=[one.alarms if one else 0 for one, _ in counts], said=said)
    presses = Series(form="ring", values=[one.presses if one and one.presses else None for one, _ in counts], said=said)
    return Chart(
        title=title,
        note=t("Bars are real alarms, rings the presses in them. More presses are no worse: people call for help."),
        picture=_picture(months, [bars, presses], title, tongue),
        heads=(t("Month"), t("Real alarms"), t("Presses in them"), t("Drills")),
        rows=tuple(rows),
        is_empty=not any(one or drill for one, drill in counts),
    )


def _mistakes(charted: Charted, tongue: Tongue) -> Chart:
    t, title = tongue.t, tongue.t("Set off by mistake, by place")
    zones = sorted(charted.zones, key=lambda one: (-one.alarms, tongue.place(one.zone)))
    shares = [
        Share(
            title=tongue.place(one.zone),
            part=one.mistakes,
            whole=one.alarms,
            said=t("%(place)s: %(part)s of %(whole)s", place=tongue.place(one.zone), part=one.mistakes,
                   whole=one.alarms),
        )
        for one in zones
    ]  # fmt: skip
    return Chart(
        title=title,
        note=t("The strong part of a bar was set off by mistake: a button in the way, not somebody who is careless."),
        picture=Markup(draw_shares(shares[:MOST_ZONES], title=title)),  # noqa: S704 - it escapes every text
        heads=(t("Where"), t("Real alarms"), t("Set off by mistake")),
        rows=tuple((one.title, str(one.whole), str(one.part)) for one in shares),
        is_empty=not shares,
    )


def _mistaken(charted: Charted, tongue: Tongue) -> Chart:
    t, title = tongue.t, tongue.t("Set off by mistake, by kind of button")
    every = sum(charted.mistaken.values())
    named = {NO_BUTTON: t("a screen or a telephone"), NOT_KNOWN: t("a button that is enrolled no more")}
    counts = sorted(((named.get(kind, kind), count) for kind, count in charted.mistaken.items()),
                    key=lambda one: (-one[1], one[0]))  # fmt: skip
    shares = [
        Share(title=name, part=count, whole=every, said=t("%(place)s: %(part)s of %(whole)s", place=name, part=count,
                                                          whole=every))
        for name, count in counts
    ]  # fmt: skip
    return Chart(
        title=title,
        note=t(
            "The strong part of a bar is its share of all mistakes. Which button it was, and whose, is not counted."
        ),
        picture=Markup(draw_shares(shares[:MOST_ZONES], title=title)),  # noqa: S704 - it escapes every text
        heads=(t("Kind of button"), t("Set off by mistake")),
        rows=tuple((name, str(count)) for name, count in counts),
        is_empty=not shares,
    )


def _help(months: Sequence[str], real: dict[str, Month], tongue: Tongue) -> Chart:
    t, title = tongue.t, tongue.t("Who was there first")
    found = [real.get(month) for month in months]
    rows = [
        (
            month_in_words(month, tongue.lang),
            *(
                str(count)
                for count in ((one.guard_first, one.colleague_first, one.outside_first) if one else (0, 0, 0))
            ),
            str(one.police if one else 0),
        )
        for month, one in zip(months, found, strict=True)
    ]
    said = [t("%(month)s: a guard %(guard)s times, a colleague %(colleague)s times",
              month=row[0], guard=row[1], colleague=row[2]) for row in rows]  # fmt: skip
    colleagues = Series(form="bar", values=[one.colleague_first if one else 0 for one in found], said=said)
    guards = Series(form="dot", values=[one.guard_first if one else None for one in found], said=said)
    return Chart(
        title=title,
        note=t("Bars: a colleague was there first; dots: a guard was."),
        picture=_picture(months, [colleagues, guards], title, tongue),
        heads=(t("Month"), t("A guard"), t("A colleague"), t("Somebody from outside"), t("Police asked for")),
        rows=tuple(rows),
        is_empty=not any(found),
    )


def _picture(months: Sequence[str], several: Sequence[Series], title: str, tongue: Tongue) -> Markup:
    labels = [str(format_date(_first(month), format="LLL", locale=tongue.lang)) for month in months]
    return Markup(draw(labels, several, title=title))  # noqa: S704 - draw escapes every text


def _first(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)
