"""Charts over months: hostile texts, empty offices and large ones; the table says what the picture shows."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from service.figures.months import Month, Times, Zone, month_before, months_between
from service.web.charts.months import Series, Share, draw, draw_shares
from service.web.i18n import load
from service.web.ports import Charted
from service.web.review_charts import charts_of
from service.web.tongue import Tongue
from web import cast

TEXTS = load()
MONTHS = months_between("2025-12", "2026-12")


def month(name: str, **more: int) -> Month:
    """Return a month with ten alarms."""
    names = [name for name in Month.__dataclass_fields__ if name not in ("office", "month", "mode")]
    return Month(office="as", month=name, mode="actual", **{**dict.fromkeys(names, 0), "alarms": 10, **more})


def a_year() -> Charted:
    """Return a year in which it took longer and longer."""
    return Charted(
        months=MONTHS,
        sums=[month(name, presses=12, guard_first=2, colleague_first=7) for name in MONTHS],
        times=[
            Times(office="as", month=name, answered=10, half=8_000 + n * 1_000, most=30_000 + n * 4_000)
            for n, name in enumerate(MONTHS)
        ],
        zones=[Zone(zone="room-114", alarms=80, mistakes=22), Zone(zone=None, alarms=4, mistakes=0)],
        mistaken={"shelly": 14, "": 5, "?": 3},
    )


def test_months_follow_each_other_over_a_years_end() -> None:
    """Twelve of them, and so many before or after any."""
    assert MONTHS[0] == "2025-12"
    assert MONTHS[1] == "2026-01"
    assert len(MONTHS) == 12
    assert (month_before("2026-01", 1), month_before("2026-11", -2)) == ("2025-12", "2027-01")
    assert months_between("2026-03", "2026-03") == ()


def test_every_chart_has_its_table() -> None:
    """What a picture shows stands in words beside it, in the reader's language, with the office's names."""
    charts = charts_of(a_year(), Tongue(lang="sv", texts=TEXTS, facts=cast.facts(), names={}))
    assert [len(chart.rows) for chart in charts] == [12, 12, 2, 3, 12]
    assert all(len(row) == len(chart.heads) for chart in charts for row in chart.rows)
    assert charts[0].rows[0] == ("december 2025", "10", "8 s", "30 s")
    assert charts[2].rows[0] == ("Rum 114", "80", "22")
    assert "Rum 114: 22 av 80" in charts[2].picture
    assert charts[3].rows[0] == ("shelly", "14")
    assert "en skärm eller en telefon: 5 av 22" in charts[3].picture
    assert not any(chart.is_empty for chart in charts)


def test_an_office_without_alarms_has_charts_that_say_so() -> None:
    """No picture is drawn of nothing, and none of it fails."""
    nothing = Charted(months=MONTHS, sums=(), times=(), zones=())
    charts = charts_of(nothing, Tongue(lang="en", texts=TEXTS, facts=cast.facts(), names={}))
    assert all(chart.is_empty for chart in charts)


def test_hostile_titles_stay_text() -> None:
    """Whatever a zone is called, it is no element, and nothing needs a style of its own."""
    hostile = '"><script>&'
    shares = draw_shares([Share(title=hostile, part=1, whole=2, said=hostile)], title=hostile)
    drawn = draw([hostile], [Series(form="bar", values=[1], said=[hostile])], title=hostile)
    for picture in (shares, drawn):
        assert "<script>" not in picture
        assert "style=" not in picture


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e9)), max_size=40), st.sampled_from(["bar", "dot", "ring", "line"]))
def test_whatever_the_values_all_is_inside_the_picture(values: list[float | None], form: str) -> None:
    """No value leaves the scale, and none of a month of which nothing is known is drawn."""
    series = Series(form=form, values=values, said=["x"] * len(values))  # type: ignore[arg-type]
    drawn = draw([str(n) for n in range(len(values))], [series], title="t")
    points = drawn.count('class="point')
    assert points == sum(value is not None for value in values)
    for attribute in (' y="', ' cy="'):
        for part in drawn.split(attribute)[1:]:
            assert 0 <= float(part.split('"')[0]) <= 176


def test_a_month_is_that_of_utc() -> None:
    """What an instant's first seven letters say is its month: both databases count alike."""
    assert datetime(2026, 11, 30, 23, 59, tzinfo=UTC).isoformat()[:7] == "2026-11"
