"""Who is said to read a record by a command: whoever the computer says it is."""

import os
import pwd

import pytest

from service.privacy.commanded import reader
from service.privacy.looking import COMMANDED


def test_it_is_the_computers_name_for_her_and_no_variables() -> None:
    """What stands in LOGNAME or USER is anybody's to set."""
    name = pwd.getpwuid(os.getuid()).pw_name
    assert reader({"LOGNAME": "somebody", "USER": "somebody"}) == f"{COMMANDED}{name}"


def test_whoever_became_root_is_said_beside_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """With sudo both are told; without root the variable says nothing."""
    monkeypatch.setattr(os, "getuid", lambda: 0)
    assert reader({"SUDO_USER": "olle"}) == f"{COMMANDED}root (olle)"
    assert reader({"SUDO_USER": "o\nle"}) == f"{COMMANDED}root"
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    assert reader({"SUDO_USER": "olle"}) == f"{COMMANDED}4000000000"
