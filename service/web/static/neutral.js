// What the telephone of the one who pressed shows to whoever looks over her shoulder: a page of a daybook, its name and
// its sign included. The agreed marks are the ticks and words that such a page has anyway; a long press shows the truth.

import {h} from './element.js';
import {day, minute, now} from './time.js';
import {t} from './words.js';

const LONG_PRESS = 700;

/** @typedef {import('./standing.js').State} State */

/** @param {{state: State, failed: boolean, savedAt: string|null, reveal: () => void}} live */
export function neutral({state, failed, savedAt, reveal}) {
  return h('main', {class: 'daybook', key: 'daybook', ...longPress(reveal)},
    h('h1', {key: 'title'}, h('button', {type: 'button', class: 'daybook-title',
      onclick: (/** @type {MouseEvent} */ e) => { if (e.detail === 0) reveal(); }}, t('Daybook'))),
    h('p', {class: 'daybook-day', key: 'day'}, day(now())),
    h('p', {class: `daybook-mark ${failed ? 'is-unsaved' : ''}`, key: 'mark', role: 'status'}, mark(state, failed, savedAt)),
    h('ul', {class: 'daybook-lines', key: 'lines'},
      [['08:30', t('Post and coffee')], ['10:00', t('Order paper for the printer')], ['11:45', t('Lunch')],
        ['13:15', t('Book the large room for Thursday')], ['15:00', t('Water the plants')]].map(([time, words]) =>
        h('li', {key: time ?? ''}, h('time', null, time), h('span', null, words)))));
}

/** The agreed marks. @param {State} state @param {boolean} failed @param {string|null} savedAt */
function mark(state, failed, savedAt) {
  if (failed) return ['⚠ ', t('Not saved – no connection')];
  const ticks = {sending: '', received: '✓', seen: '✓', coming: '✓✓', arrived: '✓✓✓', cleared: '✓✓✓'}[state];
  return state === 'sending' ? t('Saving …') : [t('Saved %(time)s', {time: minute(savedAt ?? now())}), ' ', ticks];
}

/** What makes a whole page listen to a long press. @param {() => void} then */
function longPress(then) {
  return {
    onpointerdown: () => { clearTimeout(pressed); pressed = setTimeout(then, LONG_PRESS); },
    onpointerup: () => clearTimeout(pressed),
    onpointercancel: () => clearTimeout(pressed),
    onpointerleave: () => clearTimeout(pressed),
    oncontextmenu: (/** @type {Event} */ e) => e.preventDefault(),
  };
}

/** @type {number|undefined} */
let pressed;

const icon = /** @type {HTMLLinkElement|null} */ (document.querySelector('link[rel="icon"]'));
const own = {title: document.title, icon: icon?.href};

/** Give the page's name and sign a neutral face, or its own. @param {boolean} isNeutral @param {string} name */
export function dress(isNeutral, name) {
  const title = isNeutral ? t('Daybook') : name || own.title;
  if (document.title !== title) document.title = title;
  document.body.classList.toggle('is-neutral', isNeutral);
}
