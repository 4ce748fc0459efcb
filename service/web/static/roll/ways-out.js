// The ways out of an office: how each stands, what was proven when, and when it is tested next.

import {h} from '../element.js';
import {known, office} from '../facts.js';
import {icon} from '../icon.js';
import {render} from '../kept-focus.js';
import {routeOf, whyOf} from '../notice-words.js';
import {now, setClock, span} from '../time.js';
import {loadWords, t} from '../words.js';
import {ask} from './ask.js';
import {done, wrong} from './parts.js';
import {sent} from './sent.js';

/** @typedef {{route: string, receiver: string|null, state: 'up'|'down'|'unknown'|'not_set_up', success_at: string|null, delivered_at: string|null,
 *   failure_at: string|null, reason: string|null, failures: number, test_at: string|null, next_test_at: string|null, used_by: string[]}} Way */

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const LOOK_MS = 4_000;
const CENTRES = ['alarm_centre', 'cap'];
/** Ways to somebody's own number or address; a phone tests its notifications itself. */
const TO_ME = ['sms', 'email'];

/** @type {Way[]|null} */
let ways = null;
/** @type {string|null} */
let error = null;
/** @type {string|null} */
let notice = null;
let failed = '';
/** Which way is being tested. @type {string|null} */
let testing = null;
/** The way whose journal is open, and what it holds. @type {{way: string, told: import('./sent.js').Sent|null}|null} */
let opened = null;

await loadWords();

async function look() {
  try {
    const told = await ask('GET', '/routes');
    setClock(told.at);
    ways = told.routes;
    failed = '';
  } catch (refused) {
    failed = /** @type {Error} */ (refused).message;
  }
  draw();
}

/** @param {Way} way */
const nameOf = (way) => (way.receiver ? `${way.route}/${way.receiver}` : way.route);

/** @param {Way} way */
function title(way) {
  const name = routeOf(way.route);
  return `${name.charAt(0).toLocaleUpperCase()}${name.slice(1)}${way.receiver ? ` ${way.receiver}` : ''}`;
}

/** @param {Way} way */
async function test(way) {
  if (testing) return;
  testing = nameOf(way);
  error = notice = null;
  draw();
  try {
    const query = way.receiver ? `?receiver=${encodeURIComponent(way.receiver)}` : '';
    const told = await ask('POST', `/routes/${encodeURIComponent(way.route)}/test${query}`);
    notice = told.failures ? null : t('%(way)s works.', {way: title(way)});
    error = told.failures ? t('%(way)s does not work: %(why)s.', {way: title(way), why: whyOf(told.reason)}) : null;
  } catch (refused) {
    error = /** @type {Error} */ (refused).message;
  }
  testing = null;
  await look();
}

/** Send oneself a message over a way. @param {Way} way */
async function testToMe(way) {
  if (testing) return;
  testing = nameOf(way);
  error = notice = null;
  draw();
  try {
    await ask('POST', `/offices/${encodeURIComponent(office)}/routes/${encodeURIComponent(way.route)}/test`);
    notice = t('%(way)s: sent to you. Has it come?', {way: title(way)});
  } catch (refused) {
    const {code} = /** @type {any} */ (refused).problem ?? {};
    error = code === 'not_handed_over' ? t('%(way)s: nobody has taken it. Look at your number or address in the role plan, and test the way.', {way: title(way)})
      : code === 'nobody_named' ? t('The role plan does not know you by your account, so nobody knows where to send it.') : /** @type {Error} */ (refused).message;
  }
  testing = null;
  await look();
}

/** @param {Way} way */
async function open(way) {
  const name = nameOf(way);
  opened = opened?.way === name ? null : {way: name, told: null};
  draw();
  if (!opened) return;
  try {
    const told = await ask('GET', `/routes/${encodeURIComponent(way.route)}/journal?receiver=${encodeURIComponent(way.receiver ?? '')}`);
    if (opened?.way === name) opened = {way: name, told};
  } catch (refused) {
    error = /** @type {Error} */ (refused).message;
    opened = null;
  }
  draw();
}

