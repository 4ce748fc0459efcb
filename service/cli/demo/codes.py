"""The two codes that everybody in the invented office has: for "set off by mistake", and for when she is forced."""

import asyncio
from datetime import datetime

from service.access import password
from service.access.codes import Invented
from service.store.access_port import OwnCodes

MISTAKE, DURESS = "4711", "8266"


async def invented_codes(at: datetime) -> Invented:
    """Return the codes of everybody, whoever it is: hashed once, as real ones are."""
    mistake, duress = await asyncio.gather(password.hashed(MISTAKE), password.hashed(DURESS))

    def of(office: str, person: str) -> OwnCodes:
        return OwnCodes(account=f"{office}/{person}", mistake=mistake, duress=duress, set_at=at)

    return of
