"""Credentials, pairing codes and whole accounts: from values to rows and back."""

from collections.abc import Iterable
from datetime import datetime

from service.alarm.instant import instant, parse_instant
from service.store.access_port import Account, Credential, GrantRow, Known, OwnCodes, Pairing
from service.store.rows import Row


def going_on(accounts: Iterable[Account], grants: Iterable[Row], persons: Iterable[Row]) -> list[Known]:
    """Return the accounts that go on, with what all rows of grants and persons say of them."""
    granted: dict[str, list[GrantRow]] = {}
    for account, role, office in grants:
        granted.setdefault(account, []).append(GrantRow(role=role, office=office))
    person_of: dict[str, dict[str, str]] = {}
    for account, office, person in persons:
        person_of.setdefault(account, {})[office] = person
    return [
        Known(account=one, grants=tuple(granted.get(one.id, ())), persons=person_of.get(one.id, {}))
        for one in accounts
        if one.ended_at is None
    ]


def credential_row(credential: Credential) -> dict[str, str | None]:
    """Return the row of a credential."""
    return {
        "id": credential.id,
        "kind": credential.kind,
        "digest": credential.digest,
        "name": credential.name,
        "account": credential.account,
        "role": credential.role,
        "office": credential.office,
        "screen": credential.screen,
        "pin": credential.pin,
        "created_at": instant(credential.created_at),
        "expires_at": _maybe(credential.expires_at),
        "used_at": _maybe(credential.used_at),
        "ended_at": _maybe(credential.ended_at),
        "source": credential.source,
        "maker": credential.maker,
        "audience": credential.audience,
    }


def read_credential(row: Row) -> Credential:
    """Return the credential of a row."""
    id_, kind, digest, name, account, role, office, screen, pin, created_at, expires_at, used_at, ended_at, *later = row
    source, maker, audience = later
    return Credential(
        id=id_,
        kind=kind,
        digest=digest,
        name=name,
        account=account,
        role=role,
        office=office,
        screen=screen,
        pin=pin,
        created_at=parse_instant(created_at),
        expires_at=_read_maybe(expires_at),
        used_at=_read_maybe(used_at),
        ended_at=_read_maybe(ended_at),
        source=source,
        maker=maker,
        audience=audience,
    )


def codes_row(codes: OwnCodes) -> dict[str, str]:
    """Return the row of somebody's codes."""
    return {
        "account": codes.account,
        "mistake": codes.mistake,
        "duress": codes.duress,
        "set_at": instant(codes.set_at),
    }


def read_codes(row: Row) -> OwnCodes:
    """Return the codes of a row."""
    account, mistake, duress, set_at = row
    return OwnCodes(account=account, mistake=mistake, duress=duress, set_at=parse_instant(set_at))


def pairing_row(pairing: Pairing) -> dict[str, str | None]:
    """Return the row of a pairing."""
    return {
        "digest": pairing.digest,
        "kind": pairing.kind,
        "office": pairing.office,
        "screen": pairing.screen,
        "account": pairing.account,
        "expires_at": instant(pairing.expires_at),
        "maker": pairing.maker,
        "audience": pairing.audience,
    }


def read_pairing(row: Row) -> Pairing:
    """Return the pairing of a row."""
    digest, kind, office, screen, account, expires_at, maker, audience = row
    return Pairing(
        digest=digest,
        kind=kind,
        office=office,
        screen=screen,
        account=account,
        expires_at=parse_instant(expires_at),
        maker=maker,
        audience=audience,
    )


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else instant(at)


def _read_maybe(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)
