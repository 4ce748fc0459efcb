// Who one is, where one is logged in, and the way out.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {render} from '../kept-focus.js';
import {minute, second} from '../time.js';
import {loadWords, N, t} from '../words.js';
import {ask} from './ask.js';
import {Codes, codesView} from './codes-form.js';
import {done, moment, wrong} from './parts.js';
import {Passkeys, passkeysView} from './passkeys.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));

/** How a session began, by what the service calls it. @type {Record<string, string>} */
const THROUGH = {'': N('With a password'), '–': N('With a password'), 'identity provider': N('Through the agency’s login'), passkey: N('With a passkey')};

/** @type {any} */
let me = null;
/** @type {any[]} */
let sessions = [];
/** @type {string|null} */
let error = null;
/** @type {string|null} */
let notice = null;
let busy = false;

/** What is said of a button that is not lost, where there is something to say. @type {Record<string, string>} */
const SAYS = {
  heard: N('%(name)s is heard.'),
  not_supervised: N('%(name)s is not supervised: if it dies, nobody is told. Press it as a test each month.'),
};

await loadWords();
const codes = new Codes(draw);
const passkeys = new Passkeys(draw, look);

async function look() {
  try {
    me = await ask('GET', '/session');
    sessions = await ask('GET', '/sessions');
    if (!codes.known) codes.look(me.kind);
    if (!passkeys.told) passkeys.look(me.kind);
  } catch (refused) {
    error = /** @type {Error} */ (refused).message;
  }
  draw();
}

/** @param {any} one */
async function end(one) {
  if (busy) return;
  busy = true;
  error = notice = null;
  draw();
  try {
    const told = await ask('DELETE', one ? `/sessions/${one.id}` : '/session');
    if (!one || one.this) {
      // Whoever came from the agency's identity provider logs out there too.
      location.assign(told?.onward ?? '/login');
      return;
    }
    notice = t('It is out.');
  } catch (refused) {
    error = /** @type {Error} */ (refused).message;
  }
  busy = false;
  await look();
}

function draw() {
  render(page, h('main', {class: 'desk', key: 'main'},
    h('div', {class: 'desk-head'},
      h('div', null, h('h1', null, me?.kind === 'open' ? t('Anybody on this computer') : me?.name || t('You')), h('p', {class: 'lead'}, t('Where you are let in. End whatever you do not know.'))),
      me?.kind === 'account' ? h('button', {type: 'button', class: 'act', disabled: busy, onclick: () => end(null)}, t('Log out')) : null),
    wrong(error), done(notice), ...buttons(),
    me ? sessions.length ? h('ul', {class: 'held', key: 'list'}, inOrder(sessions).map(held)) : me.kind === 'phone' ? null : h('p', {class: 'empty', key: 'empty'}, t('You are let in without an account.'))
      : error ? null : h('p', {role: 'status', key: 'wait'}, t('Being looked up …')),
    me ? h('p', {class: 'place', key: 'data'}, h('a', {href: '/me/data'}, t('What is stored about you, and who has looked'))) : null,
    passkeysView(passkeys), codesView(codes)));
}

/** What lets her in here first, then what was used last. @param {any[]} every */
const inOrder = (every) => [...every].sort((a, b) => Number(b.this) - Number(a.this) || Date.parse(b.used_at ?? b.since) - Date.parse(a.used_at ?? a.since));

/** One way in, so that she knows which it is: how it began, since when, and when it was last used. @param {any} one */
function held(one) {
  const alike = sessions.some((other) => other !== one && moment(other.since) === moment(one.since));
  const through = one.kind === 'session' ? THROUGH[one.name ?? ''] : undefined;
  const name = through ? t(through) : one.name === '–' ? '' : one.name;
  return h('li', {key: one.id},
    h('div', null, h('h2', null, one.kind === 'phone' ? t('Your phone') : t('Logged in'), ' ', one.this ? h('small', null, t('here, now')) : null),
      h('ul', {class: 'notes', id: `notes-${one.id}`}, name ? h('li', {key: 'name'}, name) : null, h('li', {key: 'since'}, t('since %(when)s', {when: moment(one.since, alike ? second : minute)})),
        one.this ? null : h('li', {key: 'used'}, one.used_at ? t('Last used %(when)s', {when: moment(one.used_at)}) : t('Not used after that')))),
    one.this ? null : h('div', {class: 'acts'}, h('button', {type: 'button', class: 'plain', disabled: busy, 'aria-describedby': `notes-${one.id}`, onclick: () => end(one)}, t('End it'))));
}

/** What she has to know of the buttons in her name; that one cannot be supervised is said, and never called fine. */
function buttons() {
  const every = Object.values(me?.offices ?? {}).flatMap((/** @type {any} */ one) => one.buttons ?? []);
  return every.flatMap((one) => [one.is_lost
    ? h('p', {class: 'band is-fault', role: 'status', key: `button-${one.device}`}, icon('warning'), h('span', null, t('%(name)s has not been heard for too long: it may not call for help. Press it once as a test; where nothing is heard, ask for another one today.', {name: one.name})))
    : h('p', {class: 'place', key: `button-${one.device}`}, SAYS[one.hearing] ? t(SAYS[one.hearing], {name: one.name}) : '',
      one.untested ? ` ${t('It has not been pressed for a month: test it.')}` : '',
      one.outside ? ` ${t('It was last heard outside the house. Nobody but you is told so.')}` : ''),
  one.answers.length ? null : h('p', {class: 'place', key: `mute-${one.device}`}, t('%(name)s cannot tell you anything: your press counts all the same. Look at your phone to see who comes.', {name: one.name}))]);
}

draw();
look();
