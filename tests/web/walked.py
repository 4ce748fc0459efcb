"""Goes through a page with the Tab key alone and says what a person without a mouse would not see, or not reach."""

from playwright.async_api import Page

MOST_STOPS = 200

_BEGIN = """() => {
  window.visited = new Set();
  window.lastVisited = null;
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
}"""
_HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  // A date is several stops in one field; a circle is to come back to one.
  const isBack = window.visited.has(here) && window.lastVisited !== here;
  window.visited.add(here);
  window.lastVisited = here;
  const shown = here.matches('input[type=radio], input[type=checkbox]') ? here.closest('label') ?? here : here;
  const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(shown);
  const light = (colour) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    const [red, green, blue] = [r, g, b].map((one) => one / 255)
      .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return a ? 0.2126 * red + 0.7152 * green + 0.0722 * blue : null;
  };
  let behind = null;
  for (let one = shown.parentElement; one && behind === null; one = one.parentElement) {
    behind = light(getComputedStyle(one).backgroundColor);
  }
  const [dark, bright] = [light(outlineColor), behind ?? 1].sort((one, other) => one - other);
  const box = shown.getBoundingClientRect();
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const isThere = ([left, top]) => {
    const hit = document.elementFromPoint(left, top);
    return hit && (shown.contains(hit) || hit.contains(shown));
  };
  return {
    isBack,
    ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    stands: (bright + 0.05) / (dark + 0.05) >= 3,
    whole: [[x, y], [x, box.top + 2], [x, box.bottom - 2], [box.left + 2, y], [box.right - 2, y]].every(isThere),
    words: here.outerHTML.slice(0, 120),
  };
}"""
_LEFT = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  .filter((one) => one.tabIndex >= 0 && !one.disabled && one.type !== 'radio' && one.checkVisibility())
  .filter((one) => !window.visited.has(one)).map((one) => one.outerHTML.slice(0, 120))"""
WHOLE = """(wanted) => [...document.querySelectorAll(wanted)].map((one) => {
  const {left, top, bottom} = one.getBoundingClientRect();
  return [top + 3, bottom - 3].every((y) => {
    const hit = document.elementFromPoint(left + 20, y);
    return Boolean(hit) && (one.contains(hit) || hit.contains(one));
  });
})"""
"""Whether each of them is in the window from its top to its bottom, with nothing in front of it."""
HELD = """() => {
  const on = document.activeElement;
  return Boolean(on) && on !== document.body && on.isConnected && !on.disabled;
}"""
"""Whether the keyboard is somewhere."""
ON_NO_BUTTON = """() => {
  const on = document.activeElement;
  return Boolean(on) && on !== document.body && on.isConnected && !on.matches('a, button, input, select, textarea');
}"""
"""Whether the keyboard is somewhere in the page, and the same key once more does nothing."""

LISTEN = """() => {
  window.heard = [];
  const isSaid = (node) => {
    const of = node.nodeType === 1 ? node : node.parentElement;
    const region = of?.closest('[aria-live], [role=alert], [role=status]');
    return region && region.getAttribute('aria-live') !== 'off' && !node.parentElement?.closest('[aria-hidden=true]');
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      const places = change.type === 'childList' ? [change.target, ...change.addedNodes] : [change.target];
      const said = places.find(isSaid);
      if (said) window.heard.push(said.textContent);
    }
  }).observe(document.getElementById('page'), {subtree: true, childList: true, characterData: true});
}"""
"""Writes down what a screen reader would say of what changes from now on."""


async def walked(page: Page) -> list[str]:
    """Go from a page's first stop to its last and back; return a line for each not seen whole, or never reached."""
    return [*await _walked(page, "Tab"), *await _walked(page, "Shift+Tab")]


async def _walked(page: Page, key: str) -> list[str]:
    await page.evaluate(_BEGIN)
    found: list[str] = []
    inside = False
    for _ in range(MOST_STOPS):
        await page.keyboard.press(key)
        here = await page.evaluate(_HERE)
        if here is None or here["isBack"]:
            if inside:
                return [*found, *(f"never reached: {one}" for one in await page.evaluate(_LEFT))]
            continue
        inside = True
        if not here["ring"]:
            found.append(f"{key}: without a ring: {here['words']}")
        elif not here["stands"]:
            found.append(f"{key}: the ring does not stand out: {here['words']}")
        if not here["whole"]:
            found.append(f"{key}: covered, or outside the window: {here['words']}")
    return [*found, "the way through has no end"]
