"""The broker for trying Trygg out where no mosquitto is installed: amqtt, in a process of its own.

Run as `python -P amqtt_broker.py PORT`. It forgets its sessions at a restart, sends nothing again that got no receipt,
and knows no MQTT 5. In Trygg's own process it would stand still whenever Trygg does.
"""

import asyncio
import logging
import signal
import sys

from amqtt.broker import Broker
from amqtt.contexts import BrokerConfig, ListenerConfig
from amqtt.plugins.base import BaseAuthPlugin
from amqtt.session import Session


class Neighbours(BaseAuthPlugin):
    """Lets in everybody on this machine, without calling them anonymous: for those amqtt keeps no messages."""

    async def authenticate(self, *, session: Session) -> bool:
        """Return True, whoever it is."""
        return session is not None


def amqtt_config(port: int) -> BrokerConfig:
    """Return the configuration: loopback only, anybody on this machine may come in, no $SYS topics."""
    return BrokerConfig(
        listeners={"default": ListenerConfig(bind=f"127.0.0.1:{port}")},
        plugins={f"{__name__}.{Neighbours.__name__}": {}},
    )


async def serve(port: int) -> None:
    """Run the broker until SIGTERM or SIGINT."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, over.set)
    broker = Broker(amqtt_config(port))
    await broker.start()
    await over.wait()
    await broker.shutdown()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(serve(int(sys.argv[1])))
