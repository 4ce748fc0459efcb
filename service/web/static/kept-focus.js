// Where the keyboard is, and what a screen reader reads, while a page is drawn again: a button that waits for its answer
// gets the focus back, and where it has gone the focus stays in what it stood in. Never on another button: a second tap
// of the same key would say something that nobody meant.

import {render as bringIn} from './element.js';

/** What had the focus when the page was last drawn, and all that it stood in. @type {{held: HTMLElement, around: HTMLElement[]}|null} */
let last = null;

// Who points somewhere else has left it herself.
addEventListener('pointerdown', () => { last = null; }, true);

/** As `render` of element.js. @param {Element} root @param {...any} children */
export function render(root, ...children) {
  const held = document.activeElement;
  if (held instanceof HTMLElement && held !== root && root.contains(held)) last = {held, around: around(held, root)};
  bringIn(root, ...children);
  putBack();
}

/** @param {HTMLElement} held @param {Element} root */
function around(held, root) {
  const found = [];
  for (let one = held.parentElement; one; one = one === root ? null : one.parentElement) found.push(one);
  return found;
}

function putBack() {
  if (!last || (document.activeElement && document.activeElement !== document.body)) return;
  const {held} = last;
  if (held.isConnected && held.matches(':disabled')) return; // it waits for its answer
  const to = held.isConnected ? held : last.around.find((one) => one.isConnected);
  last = null;
  if (!to) return;
  if (to !== held && !to.hasAttribute('tabindex')) {
    to.setAttribute('tabindex', '-1');
    to.addEventListener('blur', () => to.removeAttribute('tabindex'), {once: true});
  }
  to.focus({preventScroll: true});
}
