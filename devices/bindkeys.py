"""Keys of Bluetooth buttons that encrypt what they say: read from a document, and never shown again."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from devices.folding import folded, is_address
from devices.reading import Reader
from devices.tree import Leaf, Tree

Bindkeys = Mapping[str, bytes]
"""By the folded address of a button."""

_KEY: Final = re.compile(r"[0-9a-fA-F]{32}")


def read_bindkeys(reader: Reader, tree: Tree | None) -> Bindkeys:
    """Read `bindkeys: {"bc:02:6e:aa:bb:cc": "231d39c1…"}`: 16 bytes in hexadecimal. No finding quotes a key."""
    return {} if tree is None else dict(_keys(reader, tree))


def _keys(reader: Reader, tree: Tree) -> Iterator[tuple[str, bytes]]:
    for address, value in reader.entries(tree, "bindkeys", None):
        name = str(address.value)
        key = value.value if isinstance(value, Leaf) else None
        if not is_address(name):
            remedy = 'Write it between quotation marks, for example "bc:02:6e:aa:bb:cc"'
            reader.add("D003", address, "a key belongs to a Bluetooth address", remedy)
        elif isinstance(key, str) and _KEY.fullmatch(key):
            yield folded(name), bytes.fromhex(key)
        else:
            remedy = "Write its 32 hexadecimal digits between quotation marks"
            reader.add("D003", value, f"the key of {name} is no key of 16 bytes", remedy)
