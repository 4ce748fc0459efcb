"""Whatever a page tells somebody to type is there: a guide for the night that names an option of last year is none."""

import pytest

from parts.commands_named import commands_in, wrong_in
from parts.pages import Block, blocks

BLOCKS = [block for block in blocks("sh", "text", "console", "bash") if commands_in(block.text)]


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_command_that_a_page_tells_to_type_exists(block: Block) -> None:
    """Each leads to a command of the command line, with options that it knows and as many words as it takes."""
    assert [f"{line}: {wrong}" for line in commands_in(block.text) if (wrong := wrong_in(line))] == []


def test_pages_name_commands() -> None:
    """The list above is no empty one, and what is wrong is found."""
    assert sum(len(commands_in(block.text)) for block in BLOCKS) > 80
    assert wrong_in("trygg backup") is None
    assert wrong_in("trygg backups") == "there is no backups"
    assert wrong_in("trygg device") == "it is a group of commands"
    assert wrong_in("trygg restore FILE --shown") == "it has no option --shown"
    assert wrong_in("trygg restore ONE OTHER") == "it takes fewer words than ['ONE', 'OTHER']"
    assert commands_in("runuser -u trygg -- trygg init /var/lib/trygg --login olle < file") == [
        "trygg init /var/lib/trygg --login olle"
    ]
