// A fire that was told of stands: no lock locks. Whoever knows that it is over says so here, by her name.

import {send} from './ask.js';
import {whoSays} from './closing.js';
import {h} from './element.js';
import {office, screen} from './facts.js';
import {icon} from './icon.js';
import {said, t} from './words.js';

/** @typedef {import('./link.js').Link} Link */

/** The fire that stands by what the service says, if one does. @param {Link} link @returns {any} */
const standing = (link) => (link.lost ? null : link.heart?.faults.find((fault) => fault.code === 'fire_told') ?? null);

/** @param {string} person @param {string} [pin] */
export const askFireOver = (person, pin) =>
  send('POST', `/api/v1/offices/${encodeURIComponent(office)}/fire-over`, {person, screen}, pin ? {'Trygg-PIN': pin} : {});

/** What is said of it on a screen, and the way to end it; it goes when the service says that no fire stands any more.
 * @param {{link: Link, begin: () => void}} live */
export function fireBand({link, begin}) {
  const fire = standing(link);
  return fire && h('div', {class: 'fault-bar fire-bar', role: 'status', key: 'fire'}, icon('warning'),
    h('span', null, h('span', {class: 'fault-line'}, said(fire.text))),
    h('button', {type: 'button', class: 'small-act', onclick: begin}, t('The fire is over …')));
}

/** Who says so, on a screen. @param {any} live */
export function fireOver(live) {
  return [h('h2', {'data-first': true, tabindex: '-1'}, t('The fire is over')),
    h('p', {class: 'sheet-duty'}, t('From then on locks may lock again. Who says so?')),
    whoSays(live, (person) => live.act('fire-over', {person}), (name) => name)];
}

/** The same on somebody's own telephone: two taps, in her name.
 * @param {{link: Link, me: string, desk: import('./closing-phone.js').ClosingDesk}} live */
export function phoneFire({link, me, desk}) {
  const fire = standing(link);
  if (!fire) return null;
  const big = (/** @type {string} */ words, /** @type {() => void} */ onclick, kind = '') =>
    h('button', {type: 'button', class: `big ${kind}`, key: words, disabled: desk.busy, onclick}, words);
  return h('section', {class: 'closing', key: 'fire'}, h('p', {class: 'closing-told', role: 'status'}, icon('warning'), said(fire.text)),
    desk.asking === 'fire'
      ? [h('p', {class: 'sheet-duty', key: 'sure', 'data-first': true, tabindex: '-1'}, t('From then on locks may lock again. You say so, with your name.')),
        desk.error ? h('p', {class: 'sheet-error', role: 'alert', key: 'error'}, desk.error) : null,
        big(t('Yes, the fire is over'), () => desk.say(() => askFireOver(me)), 'is-primary'), big(t('No'), () => desk.turn(null))]
      : big(t('The fire is over …'), () => desk.turn('fire')));
}
