// Where the keyboard is, and what a screen reader reads, while a page is drawn again: a button that waits for its answer
// gets the focus back, and where it has gone the focus stays in what it stood in. Never on another button: a second tap
// of the same key would say something that nobody meant.

import {render as bringIn} from './element.js';

/** What had the focus and was taken out, or waits for its answer, with all that it stood in. @type {{held: HTMLElement, around: HTMLElement[]}|null} */
let lost = null;

// Who points somewhere else has left it herself.
addEventListener('pointerdown', () => { lost = null; }, true);

/** As `render` of element.js. @param {Element} root @param {...any} children */
export function render(root, ...children) {
  const held = document.activeElement;
  const of = held instanceof HTMLElement && held !== root && root.contains(held) ? {held, around: around(held, root)} : null;
  bringIn(root, ...children);
  // Only what was taken from her is given back: whoever leaves the page by Tab is not drawn in again.
  if (of) lost = isOut(of.held) ? of : null;
  else if (held && held !== document.body) lost = null;
  putBack();
}

/** @param {HTMLElement} one */
const isOut = (one) => !one.isConnected || one.matches(':disabled');

/** @param {HTMLElement} held @param {Element} root */
function around(held, root) {
  const found = [];
  for (let one = held.parentElement; one; one = one === root ? null : one.parentElement) found.push(one);
  return found;
}

function putBack() {
  if (!lost || (document.activeElement && document.activeElement !== document.body)) return;
  const {held} = lost;
  if (held.isConnected && isOut(held)) return; // it waits for its answer
  const to = held.isConnected ? held : lost.around.find((one) => one.isConnected);
  lost = null;
  if (!to) return;
  if (to !== held && !to.hasAttribute('tabindex')) {
    to.setAttribute('tabindex', '-1');
    to.addEventListener('blur', () => to.removeAttribute('tabindex'), {once: true});
  }
  to.focus({preventScroll: true});
}