function draw() {
  render(page, h('main', {class: 'desk', key: 'main'},
    h('div', {class: 'desk-head'}, h('div', null, h('h1', null, t('Ways out')),
      h('p', {class: 'lead'}, t('How people of %(office)s are reached who are at no screen, and whether it works right now.', {office: known().name})))),
    wrong(error ?? (failed || null)), done(notice),
    ways ? list(ways) : failed ? null : h('p', {role: 'status', key: 'wait'}, t('Being looked up …'))));
}

/** @param {Way[]} every */
function list(every) {
  if (!every.length) return h('p', {class: 'empty', key: 'empty'}, t('No way out is set up, and the role plan names none: people are called on the screens and the phone page only. Whoever runs the service sets ways out up.'));
  return h('ul', {class: 'held', key: 'list'}, every.map((way) => h('li', {key: nameOf(way)},
    h('div', null,
      h('h2', null, title(way)),
      h('p', {class: `place way is-${way.state}`}, icon(SIGNS[way.state]), h('span', null, standing(way))),
      h('ul', {class: 'notes'}, notes(way).map((words) => h('li', {key: words.replace(/[0-9]+/g, '')}, words))),
      opened?.way === nameOf(way) ? sent(opened.told) : null),
    way.state === 'not_set_up' ? null : h('div', {class: 'acts'},
      way.route !== 'alarm_centre' ? null : h('button', {type: 'button', class: 'plain', key: 'journal', 'aria-expanded': String(opened?.way === nameOf(way)), onclick: () => open(way)},
        t('What was sent')),
      TO_ME.includes(way.route) ? h('button', {type: 'button', class: 'plain', key: 'to-me', disabled: testing !== null, 'aria-label': `${t('Send a test to me')}: ${title(way)}`, onclick: () => testToMe(way)},
        t('Send a test to me')) : null,
      h('button', {type: 'button', class: 'plain', key: 'test', disabled: testing !== null, 'aria-label': `${t('Test it now')}: ${title(way)}`, onclick: () => test(way)},
        testing === nameOf(way) ? t('Being tested …') : t('Test it now'))))));
}

/** @type {Record<Way['state'], any>} */
const SIGNS = {up: 'there', down: 'warning', unknown: 'asked', not_set_up: 'no'};

/** @param {Way} way */
function standing(way) {
  const time = ago(way.success_at);
  if (way.state === 'not_set_up') return t('The role plan names it, and it is not set up: nobody is called over it.');
  if (way.state === 'down') return t('DOWN: %(why)s. Nobody is reached over it.', {why: whyOf(way.reason)});
  if (way.state === 'unknown') return way.success_at ? t('Not known: it worked last %(time)s ago.', {time}) : t('Not known yet: nothing has been sent or tested since the service was started.');
  return CENTRES.includes(way.route) ? t('Works: acknowledged %(time)s ago.', {time}) : t('Works: proven %(time)s ago.', {time});
}

/** @param {Way} way */
function notes(way) {
  const next = way.next_test_at ? Date.parse(way.next_test_at) - now() : NaN;
  return [
    way.state === 'down' && way.success_at ? t('It worked last %(time)s ago', {time: ago(way.success_at)}) : '',
    way.delivered_at ? t('Last delivered %(time)s ago', {time: ago(way.delivered_at)}) : '',
    way.failure_at && way.state !== 'down' ? t('Failed last %(time)s ago: %(why)s', {time: ago(way.failure_at), why: whyOf(way.reason)}) : '',
    way.test_at ? t('Last self-test %(time)s ago', {time: ago(way.test_at)}) : '',
    next > 0 ? t('Next self-test in %(time)s', {time: span(next)}) : '',
    way.state !== 'not_set_up' && !way.used_by.includes(office) ? t('The role plan of this office does not use it') : '',
  ].filter(Boolean);
}

/** @param {string|null} at */
const ago = (at) => (at ? span(now() - Date.parse(at)) : '');

setInterval(() => { if (document.visibilityState === 'visible') look(); }, LOOK_MS);
setInterval(() => { if (document.visibilityState === 'visible' && ways) draw(); }, 1_000);
draw();
look();
