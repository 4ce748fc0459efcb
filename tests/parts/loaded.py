"""`trygg`, in an interpreter of its own that notes what it loads: `python -m parts.loaded serve`.

Two files in the folder that LOADED names: `early` holds every module that was there when the rest of a node's addresses
began to be loaded, which is when it is ready; `late` holds what has been loaded since, a line each, as it comes.
"""

import os
import sys
from pathlib import Path
from typing import Any, Final

FOLDER: Final = "LOADED"
REST: Final = "service.wiring.rest"


def note_in(folder: Path) -> None:
    """Note from now on what is loaded."""
    late = (folder / "late").open("a", buffering=1)
    begun: list[str] = []

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "import":
            return
        name = str(arguments[0])
        if name == REST and not begun:
            begun.append(name)
            (folder / "early").write_text("\n".join(sorted(sys.modules)))
        elif begun:
            late.write(f"{name}\n")

    sys.addaudithook(hear)


if __name__ == "__main__":
    note_in(Path(os.environ[FOLDER]))
    import service.cli

    service.cli.main()
