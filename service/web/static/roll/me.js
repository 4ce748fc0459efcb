// Who one is, where one is logged in, and the way out.

import {h, render} from '../element.js';
import {loadWords, t} from '../words.js';
import {ask} from './ask.js';
import {Codes, codesView} from './codes-form.js';
import {done, moment, wrong} from './parts.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));

/** What the service calls a session that began at the agency's identity provider. */
const THROUGH = 'identity provider';

/** @type {any} */
let me = null;
/** @type {any[]} */
let sessions = [];
/** @type {string|null} */
let error = null;
/** @type {string|null} */
let notice = null;
let busy = false;

await loadWords();
const codes = new Codes(draw);

async function look() {
  try {
    me = await ask('GET', '/session');
    sessions = await ask('GET', '/sessions');
    if (!codes.known) codes.look(me.kind);
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
      h('div', null, h('h1', null, me?.name || t('You')), h('p', {class: 'lead'}, t('Where you are let in. End whatever you do not know.'))),
      me?.kind === 'account' ? h('button', {type: 'button', class: 'act', disabled: busy, onclick: () => end(null)}, t('Log out')) : null),
    wrong(error), done(notice),
    me ? sessions.length ? h('ul', {class: 'held', key: 'list'}, sessions.map((one) => h('li', {key: one.id},
      h('div', null, h('h2', null, one.kind === 'phone' ? t('Your phone') : t('Logged in'), one.this ? h('small', null, t('here, now')) : null),
        h('ul', {class: 'notes'}, one.name && one.name !== '–' ? h('li', {key: 'name'}, one.name === THROUGH ? t('Through the agency’s login') : one.name) : null, h('li', {key: 'since'}, t('since %(when)s', {when: moment(one.since)})),
          one.used_at ? h('li', {key: 'used'}, t('Last used %(when)s', {when: moment(one.used_at)})) : null)),
      one.this ? null : h('div', {class: 'acts'}, h('button', {type: 'button', class: 'plain', disabled: busy, onclick: () => end(one)}, t('End it')))))) : me.kind === 'phone' ? null : h('p', {class: 'empty', key: 'empty'}, t('You are let in without an account.'))
      : error ? null : h('p', {role: 'status', key: 'wait'}, t('Being looked up …')),
    codesView(codes)));
}

draw();
look();
