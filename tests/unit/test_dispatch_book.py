"""An office's page: who stands behind which key."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from parts.offices import AS
from roles.document import load
from service.dispatch.book import OfficePage

PLAN = load(AS.read_bytes(), source="as.yaml").plan


class Counted(Mapping[str, str]):
    """Keys that count how often all of them are gone through."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """Hold these keys."""
        self._keys = keys
        self.walks = 0

    def __getitem__(self, slug: str) -> str:
        """Return a key."""
        return self._keys[slug]

    def __iter__(self) -> Iterator[str]:
        """Go through all of them, which is counted."""
        self.walks += 1
        return iter(self._keys)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._keys)


def test_naming_everybody_goes_through_the_keys_once() -> None:
    """A muster names 400 people where presses are written: not each of them by going through all the others."""
    assert PLAN is not None
    keys = Counted({who: f"p-{who}" for who in PLAN.people})
    page = OfficePage(plan=PLAN, keys=keys)
    names = {key: page.name_of(key) for key in page.slugs}
    assert names["p-anna"] == "Anna Berg"
    assert all(page.key_of(key) == key and page.routes_to(key) == () for key in page.slugs)
    assert keys.walks == 1
    assert replace(page, keys={"anna": "k"}).slugs == {"k": "anna"}
