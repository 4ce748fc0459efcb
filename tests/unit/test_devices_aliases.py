"""A device is found by its address and by its name, whichever it was enrolled by."""

from hypothesis import given
from hypothesis import strategies as st

from devices.aliases import Aliases
from devices.folding import folded
from devices.inventory import Device, Inventory
from devices.registry import load
from devices.signals import Battery, Inventoried, Listed, Press, Signal

IEEE = "0x00158d0001a2b3c4"
BY_ADDRESS = Device(office="as", device="knapp-1", name="Knapp 1", known_as=("00:15:8D:00:01:A2:B3:C4",))
BY_NAME = Device(office="as", device="knapp-2", name="Knapp 2", known_as=("Reception/Button",))
INVENTORY = Inventory([BY_ADDRESS, BY_NAME])


def _told(*listed: tuple[str, str], bridge: str = "zigbee2mqtt-bridge", groups: tuple[str, ...] = ()) -> Inventoried:
    devices = tuple(Listed(address=address, name=name) for address, name in listed)
    return Inventoried(office=None, device=bridge, listed=devices, groups=groups)


def _found(aliases: Aliases, name: str, broker: str = "own") -> Device | None:
    [signal] = aliases.resolved([Press(office=None, device=name)], INVENTORY, broker)
    return INVENTORY.find(None, signal.device or "")


def test_enrolled_by_address_found_by_name_and_the_reverse() -> None:
    """A bridge says which name belongs to which address; at another broker it says nothing."""
    aliases = Aliases()
    assert _found(aliases, "Room 114") is None
    aliases.note(_told((IEEE, "Room 114"), ("0xaabbccddeeff0011", "Reception/Button")), "own")
    assert _found(aliases, "Room 114") is BY_ADDRESS
    assert _found(aliases, IEEE) is BY_ADDRESS
    assert _found(aliases, "0xAABBCCDDEEFF0011") is BY_NAME
    assert _found(aliases, "Room 114", "house") is None


def test_a_device_that_was_renamed_is_found_under_its_new_name() -> None:
    """It was enrolled under the old one, and its address has stayed."""
    aliases = Aliases()
    aliases.note(_told((IEEE, "other"), ("0xaabbccddeeff0011", "Reception/Button")), "own")
    aliases.note(_told((IEEE, "other"), ("0xaabbccddeeff0011", "Front desk")), "own")
    assert _found(aliases, "Front desk") is BY_NAME


def test_each_bridge_names_what_comes_below_its_own_base_topic() -> None:
    """A second bridge takes no button away by calling another device so, nor by calling a group so."""
    aliases = Aliases()
    aliases.note(_told((IEEE, "button")), "own")
    aliases.note(_told(("0xaabbccddeeff0011", "button"), ("0x1", "Reception/Button"), bridge="upstairs-bridge"), "own")
    aliases.note(_told(bridge="rogue-bridge", groups=("button",)), "own")
    press = Press(office=None, device="button")
    [found] = aliases.resolved([press], INVENTORY, "own", "zigbee2mqtt/button")
    assert INVENTORY.find(found.office, found.device or "") is BY_ADDRESS
    assert aliases.resolved([press], INVENTORY, "own", "upstairs/button") == (press,)


def test_two_bridges_that_mean_different_devices_cost_no_press() -> None:
    """Where nobody can say which bridge's the message is, the press is that of each device it may mean."""
    aliases = Aliases()
    aliases.note(_told((IEEE, "button")), "own")
    aliases.note(_told(("0xaabbccddeeff0011", "button"), bridge="upstairs-bridge"), "own")
    assert _found(aliases, "button") is BY_ADDRESS
    said: list[Signal] = [Press(office=None, device="button"), Battery(office=None, device="button", percent=1)]
    two = Aliases()
    two.note(_told((IEEE, "button")), "own")
    two.note(_told(("0xaabbccddeeff0011", "Reception/Button"), bridge="upstairs-bridge"), "own")
    two.note(_told(("0xaabbccddeeff0011", "button"), bridge="upstairs-bridge"), "own")
    heard = two.resolved(said, INVENTORY, "own", "elsewhere/button")
    assert [(one.KIND, one.office, one.device) for one in heard] == [
        ("press", "as", "knapp-1"),
        ("press", "as", "knapp-2"),
        ("battery", None, "button"),
    ]


def test_a_groups_press_is_nobodys() -> None:
    """It has no effect, unless a device has that name; and it says nothing of anything but presses."""
    aliases = Aliases()
    aliases.note(_told((IEEE, "Room 114"), groups=("all-buttons", "Room 114")), "own")
    alarm = Press(office=None, device="all-buttons", unmistakable=True)
    said: list[Signal] = [alarm, Battery(office=None, device="all-buttons")]
    press, battery = aliases.resolved(said, INVENTORY, "own")
    assert (press.KIND, battery.KIND) == ("ignored", "battery")
    assert _found(aliases, "Room 114") is BY_ADDRESS


def test_what_a_bridge_says_nothing_about_stays() -> None:
    """Devices and groups come in messages of their own."""
    aliases = Aliases()
    aliases.note(_told((IEEE, "Room 114")), "own")
    aliases.note(Inventoried(office=None, device="zigbee2mqtt-bridge", groups=("all",)), "own")
    assert _found(aliases, "Room 114") is BY_ADDRESS
    assert aliases.is_group("own", "all")
    assert [(broker, bridge, one.name) for broker, bridge, one in aliases.listed()] == [
        ("own", "zigbee2mqtt-bridge", "Room 114")
    ]


def test_names_are_found_however_they_are_written() -> None:
    """Exactly first; then without minding case and an address's separators; two that are alike are no answer."""
    assert INVENTORY.find(None, "reception/BUTTON") is BY_NAME
    assert INVENTORY.find("north", "00158D0001A2B3C4") is BY_ADDRESS
    twins = Inventory(
        [Device(office=office, device="x", name="x", known_as=(name,)) for office, name in [("as", "AB"), ("b", "Ab")]]
    )
    assert twins.find("b", "ab") is twins.devices[1]
    assert twins.find(None, "ab") is None
    assert twins.find(None, "AB") is twins.devices[0]


def test_two_devices_that_are_written_alike_are_a_finding() -> None:
    """Where a message writes the name in a third way neither is found, so the document says so."""
    loaded = load("enrolled:\n  as:\n    a: {known_as: [AA-BB-CC-DD-EE-FF]}\n    b: {known_as: [aabbccddeeff]}\n", "d")
    assert [(one.code, one.severity) for one in loaded.findings] == [("D010", "warning")]
    assert loaded.ok


@given(octets=st.binary(min_size=6, max_size=8).filter(lambda told: len(told) != 7), mark=st.sampled_from(":-. "))
def test_an_address_is_one_however_it_is_written(octets: bytes, mark: str) -> None:
    """With any separator, in either case, with or without 0x; what is no address keeps its separators."""
    bare = octets.hex()
    assert {folded(bare), folded(octets.hex(mark).upper()), folded(f"0x{bare}")} == {bare}
    assert folded("Room-114") == "room-114"
