"""The devices in force: files and page merged, and another node's changes picked up."""

from dataclasses import replace
from datetime import UTC, datetime

from devices.inventory import Device, Inventory
from devices.registry import Registry
from parts.enrolments import Changing, Kept
from service.access.trace import noted
from service.alarm.actor import Actor
from service.jobs.enrolments import Enrolments
from service.store.enrolment_port import Enrolment

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
FILE = Device(office="as", device="pendant-1", name="Berlock 1")
PAGE = Device(office="as", device="pendant-9", name="Berlock 9")


def another_node_enrols(kept: Kept, device: Device) -> None:
    """Enrol a device elsewhere."""
    unit = Changing(kept)
    revision = unit.note(noted("DevicesEnrolled", AT, Actor(via="cli"), ["as"], device=device.device))
    unit.keep([Enrolment(device=device, revision=revision, changed_at=AT)])


class Using:
    """Takes over registries."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []

    async def use(self, registry: Registry) -> None:
        """Note which devices are in force."""
        self.taken.append([one.name for one in registry.inventory.devices])


async def test_what_another_node_enrolled_is_in_force_at_the_next_look() -> None:
    """And nothing is taken over anew where nothing has changed."""
    kept, using = Kept(), Using()
    enrolments = Enrolments(kept, using.use)
    await enrolments.from_files(Registry(Inventory([FILE])))
    another_node_enrols(kept, PAGE)
    await enrolments.refresh()
    await enrolments.refresh()
    assert using.taken == [["Berlock 1"], ["Berlock 1", "Berlock 9"]]
    assert kept.read == 2


async def test_what_was_enrolled_goes_on_while_the_store_does_not_answer() -> None:
    """A changed file is in force at once all the same; what the store says is read when it answers."""
    kept, using = Kept(), Using()
    enrolments = Enrolments(kept, using.use)
    another_node_enrols(kept, PAGE)
    await enrolments.from_files(Registry())
    kept.is_away = True
    await enrolments.from_files(Registry(Inventory([FILE])))
    assert using.taken[-1] == ["Berlock 1", "Berlock 9"]
    kept.is_away = False
    another_node_enrols(kept, replace(PAGE, device="pendant-10", name="Berlock 10"))
    await enrolments.refresh()
    assert using.taken[-1] == ["Berlock 1", "Berlock 10", "Berlock 9"]


async def test_a_file_that_names_a_device_of_the_page_overrules_it_and_gives_it_back() -> None:
    """The page's entry is kept, and in force again when the file names it no longer."""
    kept, using = Kept(), Using()
    enrolments = Enrolments(kept, using.use)
    another_node_enrols(kept, PAGE)
    await enrolments.from_files(Registry(Inventory([replace(PAGE, name="In the file")])))
    assert enrolments.merged.overruled == {("as", "pendant-9"): "pendant-9"}
    await enrolments.from_files(Registry())
    assert using.taken == [["In the file"], ["Berlock 9"]]
