"""Two lists of devices become one, and the files win."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from devices.folding import folded
from devices.inventory import Device
from devices.merge import merge, names_of

FILE = Device(office="as", device="pendant-1", name="From the file", known_as=("0x00158d0001a2b3c4",))
NAMES = st.sampled_from(["pendant-1", "pendant-2", "knob", "AA:BB:CC:DD:EE:01", "aabbccddee01", "desk/left"])
DEVICES = st.lists(
    st.builds(
        Device,
        office=st.sampled_from(["as", "lunden"]),
        device=st.sampled_from(["pendant-1", "pendant-2", "knob"]),
        name=st.sampled_from(["file", "page"]),
        known_as=st.lists(NAMES, max_size=2).map(tuple),
    ),
    max_size=5,
    unique_by=lambda one: (one.office, one.device),
)


def test_a_file_wins_over_the_page_for_the_same_name() -> None:
    """The page's entry is not in force, and it is said which device of the file has its name."""
    merged = merge([FILE], [replace(FILE, name="From the page")])
    assert [one.name for one in merged.inventory.devices] == ["From the file"]
    assert merged.overruled == {("as", "pendant-1"): "pendant-1"}


def test_the_same_name_in_another_office_is_another_device() -> None:
    """Both are in force."""
    merged = merge([FILE], [replace(FILE, office="lunden")])
    assert len(merged.inventory.devices) == 2
    assert (merged.overruled, merged.without) == ({}, {})


def test_a_further_name_that_a_file_has_is_lost_and_the_rest_is_kept() -> None:
    """However the address is spelled."""
    other = Device(office="as", device="knob", name="Knob", known_as=("00:15:8D:00:01:A2:B3:C4", "desk"))
    merged = merge([FILE], [other])
    assert merged.inventory.devices[-1].known_as == ("desk",)
    assert merged.without == {("as", "knob"): ("00:15:8D:00:01:A2:B3:C4",)}


def test_a_device_whose_own_name_is_a_file_devices_further_name_is_overruled() -> None:
    """Else two devices would answer to it."""
    merged = merge([replace(FILE, known_as=("knob",))], [Device(office="as", device="knob", name="Knob")])
    assert merged.overruled == {("as", "knob"): "pendant-1"}


def test_only_addresses_are_compared_without_their_marks() -> None:
    """A word that has a hyphen is another word than one without."""
    assert folded("0x00158D0001A2B3C4") == folded("00:15:8d:00:01:a2:b3:c4")
    assert folded("pendant-1") != folded("pendant1")
    assert folded("AA-BB-CC-DD-EE-01") == "aabbccddee01"


@given(DEVICES, DEVICES)
def test_no_name_of_an_office_names_two_devices_and_no_file_entry_is_changed(
    files: list[Device], page: list[Device]
) -> None:
    """Whatever both lists say: the files' devices are in force as they stand, and the page takes nothing from them."""
    merged = merge(files, page)
    assert list(merged.inventory.devices[: len(files)]) == files
    theirs = {(one.office, name) for one in files for name in names_of(one)}
    added = merged.inventory.devices[len(files) :]
    claimed = [(one.office, name) for one in added for name in names_of(one)]
    assert not theirs & set(claimed)
    assert len(claimed) == len(set(claimed))
    assert {(one.office, one.device) for one in added} | set(merged.overruled) == {
        (one.office, one.device) for one in page
    }
