"""What lies in the folder of plans: a list of devices that is being written is not taken for a short one."""

from pathlib import Path

from service.jobs.folder import Looked, Stamp

LIST = Path("as.devices.yaml")
WHOLE = {LIST: Stamp(1, 1, 900)}


def _looked(size: int, at: int = 2) -> Looked:
    return Looked({}, {LIST: Stamp(at, at, size)}, {})


def test_a_list_that_has_become_shorter_is_read_when_two_looks_find_it_the_same() -> None:
    """An editor empties a file before it writes it: whoever presses in between is still enrolled."""
    emptied = _looked(0)
    assert not emptied.may_be_read(WHOLE, WHOLE)
    assert emptied.may_be_read(WHOLE, emptied.devices)
    assert not _looked(400, at=3).may_be_read(WHOLE, emptied.devices)
    assert _looked(900).may_be_read(WHOLE, WHOLE)
    assert _looked(1_000).may_be_read(WHOLE, WHOLE)
    assert _looked(10).may_be_read({}, {})
    assert Looked({}, {}, {}).may_be_read(WHOLE, WHOLE)
