// The screens and phones of an office: what each is, who reads it, whether it is there, and how another one is paired.

import {h} from '../element.js';
import {known, office} from '../facts.js';
import {icon} from '../icon.js';
import {render} from '../kept-focus.js';
import {loadWords, N, t} from '../words.js';
import {ask} from './ask.js';
import {Deed} from './deed.js';
import {pairView, Pairing} from './pair-form.js';
import {done, moment, sure, wrong} from './parts.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const base = `/offices/${encodeURIComponent(office)}/paired`;
const LOOK_MS = 4_000;

/** @type {Record<string, string>} */
export const READ_BY = {
  public: N('Visitors can read it: it shows no alarm'),
  discreet: N('Visitors can see it: in an alarm it shows only the agreed mark'),
  staff: N('Staff read it: it shows who, where and what'),
  security: N('Security reads it: it shows everything'),
};

/** @type {Record<string, string>} */
const WRONG = {
  screen_gone: N('It should be on: the office is open'),
  screen_blind: N('It does not show what it should: load its page again'),
  screen_mute: N('Its sound is off: tap it once'),
};

/** @typedef {{id: string, kind: string, name: string, screen: string|null, place: string|null, zone: string|null, audience: string|null,
 *   pair_again: boolean, owner: string|null, person: string|null, has_pin: boolean, since: string, used_at: string|null, connected: boolean, wrong: string[]}} Paired */

/** @type {Paired[]|null} */
let paired = null;
/** Whose phones can be paired. @type {{login: string, name: string}[]} */
let logins = [];
/** What is asked about which of them. @type {{id: string, what: 'name'|'pin'|'out'}|null} */
let asked = null;
let failed = false;
let why = '';
const pairing = new Pairing(draw);

await loadWords();
const deed = new Deed(draw, look);

async function look() {
  try {
    paired = await ask('GET', base);
    failed = false;
    pairing.arrived(paired ?? []);
  } catch (refused) {
    failed = true;
    why = /** @type {Error} */ (refused).message;
  }
  draw();
}

async function lookUpLogins() {
  try {
    logins = (await ask('GET', `/accounts?office=${encodeURIComponent(office)}`)).filter((/** @type {any} */ one) => one.may.invite || one.you)
      .map((/** @type {any} */ one) => ({login: one.login, name: one.name}));
  } catch {
    logins = [];
  }
  draw();
}

/** @param {() => Promise<any>} doing @param {string} words @param {string} back where the focus goes on */
async function act(doing, words, back) {
  if (await deed.act(async () => { await doing(); asked = null; return words; })) focusOn(back);
}

/** @param {string} id */
const focusOn = (id) => requestAnimationFrame(() => document.getElementById(id)?.focus());

/** @param {string} id @param {'name'|'pin'|'out'|null} what */
function open(id, what) {
  asked = what ? {id, what} : null;
  deed.clear();
  draw();
  focusOn(what === 'out' ? `no-out-${id}` : what ? `${what}-${id}` : `ask-${id}`);
}

function draw() {
  render(page, h('main', {class: 'desk', key: 'main'},
    h('div', {class: 'desk-head'},
      h('div', null, h('h1', null, t('Screens and phones')),
        h('p', {class: 'lead'}, t('What is let in to %(office)s without anybody logging in: screens on walls, and people’s phones.', {office: known().name}))),
      pairing.open ? null : h('button', {type: 'button', class: 'act', id: 'pair', onclick: () => { deed.clear(); pairing.begin(); }}, t('Pair another one'))),
    wrong(deed.error ?? (failed ? why : null)), done(deed.notice),
    pairing.open ? pairView({pairing, logins, base, look}) : null,
    paired ? list(paired) : failed ? null : h('p', {role: 'status'}, t('Being looked up …'))));
}

