"""What would close a gap: every proposal does, and none is missed that a single name makes."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import roles
from parts.drawn_plan import drawn, read
from roles.coverage import Coverage, Gap, coverage
from roles.demand import named_in
from roles.document import load
from roles.edit import Put, edit
from roles.everybody import role_of
from roles.mend import MOST_MENDS, Mender
from roles.plan import All, Listed, Plan
from roles.presence import stretches
from roles.resolve import Question, resolve
from roles.sample import sample

EXAMPLES = Path(roles.__file__).parent / "examples"
SOME = settings(max_examples=max(1, settings().max_examples // 3))
MONDAY = datetime(2026, 12, 7, tzinfo=ZoneInfo("Europe/Stockholm"))


def _prove(plan: Plan, *, days: int = 7) -> Coverage:
    return coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(days=days), without_one=True)


def _mender(text: str, plan: Plan, reload: Callable[[str], Plan | None] = read) -> Mender:
    return Mender(plan=plan, text=text, found=_prove(plan), reload=reload)


def _is_closed(plan: Plan, gap: Gap) -> bool:
    """Tell whether no press that a gap is about finds its role short any more, at any instant of the gap."""
    after = _prove(plan)
    return not any(
        (one.kind, one.step, one.role) == (gap.kind, gap.step, gap.role)
        and one.away in {None, gap.away}
        and set(one.zones) & set(gap.zones)
        and (not one.pressers or not gap.pressers or set(one.pressers) & set(gap.pressers))
        and any(at.start_at < was.until_at and was.start_at < at.until_at for at in one.periods for was in gap.periods)
        for one in (*after.gaps, *after.weaknesses)
    )


@SOME
@given(st.integers(0, 2**32))
@example(seed=164)  # whoever is named more is one fewer for everybody, whose duty nobody lacks
@example(seed=2663)  # a gap whoever presses becomes two, by who presses, and no press finds more missing
def test_every_proposal_closes_its_gap_and_opens_none(seed: int) -> None:
    """With the edits made the plan has no errors, the gap is gone, and nobody finds more missing than before."""
    text, plan = drawn(seed)
    mender, before = _mender(text, plan), _short(plan)
    found = mender.found
    for gap in (*found.gaps, *found.weaknesses)[:6]:
        mends = mender.mends(gap)
        assert 1 <= len(mends) <= MOST_MENDS
        for mend in mends:
            assert mend.words.id
            if mend.edits:
                changed = read(edit(text, *mend.edits))
                assert changed is not None
                assert _is_closed(changed, gap)
                after = _short(changed)
                assert all(after[press] <= count for press, count in before.items())


def _is_for_all(plan: Plan, id_: str) -> bool:
    role = role_of(plan, id_)
    return role is not None and isinstance(role.holders, All)


def _short(plan: Plan) -> dict[tuple[object, ...], int]:
    """Return how many are missing in a step, for each press there can be in the week.

    Gaps do not tell it: one that is there whoever presses counts once, and a name may split it in two, by who presses.
    What everybody holds asks for nobody more: who has another role does not lack there.
    """
    response = plan.responses["emergency"]
    sets = {one.present: one.start_at for one in stretches(plan, MONDAY, MONDAY + timedelta(days=7))}
    return {
        (present, number, zone, presser): sum(
            one.missing for one in resolve(plan, asked).unfilled if not _is_for_all(plan, one.role)
        )
        for present, at in sets.items()
        for number, step in enumerate(response.steps)
        for zone in plan.zones
        for presser in present & plan.people.keys()
        for asked in [Question(at=at, roles=step.call, zone=zone, presser=presser)]
    }


@SOME
@given(st.integers(0, 2**32))
@example(seed=1298801)  # a name that closes a part of the gap's time only
@example(seed=6721)  # of two people one presses: whoever of them is named more for one role is missing in the other
def test_no_single_name_is_missed(seed: int) -> None:
    """Where nothing is proposed for a role held by name, nobody who is added to it closes the gap and opens no other.

    What only moves a gap, from one role to another of the same step, is no mend.
    """
    text, plan = drawn(seed)
    mender = _mender(text, plan)
    for gap in mender.found.gaps[:4]:
        role = plan.roles.get(gap.role)
        if role is None or not isinstance(role.holders, Listed) or any(one.edits for one in mender.mends(gap)):
            continue
        for who in set(plan.people) - set(named_in(plan, role)):
            put = Put(path=("roles", role.id, "deputies"), value=[*role.deputies, who])
            changed = read(edit(text, put))
            assert changed is None or not _is_closed(changed, gap) or _opens_another(mender.found, _prove(changed), gap)


def _opens_another(before: Coverage, after: Coverage, gap: Gap) -> bool:
    """Tell whether a press in the time of a gap finds more missing in some role than it did before."""
    ends = {end for one in (*before.gaps, *after.gaps) for at in one.periods for end in (at.start_at, at.until_at)}
    instants = [end for end in ends if any(at.start_at <= end < at.until_at for at in gap.periods)]
    return any(
        _missing(before, one, zone, presser, at) < one.missing
        for one in after.gaps
        for at in instants
        if _is_then(one, at)
        for zone in one.zones
        for presser in one.pressers or (None,)
    )


def _missing(found: Coverage, like: Gap, zone: str, presser: str | None, at: datetime) -> int:
    """Return how many are missing in a gap's role and step when somebody presses; whoever does, when it is None."""
    return max(
        (
            one.missing
            for one in found.gaps
            if (one.kind, one.step, one.role) == (like.kind, like.step, like.role)
            and zone in one.zones
            and (not one.pressers or presser in one.pressers)
            and _is_then(one, at)
        ),
        default=0,
    )


