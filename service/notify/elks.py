"""What text messages and calls over 46elks share: the account, one question, and what an answer to it is worth."""

import json
import re
from typing import Any, Final

from service.network.address import NOTHING
from service.notify.elks_table import ElksTable
from service.notify.http import Answer, Http
from service.notify.port import Handed, NotHandedOver

_ABOUT_RECEIVER: Final = re.compile(rb"""(?i)\binvalid to\b|\bto[ -]number\b|['"]to['"]""")
LONGEST_ID: Final = 200
"""Characters of what the provider calls a message or a call."""


class Elks:
    """The account at the provider."""

    def __init__(self, table: ElksTable) -> None:
        """Use an account; raises ValueError where its password cannot be read."""
        self._url = table.url
        self._login = (table.username, table.password())
        # The provider is outside; a stand-in on this machine is written as a number.
        self._http = Http(max_seconds=table.max_seconds, ca=table.ca, inside=NOTHING.and_written(table.url))

    async def hand_over(self, what: str, form: dict[str, str]) -> Handed:
        """Ask for a text message (`sms`) or a call (`calls`).

        Raises:
            NotHandedOver: it was refused, or nobody knows whether it was taken.
        """
        answer = await self._http.ask("POST", f"{self._url}/{what}", form=form, login=self._login)
        return taken(answer)

    async def probe(self) -> None:
        """Ask for the account, which sends nothing to anybody.

        Raises:
            NotHandedOver: the account cannot be used.
        """
        judge(await self._http.ask("GET", f"{self._url}/me", login=self._login))

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()


def taken(answer: Answer) -> Handed:
    """Return what an answer to a hand-over proves: that the provider has it, under which name, and no more.

    Raises:
        NotHandedOver: it does not have it, or nobody can tell.
    """
    said = judge(answer)
    if said.get("status") == "failed" or said.get("state") == "failed":
        raise NotHandedOver("refused", again=False, detail="46elks took it and gave it up at once")
    id_ = said.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID or not id_.isascii() or not id_.isprintable():
        raise NotHandedOver("broken_answer", again=True, detail="46elks answered without an id")
    return Handed(proof="handed_over", provider_id=id_)


def judge(answer: Answer) -> dict[str, Any]:
    """Return what the provider says.

    Raises:
        NotHandedOver: it says no, for good or for now, or nothing that can be read.
    """
    status = answer.status
    detail = f"46elks answered {status}"
    if status in (200, 201, 202, 203, 204):
        try:
            said = json.loads(answer.body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise NotHandedOver("broken_answer", again=True, detail=f"{detail} with something that is no JSON object")
        return said
    if status == 400:  # the one answer whose text says which field was wrong
        reason = "unknown_number" if _ABOUT_RECEIVER.search(answer.body[:500]) else "refused"
        raise NotHandedOver(reason, again=False, detail=detail)
    if status == 401:
        raise NotHandedOver("wrong_key", again=False, detail=f"{detail}: username or password is wrong")
    if status in (408, 425, 429, 503):
        raise NotHandedOver("busy", again=True, detail=detail)
    if status >= 500:
        raise NotHandedOver("broken_answer", again=True, detail=detail)
    raise NotHandedOver("refused", again=False, detail=detail)
