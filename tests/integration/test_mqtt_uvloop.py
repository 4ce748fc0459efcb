"""The same sessions under uvloop, the loop that `trygg serve` runs on."""

import asyncio

import uvloop

from parts.ear import Ear, say, until
from parts.mosquitto import StartMosquitto
from parts.proxy import Proxy


def test_everything_that_touches_the_loop(mosquitto: StartMosquitto) -> None:
    """Burst, receipt, refusal, a broken connection and a dead broker work as they do on asyncio's own loop."""
    broker = mosquitto(config={"max_inflight_messages": "1000"})

    async def scenario() -> None:
        async with Proxy(broker.port) as proxy, Ear(proxy.url, receipts=False, keepalive_s=1) as ear:
            async with Ear(broker.url, "device", (), clean=True) as device:
                burst = [device.session.publish("press/one", b"%d" % n) for n in range(200)]
                assert all(await asyncio.gather(*burst))
            for each in (await ear.count(200))[1:]:
                ear.session.receipt(each)
            await asyncio.sleep(0.05)
            ear.session.refuse(ear.heard[0])
            assert (await ear.count(201))[-1].dup
            proxy.cut()
            assert (await ear.count(202))[-1].dup
            proxy.black_hole()
            await until(lambda: not ear.session.connected)
            proxy.heal()
            await ear.count(203)
            broker.kill()
            await until(lambda: not ear.session.connected)
            broker.start()
            await until(lambda: ear.session.connected)
            await say(broker.url, b"new")
            await until(lambda: ear.heard[-1].payload == b"new")

    uvloop.run(scenario())
