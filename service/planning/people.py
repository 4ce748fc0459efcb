"""Who a plan's versions name: slugs, opaque keys and names, and what each of them may do with the plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from roles.sentence import Sentence
from service.life.decide import LifeRefusal
from service.store.port import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """The people of an office, as the versions that concern a question name them."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """Slug → opaque key."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Opaque key → name."""

    def key_of(self, who: str) -> str:
        """Return the opaque key for a slug or for a key itself.

        Raises:
            LifeRefusal: nobody here is called so.
        """
        key = self.keys.get(who, who)
        if key not in self.names:
            raise LifeRefusal("unknown_person", Sentence("The office’s plan does not know this person."))
        return key

    def keys_of(self, slugs: Iterable[str]) -> frozenset[str]:
        """Return the opaque keys of people."""
        return frozenset(self.keys[slug] for slug in slugs if slug in self.keys)


async def people_of(store: Store, office: str, judged: Iterable[Mapping[str, Any] | None]) -> People:
    """Return everybody whom judged versions name; a name is taken from the first that has it."""
    told: dict[str, str] = {}
    for one in judged:
        told = {**(one or {}).get("people", {}), **told}
    keys = await store.identify(office, told)
    return People(keys=keys, names={keys[slug]: name for slug, name in told.items()})
