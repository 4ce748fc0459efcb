"""The enrolled devices are found by what a message calls them."""

from devices.inventory import Device, Inventory

PENDANT = Device(office="as", device="pendant-1", name="Berlock 1", known_as=("AA:BB",))
TWIN_AS = Device(office="as", device="twin", name="Tvilling", kinds={"double": "assist", "*": "medical"})
TWIN_NORTH = Device(office="north", device="twin", name="Tvilling", kinds={"double": "assist"})
INVENTORY = Inventory([PENDANT, TWIN_AS, TWIN_NORTH])


def test_the_office_of_the_message_comes_first() -> None:
    """A device that two offices have is the one of the office that the message names."""
    assert INVENTORY.find("as", "twin") is TWIN_AS
    assert INVENTORY.find("north", "twin") is TWIN_NORTH


def test_a_device_under_another_office_is_the_enrolled_one() -> None:
    """A device that only one office has is that one, whatever office the message names, also none."""
    assert INVENTORY.find("north", "pendant-1") is PENDANT
    assert INVENTORY.find("nowhere", "pendant-1") is PENDANT
    assert INVENTORY.find(None, "pendant-1") is PENDANT


def test_an_open_question_is_no_answer() -> None:
    """A device that two other offices have, or nobody, is not found."""
    assert INVENTORY.find("south", "twin") is None
    assert INVENTORY.find(None, "twin") is None
    assert INVENTORY.find("as", "stranger") is None
    assert Inventory().find("as", "") is None


def test_a_device_is_found_by_its_familys_name() -> None:
    """What a family of devices calls a device finds it too."""
    assert INVENTORY.find("as", "AA:BB") is PENDANT
    assert INVENTORY.find(None, "AA:BB") is PENDANT


def test_a_gesture_nobody_mapped_is_an_emergency() -> None:
    """A gesture raises its own kind, else the kind of every other gesture, else an emergency."""
    assert TWIN_AS.kind_of("double") == "assist"
    assert TWIN_AS.kind_of("single") == "medical"
    assert TWIN_NORTH.kind_of("single") == "emergency"
    assert PENDANT.kind_of("anything") == "emergency"
