"""Two codes by which somebody says that she set an alarm off by mistake; one is for when she is forced to.

Nobody who looks on can tell one from the other: both are looked at each time, and the answer is the same.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal, Protocol

from service.access import password
from service.access.attempt import CROWD_FREE, CROWD_LONGEST_WAIT, Attempts
from service.access.door import WaitError
from service.access.trace import actor_of, noted
from service.access.visitor import Visitor
from service.clock import Clock
from service.store.access_port import AccessStore, AccessUnit, OwnCodes

SHORTEST: Final = 4
LONGEST: Final = 8
"""Digits: few enough to be remembered in fear."""
FARTHEST_NEAR: Final = 1
"""So many slips of a finger may not turn one code into the other."""

Wrong = Literal["not_digits", "easy", "length", "near"]
Said = Literal["mistake", "duress"]
Invented = Callable[[str, str], OwnCodes | None]
"""Returns the codes of a person, office and opaque key, whom nobody has an account for: only in the demo."""


class Matches(Protocol):
    """Tells whether what was typed is what was kept."""

    def __call__(self, typed: str, kept: str | None, /, *, is_pin: bool = False) -> Awaitable[bool]:
        """Take as long for each answer."""
        ...


class CodeUnfitError(Exception):
    """Two codes that cannot be kept; `why` says what is wrong with them."""

    def __init__(self, why: Wrong) -> None:
        """Say why."""
        super().__init__(_WHY[why])
        self.why = why


class NoCodeError(Exception):
    """Somebody has no code."""


class WrongCodeError(Exception):
    """A code that is neither of hers."""


class Codes:
    """Keeps everybody's two codes, and looks at what is typed."""

    def __init__(self, store: AccessStore, clock: Clock, *, invented: Invented = lambda _office, _person: None) -> None:
        """Work on a store."""
        self._store = store
        self._clock = clock
        self._invented = invented
        self._attempts = Attempts()
        self._crowds = Attempts(free=CROWD_FREE, longest=CROWD_LONGEST_WAIT)
        self._changes = Attempts()
        """How often somebody has changed hers: each stands in the record, and would push others' acts out of sight."""

    async def kept(self, account: str) -> OwnCodes | None:
        """Return an account's codes."""
        return await self._store.codes(account)

    async def choose(self, visitor: Visitor, account: str, mistake: str, duress: str, current: str) -> OwnCodes:
        """Keep two new codes of an account; a phone, which lies about, brings one of those that held before.

        Raises:
            CodeUnfitError: they are too easy, or too much alike.
            WrongCodeError: `current` is none of those that held before.
            WaitError: too many wrong ones, or changed again and again.
        """
        if (why := unfit(mistake, duress)) is not None:
            raise CodeUnfitError(why)
        before = await self._store.codes(account)
        if before is not None and visitor.kind == "phone":
            await self._limited(account, visitor, lambda: said_by(current, before))
        self._take_turn(account)
        at = self._clock.now()
        codes = OwnCodes(
            account=account, mistake=await password.hashed(mistake), duress=await password.hashed(duress), set_at=at
        )
        await self._keep(visitor, account, codes, "CodesChosen")
        return codes

    async def give_up(self, visitor: Visitor, account: str) -> None:
        """Take both codes of an account away: whoever has none leaves it to those who come.

        Raises:
            WaitError: changed again and again.
        """
        if await self._store.codes(account) is not None:
            self._take_turn(account)
            await self._keep(visitor, account, None, "CodesGivenUp")

    async def said(self, office: str, person: str, typed: str, visitor: Visitor, *, pressed_at: datetime) -> Said:
        """Return what somebody says by the code she has typed; it takes as long whatever she has typed.

        Codes that were chosen after the press say nothing about it: whoever took her phone could have chosen them.

        Raises:
            NoCodeError: she has none, or had none when she pressed.
            WrongCodeError: it is neither of hers.
            WaitError: too many wrong ones; nothing was looked at.
        """
        kept = await self._store.codes_of_person(office, person)
        if kept is not None and kept.set_at > pressed_at:
            raise NoCodeError
        kept = kept or self._invented(office, person)
        if kept is None:
            raise NoCodeError
        return await self._limited(kept.account, visitor, lambda: said_by(typed, kept))

    def _take_turn(self, account: str) -> None:
        at = self._clock.now()
        wait = self._changes.wait((account,), at)
        if wait > timedelta(0):
            raise WaitError(wait)
        self._changes.failed((account,), at)

    async def _limited(self, account: str, visitor: Visitor, look: Callable[[], Awaitable[Said | None]]) -> Said:
        """Look at a code that was typed, unless too many were wrong: here, or for this account from anywhere."""
        at = self._clock.now()
        here, shared = (f"{account} by:{visitor.id}",), (f"code:{account}",)
        wait = max(self._attempts.wait(here, at), self._crowds.wait(shared, at))
        if wait > timedelta(0):
            raise WaitError(wait)
        # Counted before anything is looked at: a thousand tries at the same moment are a thousand tries.
        self._attempts.failed(here, at)
        self._crowds.failed(shared, at)
        try:
            said = await look()
        except BaseException:
            self._attempts.forgiven(here)
            self._crowds.forgiven(shared)
            raise
        if said is None:
            raise WrongCodeError
        self._attempts.succeeded(here[0])
        self._crowds.forgiven(shared)
        return said

    async def _keep(self, visitor: Visitor, account: str, codes: OwnCodes | None, event: str) -> None:
        draft = noted(event, self._clock.now(), actor_of(visitor), [*visitor.persons] or [None], account=account)

        def work(unit: AccessUnit) -> None:
            unit.set_codes(account, codes)
            unit.note(draft)

        await self._store.together(work)


async def said_by(typed: str, kept: OwnCodes, matches: Matches = password.matches) -> Said | None:
    """Return which of two codes was typed, None for neither; both are always looked at, in the same order."""
    is_mistake = await matches(typed, kept.mistake, is_pin=True)
    is_duress = await matches(typed, kept.duress, is_pin=True)
    return "duress" if is_duress else "mistake" if is_mistake else None


def unfit(mistake: str, duress: str) -> Wrong | None:
    """Return why two codes cannot be kept, None for two that can. Pure."""
    for code in (mistake, duress):
        if not (code.isascii() and code.isdigit() and SHORTEST <= len(code) <= LONGEST):
            return "not_digits"
        steps = {int(b) - int(a) for a, b in pairwise(code)}
        if len(steps) == 1 and steps <= {-1, 0, 1}:
            return "easy"
    if len(mistake) != len(duress):  # whoever looks on counts the keys
        return "length"
    if mistake == duress[::-1] or slips(mistake, duress) <= FARTHEST_NEAR:
        return "near"
    return None


def slips(a: str, b: str) -> int:
    """Return how many slips turn one code into another: a digit wrong, missing or too many, or two changed about."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, start=1):
        row = [i]
        for j, y in enumerate(b, start=1):
            best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, rows[i - 2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


_WHY: Final[dict[Wrong, str]] = {
    "not_digits": f"A code has {SHORTEST} to {LONGEST} digits, and nothing else.",
    "easy": "A code is not one digit again and again, nor simply counted up or down.",
    "length": "Both codes have the same number of digits: whoever looks on counts the keys.",
    "near": "The codes are too much alike: a slip of the finger, or the one read backwards, must not be the other.",
}
