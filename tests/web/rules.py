"""WCAG 2.2 A and AA as far as a machine can tell, by axe-core inside the page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

_ASK = """async (tags) => {
  if (!('axe' in window)) return null;
  const found = await axe.run({
    resultTypes: ['violations'], runOnly: {type: 'tag', values: tags}, selectors: false,
  });
  return found.violations.map((rule) => `${rule.id}: ${rule.help} (${rule.nodes[0].html.slice(0, 160)})`);
}"""
"""Only the sentences leave the page: all that axe found would be written out three times on its way to the test."""


async def broken_rules(page: Page) -> list[str]:
    """Return a sentence for each rule that the page breaks, with the first element that breaks it."""
    broken: list[str] | None = await page.evaluate(_ASK, TAGS)
    if broken is None:  # half a megabyte of script: once for each document, however often it is looked at
        await page.evaluate(AXE_SCRIPT)
        broken = await page.evaluate(_ASK, TAGS)
    assert broken is not None, "axe-core did not come into the page"
    return broken
