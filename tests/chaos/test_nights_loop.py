"""The virtual loop of nights: looks are rare while all is quiet, and what belongs to no node outlives every node."""

import asyncio
from random import Random

from nights.house import Radio
from nights.loop import QUIET_S, Life, VirtualLoop, context_of


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


def test_what_a_button_does_outlives_the_node_whose_message_has_reached_it() -> None:
    """A pendant that was told something by a node presses again on its own account, long after that node has died."""
    loop, life = VirtualLoop(lambda: 0.001), Life("node#1")
    felt: list[str] = []

    async def main() -> None:
        radio = Radio(Random(1))
        told = asyncio.get_running_loop().create_future()

        def feel() -> None:
            asyncio.get_running_loop().call_later(5.0, felt.append, "pressed again")
            told.set_result(None)

        asyncio.get_running_loop().call_soon(radio.send, feel, context=context_of(life))
        await told
        life.is_over = True
        await asyncio.sleep(6.0)

    loop.run(main())
    loop.close()
    assert felt == ["pressed again"]
