"""Every kind of undertaking, also those that are loaded when they are first met."""

import subprocess
import sys
from typing import get_args

import pytest

from service.dispatch.undertaking_kinds import KINDS, begun_by
from service.store.undertaking_port import UndertakingKind


def test_every_kind_is_known_under_its_name_and_by_what_it_begins_with() -> None:
    """Lists of kinds agree with each kind itself, whether that was loaded before or not."""
    assert set(KINDS) == set(get_args(UndertakingKind))
    assert len(KINDS) == len(list(KINDS))
    for name, kind in KINDS.items():
        assert kind.name == name
        assert {begun_by(event) for event in kind.begins_with} == {name}


def test_no_other_kind_is_known() -> None:
    """What a newer Trygg has written is no kind of this one, and begins nothing."""
    assert "parade" not in KINDS
    assert begun_by("ParadeBegun") is None
    with pytest.raises(KeyError):
        KINDS["parade"]  # type: ignore[index]  # what is asked here


def test_asking_whether_there_is_a_kind_loads_none() -> None:
    """In an alarm nothing is loaded because somebody asks what an entry begins."""
    program = (
        "import sys\n"
        "from service.dispatch.undertaking_kinds import KINDS, begun_by\n"
        "assert 'pulse' in KINDS and begun_by('RevisionBegun') == 'revision' and begun_by('NoteAdded') is None\n"
        "assert 'service.dispatch.pulse' not in sys.modules and 'service.dispatch.revision' not in sys.modules\n"
        "assert KINDS['pulse'].name == 'pulse' and 'service.dispatch.pulse' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
