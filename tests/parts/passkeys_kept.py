"""The part of the fake `People` about passkeys, in memory."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from service.store.passkey_port import Challenge, Passkey


@dataclass(kw_only=True)
class PasskeysKept:
    """A `PasskeyStore` in memory."""

    by_passkey: dict[str, Passkey] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)

    async def passkey(self, credential: str) -> Passkey | None:
        return next((one for one in self.by_passkey.values() if one.credential == credential), None)

    async def passkeys_of(self, account_id: str) -> list[Passkey]:
        return [one for one in self.by_passkey.values() if one.account == account_id]

    async def how_many_passkeys(self) -> dict[str, int]:
        every = [one.account for one in self.by_passkey.values()]
        return {account: every.count(account) for account in every}

    async def passkey_used(self, passkey: Passkey, sign_count: int, at: datetime) -> bool:
        one = self.by_passkey.get(passkey.id)
        if one is None or one.sign_count != passkey.sign_count:
            return False
        self.by_passkey[one.id] = replace(one, sign_count=sign_count, used_at=at, refused_at=None)
        return True

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

    def refuse_passkey(self, passkey_id: str, at: datetime) -> bool:
        one = self.people.by_passkey.get(passkey_id)
        if one is not None:
            self.people.by_passkey[passkey_id] = replace(one, refused_at=at)
        return one is not None
