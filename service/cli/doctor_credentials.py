"""What `trygg doctor` says of who may press: anybody on this computer, or whoever holds a credential."""

from datetime import datetime
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.store.device_port import DeviceCredential

Told = tuple[bool, str]
"""Whether it is as it should be, and the sentence."""


async def credential_looks(settings: Settings) -> list[Told]:
    """Return what there is to say; nothing where the record cannot be read, which has a line of its own."""
    from service.clock import SystemClock
    from service.store.opening import open_reading
    from service.store.port import StoreError

    now = SystemClock().now()
    try:
        store = open_reading(settings.store_url, clock=SystemClock(), data_dir=settings.data_dir)
    except StoreError:
        return []
    try:
        given = await store.devices.credentials()
    except StoreError:
        return []
    finally:
        await store.close()
    files = told_of_files(settings, given, now)
    if all(fine for fine, _ in files):
        files += await told_of_reading(settings, given, now)
    if given:
        return files + told_of(settings, [one for one in given if one.holds(now)])
    if settings.mqtt_url is not None:
        return files  # that broker was asked itself
    what = "ANYBODY on this computer may press: no device was ever given a credential"
    return [(False, f"broker: {what}; trygg device credential OFFICE/DEVICE")]


def told_of_files(settings: Settings, given: "list[DeviceCredential]", now: datetime) -> list[Told]:
    """Say whether the files of a mosquitto of your own are older than the record."""
    from service.ingest.broker_files import FilesError, files_of_another

    folder = settings.broker_files
    if settings.mqtt_url is None or folder is None:
        return []
    try:
        older = sorted(files_of_another(folder.absolute(), given, now, _secret(settings)).differ)
    except (FilesError, OSError) as wrong:
        return [(False, f"broker: its files cannot be compared with the record: {wrong}")]
    if older:
        what = f"broker: older than the record in {folder}: {', '.join(older)}; start Trygg, which writes them, or run"
        return [(False, f"{what} trygg broker config --out {folder}, and reload mosquitto")]
    return [(True, f"broker: the files in {folder} are those of the record")]


async def told_of_reading(settings: Settings, given: "list[DeviceCredential]", now: datetime) -> list[Told]:
    """Say whether a mosquitto of your own has read its files; nothing where nobody can ask, or it does not answer."""
    from service.ingest.address import read_address
    from service.ingest.broker_files import files_of_another
    from service.ingest.files_read import ASKER
    from service.ingest.knock import NoAnswerError, lets_in

    folder, secret = settings.broker_files, _secret(settings)
    if settings.mqtt_url is None or folder is None or secret is None:
        return []
    wanted = files_of_another(folder.absolute(), given, now, secret)
    try:
        is_read = await lets_in(
            read_address(settings.mqtt_url.get_secret_value(), settings.mqtt_ca), ASKER, wanted.asks
        )
    except NoAnswerError:
        return []  # another line says so
    if is_read:
        return [(True, f"broker: it has read the files in {folder}")]
    return [(False, f"broker: it has not read the files in {folder}, and goes by older ones: reload mosquitto")]


def _secret(settings: Settings) -> str | None:
    from service.ingest.address import AddressError, read_address

    try:
        url = settings.mqtt_url.get_secret_value() if settings.mqtt_url is not None else None
        return read_address(url, settings.mqtt_ca).sessions_password if url is not None else None
    except AddressError:
        return None  # another line says so


def told_of(settings: Settings, holding: "list[DeviceCredential]") -> list[Told]:
    """Say that the broker asks, and name the enrolled devices whose presses nobody may bring."""
    from service.cli.device_credential import refused_devices, some_of

    looks = []
    if settings.mqtt_url is None:
        looks.append((True, f"broker: anonymous clients are refused; {len(holding)} credentials hold"))
    if refused := refused_devices(settings.plans_dir, holding):
        looks.append((False, f"devices: without a credential, and so refused by the broker: {some_of(refused)}"))
    if old := [f"{one.office}/{one.device} until {one.expires_at:%Y-%m-%d}" for one in holding if one.expires_at]:
        what = f"devices: an old credential still holds: {some_of(old)}"
        looks.append((False, f"{what}; see that the new one works, then trygg device revoke OFFICE/DEVICE --old"))
    return looks
