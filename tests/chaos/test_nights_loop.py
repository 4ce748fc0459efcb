"""The virtual loop of nights: while all is quiet, who looks again and again looks rarely, and nothing else waits."""

import asyncio

from nights.loop import QUIET_S, VirtualLoop


def test_looks_are_rare_while_all_is_quiet_and_come_at_their_own_instants_behind_it() -> None:
    """What is asked for later than a look comes when it was asked for; a wake brings each look to its next turn."""
    loop = VirtualLoop(lambda: 0.001)
    looks: list[float] = []

    async def look() -> None:
        while True:
            await asyncio.sleep(1.0)
            looks.append(loop.time())

    async def main() -> None:
        looking = loop.create_task(look())
        await asyncio.sleep(2.5)
        loop.rest()
        await asyncio.sleep(30.0)
        assert loop.time() == 32.5
        loop.wake()
        await asyncio.sleep(2.0)
        looking.cancel()

    loop.run(main())
    loop.close()
    assert looks == [1.0, 2.0, 3.0, 3.0 + QUIET_S, 3.0 + 2 * QUIET_S, 33.0, 34.0]
