"""Where devices reach the broker, as it is written into them."""

import logging
from pathlib import Path

from service.access.device_credentials import DeviceCredentials
from service.addresses import Addresses
from service.api import devices, window_of_test
from service.api.desk import Desk
from service.api.devices import BrokerPlace, Follows
from service.ingest.address import read_address
from service.ingest.broker_certificate import CertificateError
from service.settings import Settings
from service.wiring.own_broker import broker_names, certificate_folder

_log = logging.getLogger(__name__)


def device_routes(desk: Desk, settings: Settings, mqtt_url: str) -> Addresses:
    """Return the routes of devices: their credentials and their tests; `mqtt_url` is where this node connects."""
    credentials = DeviceCredentials(desk.store.devices, desk.clock)
    routes = Addresses()
    routes.add(devices.router(desk, credentials, lambda: broker_place(settings, mqtt_url)))
    routes.add(window_of_test.router(desk))
    return routes


def broker_place(settings: Settings, mqtt_url: str) -> BrokerPlace:
    """Return where devices reach the broker: the listener beyond loopback where one is set, else where Trygg does."""
    follows: Follows = "by_itself" if settings.mqtt_url is None else "files" if settings.broker_files else "by_command"
    if settings.broker_host is not None:
        try:
            host = broker_names(settings)[0]
        except CertificateError:  # only a broker of its own does not start without a name
            host = settings.broker_host
        authority = _authority(_trusted(settings)) if settings.broker_certificate is None else None
        return BrokerPlace(host=host, port=settings.broker_port, tls=True, authority=authority, follows=follows)
    address = read_address(mqtt_url, settings.mqtt_ca)
    return BrokerPlace(host=address.host, port=address.port, tls=address.tls, authority=None, follows=follows)


def _trusted(settings: Settings) -> Path:
    """Return what devices have to trust; a node that has not made it trusts it itself."""
    made = certificate_folder(settings) / "ca.pem"
    if settings.mqtt_url is None or made.exists():
        return made
    return read_address(settings.mqtt_url.get_secret_value(), settings.mqtt_ca).ca_file or made


def _authority(path: Path) -> str | None:
    try:
        return path.read_text("ascii")
    except (OSError, ValueError) as wrong:
        _log.debug("what devices have to trust cannot be read: %s", wrong)
        return None
