"""The demo's office has its floors drawn, so that a way is seen on them from the first press."""

from pathlib import Path

from parts.offices import AS
from roles.document import load
from service.cli.demo.floors import DRAWN
from service.cli.demo.town import lay_out


def test_every_zone_is_drawn_and_the_plan_is_otherwise_the_example(tmp_path: Path) -> None:
    """Each zone has a shape that overlaps no other on its floor; without the shapes it is the example word for word."""
    text = (lay_out(tmp_path) / "as.yaml").read_text()
    plan, example = load(text, source="as.yaml"), load(AS.read_text(), source="as.yaml")
    assert plan.plan is not None
    assert [one.code for one in plan.findings] == [one.code for one in example.findings]
    assert {zone.id for zone in plan.plan.zones.values() if zone.shape} == set(plan.plan.zones) == set(DRAWN)
    boxes = [(one.floor, *_box([(float(x), float(y)) for x, y in one.shape])) for one in plan.plan.zones.values()]
    for number, (floor, left, top, right, bottom) in enumerate(boxes):
        for other, west, north, east, south in boxes[number + 1 :]:
            assert floor != other or right <= west or east <= left or bottom <= north or south <= top
    for shape in DRAWN.values():
        text = text.replace(f", shape: {shape}", "", 1)
    assert text == AS.read_text()


def _box(corners: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
