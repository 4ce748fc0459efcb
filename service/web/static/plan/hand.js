// Where the hand is: a redraw may take away or switch off what somebody has just used, and her keyboard must not lose
// its place.

const REACHED = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex="0"]';

/** Remember where the hand is before a redraw; what is returned puts it back after it: on the same thing if it is there,
 * else on what stands in its place now. @param {Element} root @returns {() => void} */
export function handOn(root) {
  const held = /** @type {any} */ (document.activeElement);
  if (!held || held === root || !root.contains(held)) return () => {};
  const all = reached(root);
  const place = all.indexOf(held);
  /** @type {{around: Element, at: number}[]} */
  const places = [];
  for (let around = held.parentElement; around && around !== root.parentElement; around = around.parentElement) {
    const first = all.findIndex((one) => /** @type {Element} */ (around).contains(one));
    places.push({around, at: Math.max(0, place - first)});
  }
  return () => {
    const now = document.activeElement;
    if (now === held ? held.isConnected && !held.disabled : now && now !== document.body) return;
    const same = held.id ? /** @type {any} */ (document.getElementById(held.id)) : null;
    if (same && !same.disabled && isSeen(same)) return same.focus({preventScroll: true});
    for (const {around, at} of places) {
      const left = around.isConnected ? reached(around).filter(isSeen) : [];
      if (left.length) return left[Math.min(at, left.length - 1)].focus({preventScroll: true});
    }
  };
}

/** @param {Element} root @returns {HTMLElement[]} */
const reached = (root) => [...root.querySelectorAll(REACHED)].map((one) => /** @type {HTMLElement} */ (one));

/** @param {Element} one */
const isSeen = (one) => one.getClientRects().length > 0 && !one.closest('[inert]');

/** Put the hand on something once it is drawn. @param {Promise<any>} done @param {string} id */
export async function thenOn(done, id) {
  await done;
  const wanted = /** @type {any} */ (document.getElementById(id));
  if (wanted && !wanted.disabled) wanted.focus();
}

/** Closed lists in which somebody is looking with the arrow keys. */
const looking = new WeakSet();

/** Handlers of a list out of which one is chosen: what the arrow keys pass by is not chosen yet. It is with Enter, by
 * leaving, or by pointing. @param {(value: string) => void} commit */
export const choosing = (commit) => ({
  onkeydown: (/** @type {any} */ event) => {
    if (event.key === 'Enter') {
      if (!looking.delete(event.target)) return;
      event.preventDefault();
      commit(event.target.value);
    } else if (event.key === ' ' || event.key === 'F4' || event.altKey) looking.delete(event.target); // opens the list
    else if (/^(Arrow|Page|Home$|End$)/.test(event.key) || event.key.length === 1) looking.add(event.target);
  },
  onpointerdown: (/** @type {any} */ event) => looking.delete(event.target),
  onchange: (/** @type {any} */ event) => { if (!looking.has(event.target)) commit(event.target.value); },
  onblur: (/** @type {any} */ event) => { if (looking.delete(event.target)) commit(event.target.value); },
});
