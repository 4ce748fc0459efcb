"""Where gateways hang, as the devices document says it."""

from devices.document import load
from devices.gateways import Gateways


def test_a_gateway_has_the_place_that_the_document_gives_it_however_it_is_written() -> None:
    """A gateway is found by its name or address in any way of writing it, and only in its own office."""
    loaded = load("gateways: {as: {Hall-1: hall, 'AA:BB:CC:DD:EE:FF': room-114}}", "devices.yaml")
    assert loaded.ok
    gateways = Gateways(loaded.gateways)
    assert gateways.place_of("as", "hall-1") == "hall"
    assert gateways.place_of("as", "aabbccddeeff") == "room-114"
    assert gateways.place_of("as", "never-placed") is None
    assert gateways.place_of("other", "hall-1") is None


def test_a_place_that_cannot_be_one_is_found_fault_with() -> None:
    """What is no zone's slug is an error with its line, and places nobody."""
    loaded = load("gateways:\n  as:\n    hall: [a, list]\n    attic: No Slug\n", "devices.yaml")
    assert [finding.line for finding in loaded.findings] == [3, 4]
    assert loaded.gateways == ()
