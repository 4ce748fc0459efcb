"""What is known to go wrong with a command, and with which code it ends then."""


def exit_code(wrong: Exception) -> int | None:
    """Return the code to end with where the error's own words say all there is to say; None where nobody foresaw it."""
    from service.access.device_credentials import DeviceCredentialError
    from service.access.roll import RollError
    from service.backup.trouble import BackupError
    from service.ingest.address import AddressError
    from service.ingest.broker import BrokerError
    from service.ingest.broker_certificate import CertificateError
    from service.store.access_port import NameTakenError
    from service.store.device_port import CredentialTakenError
    from service.store.port import StoreError
    from service.wiring.front import ServeError

    if isinstance(wrong, BackupError | BrokerError | CertificateError | ServeError | StoreError):
        return 1
    if isinstance(wrong, CredentialTakenError | DeviceCredentialError | NameTakenError | RollError):
        return 1
    return 2 if isinstance(wrong, AddressError) else None
