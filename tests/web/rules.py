"""WCAG 2.2 A and AA as far as a machine can tell, by axe-core inside the page."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}


async def broken_rules(page: Page) -> list[str]:
    """Return a sentence for each rule that the page breaks, with the first element that breaks it."""
    found = await Axe().run(page, options=OPTIONS)
    violations: list[dict[str, Any]] = found.response["violations"]
    return [f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html'][:160]})" for rule in violations]
