"""Names as people and makers write them: in upper or lower case, addresses with or without separators."""

import re
from typing import Final

_SEPARATORS: Final = str.maketrans("", "", ":-. ")
_ADDRESS: Final = re.compile(r"(?:[0-9a-f]{12}|[0-9a-f]{16})")


def folded(name: str) -> str:
    """Return the name in one way of writing it; a MAC or EUI address also without separators and without `0x`."""
    low = name.casefold()
    bare = low.removeprefix("0x").translate(_SEPARATORS)
    return bare if _ADDRESS.fullmatch(bare) else low


def is_address(name: str) -> bool:
    """Say whether a name is a MAC or EUI address, however it is written."""
    return _ADDRESS.fullmatch(folded(name)) is not None