/** @param {Paired[]} every */
function list(every) {
  if (!every.length) return h('p', {class: 'empty', key: 'empty'}, t('Nothing is paired in this office yet. An office screen that is not paired shows no alarm.'));
  return h('ul', {class: 'held', key: 'list'}, every.map((one) => h('li', {key: one.id},
    h('div', null,
      h('h2', {id: `title-${one.id}`, tabindex: '-1'}, title(one), one.name && one.name !== '–' ? h('small', null, one.name) : null),
      h('p', {class: 'place'}, one.kind === 'phone' ? t('Phone: whatever she may do herself, except looking after people and screens')
        : one.audience ? t(READ_BY[one.audience]) : t('The plan knows this screen no longer: it shows no alarm.')),
      h('ul', {class: 'notes'},
        one.connected ? h('li', {class: 'is-on', key: 'on'}, icon('linked'), t('Connected now'))
          : h('li', {class: one.used_at ? null : 'is-weak', key: 'used'}, one.used_at ? t('Last seen %(when)s', {when: moment(one.used_at)}) : t('Has never been seen')),
        (one.wrong ?? []).filter((code) => Object.hasOwn(WRONG, code)).map((code) => h('li', {class: 'is-weak', key: code}, t(WRONG[code]))),
        one.zone ? h('li', {key: 'zone'}, one.zone) : null,
        one.kind === 'screen' ? h('li', {key: 'pin'}, one.has_pin && !one.pair_again ? t('An alarm can be ended here with a PIN') : t('No alarm can be ended here')) : null,
        one.pair_again ? h('li', {key: 'again'}, t('The role plan lets more be seen here than when it was paired. It goes on showing less, and no alarm can be ended here: take it out and pair it again.')) : null,
        one.kind === 'screen' ? h('li', {class: one.owner ? null : 'is-weak', key: 'owner'}, one.owner ? t('%(name)s answers for it', {name: one.owner}) : t('Nobody answers for it any more')) : null,
        h('li', {key: 'since'}, t('Paired %(when)s', {when: moment(one.since)})))),
    asked?.id === one.id ? null : h('div', {class: 'acts'},
      h('button', {type: 'button', class: 'plain', id: `ask-${one.id}`, 'aria-label': `${t('Name …')} ${title(one)}`, onclick: () => open(one.id, 'name')}, t('Name …')),
      one.kind === 'screen' && !one.owner && isHers(one) ? h('button', {type: 'button', class: 'plain', 'aria-label': `${t('I answer for it')} ${title(one)}`, disabled: deed.busy,
        onclick: () => act(() => ask('PUT', `${base}/${one.id}/owner`), t('You answer for it from now on.'), `ask-${one.id}`)}, t('I answer for it')) : null,
      one.kind === 'screen' && isHers(one) && !one.pair_again ? h('button', {type: 'button', class: 'plain', 'aria-label': `${t('PIN …')} ${title(one)}`, onclick: () => open(one.id, 'pin')}, t('PIN …')) : null,
      h('button', {type: 'button', class: 'plain', 'aria-label': `${t('Take out …')} ${title(one)}`, onclick: () => open(one.id, 'out')}, t('Take out …'))),
    asked?.id === one.id ? h('div', {class: 'change'}, question(one, asked.what)) : null)));
}

/** @param {Paired} one */
const title = (one) => (one.kind === 'phone' ? t('The phone of %(name)s', {name: one.person ?? '–'}) : one.place ?? one.screen ?? '–');

/** Whether what a screen's place shows is hers to give. @param {Paired} one */
const isHers = (one) => known().screens?.[one.screen ?? '']?.yours !== false;

/** @param {Paired} one @param {'name'|'pin'|'out'} what */
function question(one, what) {
  if (what === 'out') {
    return sure({id: `out-${one.id}`, label: '', open: true, busy: deed.busy, yes: t('Yes, take it out'), ask: () => open(one.id, null),
      question: one.kind === 'phone' ? t('Take out the phone of %(name)s? It shows nothing any more, at once.', {name: one.person ?? '–'})
        : t('Take out %(place)s? It shows nothing of the office any more, at once, and asks to be paired again.', {place: title(one)}),
      act: () => act(() => ask('DELETE', `${base}/${one.id}`), t('%(what)s is out.', {what: title(one)}), 'pair')});
  }
  const isPin = what === 'pin';
  return h('form', {class: 'open-card', key: `${what}-form`, onsubmit: (/** @type {any} */ event) => {
    event.preventDefault();
    const typed = String(new FormData(event.target).get('typed') ?? '').trim();
    const content = isPin ? {pin: typed || null} : {name: typed};
    act(() => ask('PUT', `${base}/${one.id}/${what}`, content), isPin ? typed ? t('The PIN holds from now on.') : t('The PIN is taken away.') : t('It is called “%(name)s” now.', {name: typed}), `ask-${one.id}`);
  }},
  h('label', {class: 'field'}, h('span', null, isPin ? t('The PIN of %(place)s: 6 to 12 digits; leave it empty to take it away', {place: title(one)}) : t('What this list calls %(place)s', {place: title(one)})),
    h('input', {id: `${what}-${one.id}`, name: 'typed', autocomplete: 'off', maxlength: isPin ? '12' : '100', required: !isPin, ...(isPin ? {inputmode: 'numeric', pattern: '[0-9]{6,12}'} : {'.value': one.name === '–' ? '' : one.name})})),
  isPin ? h('p', {class: 'quiet'}, t('Whoever knows it can say here that the danger is over, as far as the plan lets her.')) : null,
  h('div', {class: 'acts'}, h('button', {class: 'act', disabled: deed.busy}, t('Save')), h('button', {type: 'button', class: 'plain', onclick: () => open(one.id, null)}, t('Cancel'))));
}

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || deed.busy) return;
  if (asked) open(asked.id, null);
  else if (pairing.open) pairing.close();
});
setInterval(() => { if (document.visibilityState === 'visible' && !asked) look(); }, LOOK_MS);
draw();
look();
lookUpLogins();
