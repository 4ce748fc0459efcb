"""What the pages know of the identity provider, and how it can fail them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn, Protocol

Why = Literal["unset", "down", "wrong", "clock", "stale", "declined"]
"""Why a login came to nothing.

`unset`: the settings do not fit. `down`: no answer in time, or none that was meant for us. `wrong`: an answer that
cannot be trusted. `clock`: the clocks are too far apart. `stale`: begun too long ago, elsewhere, or used already.
`declined`: broken off over there.
"""


class ProviderError(Exception):
    """A login came to nothing; the text is for the log and names no person."""

    def __init__(self, why: Why, text: str) -> None:
        """Say which kind of failure it is, and what exactly was wrong."""
        super().__init__(text)
        self.why: Why = why


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """A login that has begun."""

    address: str
    """Where the browser goes now."""
    way: str
    """What the browser keeps in a cookie meanwhile: nobody else can come back in its place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """Somebody who has proven over there who she is."""

    subject: str
    """What names her: kept in her account."""
    match: str | None
    """The login name that she would have here; None unless the operator lets first logins be matched."""
    onward: str
    """The address of this service that she wanted to see."""


class ProviderPort(Protocol):
    """The identity provider, as far as the pages go."""

    @property
    def label(self) -> str | None:
        """How the operator calls it on the button."""
        ...

    @property
    def troubled(self) -> bool:
        """Whether it failed us when it was last asked, a moment ago."""
        ...

    async def begin(self, onward: str, back: str) -> Begun:
        """Begin a login that comes back to the address `back`.

        Raises:
            ProviderError: it cannot be begun.
        """
        ...

    async def finish(self, said: Sequence[tuple[str, str]], way: str | None) -> Arrival:
        """Return who has come back, with what the address and the cookie brought.

        Raises:
            ProviderError: nobody who could be let in.
        """
        ...

    def leave(self, back: str) -> str | None:
        """Return where a browser logs out over there too; None where that is not offered, or not known now."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class Unset:
    """Stands in where the settings do not fit: the service runs, and nobody logs in this way."""

    troubled = True

    def __init__(self, label: str | None, reason: str) -> None:
        """Remember what is wrong with the settings."""
        self.label = label
        self._reason = reason

    async def begin(self, onward: str, back: str) -> NoReturn:
        """Say why not."""
        raise ProviderError("unset", self._reason)

    async def finish(self, said: Sequence[tuple[str, str]], way: str | None) -> NoReturn:
        """Say why not."""
        raise ProviderError("unset", self._reason)

    def leave(self, back: str) -> None:
        """Return nothing: there is nowhere to log out."""

    async def close(self) -> None:
        """Do nothing."""
