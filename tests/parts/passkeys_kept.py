"""The part of the fake `People` about passkeys, in memory."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from service.store.access_port import Credential
from service.store.passkey_port import Challenge, NotBegunError, Passkey, Use


@dataclass(kw_only=True)
class PasskeysKept:
    """A `PasskeyStore` in memory."""

    by_passkey: dict[str, Passkey] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    kept: dict[str, Credential] = field(default_factory=dict)

    async def passkey(self, credential: str) -> Passkey | None:
        return next((one for one in self.by_passkey.values() if one.credential == credential), None)

    async def passkeys_of(self, account_id: str) -> list[Passkey]:
        return [one for one in self.by_passkey.values() if one.account == account_id]

    async def how_many_passkeys(self) -> dict[str, int]:
        every = [one.account for one in self.by_passkey.values()]
        return {account: every.count(account) for account in every}

    def keep_use(self, use: Use, at: datetime) -> None:
        """Keep a use of a passkey; raises NotBegunError."""
        one = self.by_passkey.get(use.passkey.id)
        if use.answers in self.answered:
            raise NotBegunError("answered")
        if one is None or one.sign_count != use.passkey.sign_count:
            raise NotBegunError("changed")
        self.answered.add(use.answers)
        self.by_passkey[one.id] = replace(one, sign_count=use.sign_count, used_at=at)

    async def was_answered(self, digest: str) -> bool:
        return digest in self.answered

    async def add_challenge(self, challenge: Challenge, at: datetime) -> None:
        self.challenges = {digest: one for digest, one in self.challenges.items() if one.expires_at > at}
        self.challenges[challenge.digest] = challenge

    async def take_challenge(self, digest: str, at: datetime) -> Challenge | None:
        found = self.challenges.get(digest)
        return self.challenges.pop(digest) if found and found.expires_at > at else None


class PasskeysChanging:
    """A `PasskeyUnit` on the same."""

    people: PasskeysKept

    def passkeys_of(self, account_id: str) -> list[Passkey]:
        return [one for one in self.people.by_passkey.values() if one.account == account_id]

    def add_passkey(self, passkey: Passkey) -> None:
        self.people.by_passkey[passkey.id] = passkey

    def drop_passkey(self, passkey_id: str) -> None:
        self.people.by_passkey.pop(passkey_id, None)

    def end_sessions_by(self, passkey: Passkey, at: datetime, *, but: str | None) -> list[str]:
        every = [one for one in self.people.kept.values() if one.kind == "session" and one.source == passkey.id]
        ended = [one.id for one in every if one.ended_at is None and one.id != but]
        for id_ in ended:
            self.people.kept[id_] = replace(self.people.kept[id_], ended_at=at)
        return ended

    def refuse_passkey(self, passkey_id: str, at: datetime) -> bool:
        one = self.people.by_passkey.get(passkey_id)
        if one is not None:
            self.people.by_passkey[passkey_id] = replace(one, refused_at=at)
        return one is not None
