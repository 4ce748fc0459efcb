"""Files that a disk never gives: they cost nobody else a thread, and no node its end."""

import asyncio
import os
import subprocess
import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from service.jobs.folder import Folder
from service.planning.pictures import Pictures

ROOT = Path(__file__).parents[2]
MORE_THAN_THREADS = 40
"""The loop's own threads are 32 at most."""

END_WITH_ONE_HANGING = """
import asyncio, sys
from datetime import date
from pathlib import Path
from service.jobs.folder import Folder

async def main():
    reading = asyncio.create_task(Folder(Path(sys.argv[1])).read("held", date(2026, 11, 23), standards={}))
    done, _ = await asyncio.wait({reading}, timeout=0.2)
    print("reads on" if not done else "read")

asyncio.run(main())
"""


def hanging(folder: Path, office: str) -> int:
    """Lay out a plan that is read for ever; return what ends that when it is closed."""
    path = folder / f"{office}.yaml"
    os.mkfifo(path)
    return os.open(path, os.O_RDWR)


async def test_files_that_are_never_given_cost_nobody_else_a_thread(tmp_path: Path) -> None:
    """A folder on a server that is gone: whoever logs in, is called or presses elsewhere needs threads, too."""
    folder = Folder(tmp_path)
    with ExitStack() as held:
        for number in range(MORE_THAN_THREADS):
            held.callback(os.close, hanging(tmp_path, f"held-{number}"))
        (tmp_path / "given.yaml").write_text("office: given\n")
        today = date(2026, 11, 23)
        reads = [
            asyncio.create_task(folder.read(f"held-{number}", today, standards={}))
            for number in range(MORE_THAN_THREADS)
        ]
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(20):
                assert await asyncio.to_thread(len, "one") == 3
                assert not (await folder.read("given", today, standards={})).is_unreadable
        finally:
            for read in reads:
                read.cancel()


async def test_pictures_that_are_never_given_cost_nobody_else_a_thread(tmp_path: Path) -> None:
    """They lie beside the plans: whoever looks at a floor again and again takes nobody's login and nobody's call."""
    pictures = Pictures(tmp_path / "uploaded", tmp_path)
    path = tmp_path / "floor.png"
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR)
    looks = [asyncio.create_task(pictures.read("as", "floor.png", beside=True)) for _ in range(MORE_THAN_THREADS)]
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(20):
            assert await asyncio.to_thread(len, "one") == 3
    finally:
        for look in looks:
            look.cancel()
        os.close(held)


def test_a_node_ends_although_a_file_is_still_being_read(tmp_path: Path) -> None:
    """Else whoever starts it anew waits for as long as the machine lets a service end."""
    held = hanging(tmp_path, "held")
    try:
        ended = subprocess.run(
            [sys.executable, "-c", END_WITH_ONE_HANGING, str(tmp_path)],
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
            timeout=30,
            check=True,
        )
    finally:
        os.close(held)
    assert ended.stdout == "reads on\n"