def _is_then(gap: Gap, at: datetime) -> bool:
    return any(period.start_at <= at < period.until_at for period in gap.periods)


def _example(name: str) -> tuple[str, Plan]:
    text = (EXAMPLES / name).read_text()
    plan = load(text, source=name, standards=_standards).plan
    assert plan is not None
    return text, plan


def _standards(name: str) -> bytes | None:
    file = EXAMPLES / f"{name}.standard.yaml"
    return file.read_bytes() if file.exists() else None


def test_the_first_gap_of_the_example_is_mended_by_a_name() -> None:
    """Nobody stands in for Ida at the door: three names would do, and for her absence it takes two."""
    text, plan = _example("as.yaml")
    mender = _mender(text, plan)
    (gap,) = mender.found.gaps
    first, *_rest = mender.mends(gap)
    assert first.words == "Add Anna Berg as deputy for Door"
    assert first.edits == (Put(path=("roles", "door", "deputies"), value=["anna"]),)
    (weakness,) = mender.found.weaknesses
    assert mender.mends(weakness)[0].words == "Add Anna Berg and Bo Lind as deputies for Door"


def test_a_plan_on_a_standard_is_mended_in_its_own_document() -> None:
    """What the office's document does not say yet is written into it, and it still stands on its standard."""
    text = _example("lunden.yaml")[0]
    text = text.replace("    deputies: [emil, layla]\n", "").replace("holders: [tove]", "holders: [emil]")
    changed = load(text, source="lunden.yaml", standards=_standards).plan
    assert changed is not None
    mender = _mender(text, changed, lambda new: load(new, source="lunden.yaml", standards=_standards).plan)
    gap = next(one for one in mender.found.gaps if one.role == "door")
    assert [bool(one.edits) for one in mender.mends(gap)] != [False]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ('"08:00-16:00"', "Let whoever is nearest come from up to 50 seconds away for C"),
        ('"12:00-16:00"', "Naming somebody who is there then is not enough for C"),
    ],
)
def test_a_longer_way_or_another_shift(hours: str, words: str) -> None:
    """Where the nearest are too far away a longer way is proposed; where nobody is there, it is said what helps."""
    text = f"""\
trygg: 1
office: vik
name: Vik
country: SE
languages: [en]
time_zone: Europe/Stockholm
hours: {{mon-fri: "08:00-16:00"}}
zones: {{hall: {{name: H, kind: corridor}}, attic: {{name: A, kind: corridor}}}}
walks: [[hall, attic, 50]]
people:
  a: {{name: A, home: hall}}
  b: {{name: B, home: hall}}
  c: {{name: C, home: attic}}
  d: {{name: D, home: attic}}
rosters: {{s: {{who: [c, d], hours: {{mon-fri: {hours}}}}}}}
roles: {{r: {{title: C, duty: D, holders: {{nearest: {{within: 20}}}}, needed: 2}}}}
response: {{emergency: {{steps: [{{call: r}}], repeat: {{every: 30, call: everybody}}, last_resort: "112"}}}}
"""
    plan = read(text)
    assert plan is not None
    mender = _mender(text, plan)
    gap = mender.found.gaps[0]
    assert str(mender.mends(gap)[0].words).startswith(words)


def test_the_work_for_a_large_plan_is_bounded() -> None:
    """The last gaps of a large plan are told what would help too, though not every name is tried for them."""
    text = re.sub(r", deputies: \[[^\]]*\]", "", sample(people=24, zones=6, roles=6))
    text = re.sub(r"holders: \[(person-\d+)[^\]]*\]", r"holders: [\1]", text)
    plan = read(text)
    assert plan is not None
    found = coverage(plan, start_at=MONDAY, until_at=MONDAY + timedelta(days=2))
    assert len(found.gaps) > 5
    mender = Mender(plan=plan, text=text, found=found, reload=read, most_work=4_000)
    told = [mender.mends(gap) for gap in found.gaps]
    assert all(told)
    assert told[0][0].edits
    assert not told[-1][0].edits
