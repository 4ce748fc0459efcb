// Pairing another screen or phone: it shows a code that is typed here, or a code is made here that is typed there.

import {h} from '../element.js';
import {known} from '../facts.js';
import {minute} from '../time.js';
import {t} from '../words.js';
import {ask} from './ask.js';
import {done, whileBusy, wrong} from './parts.js';

export class Pairing {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.open = false;
    /** @type {'screen'|'phone'} */
    this.kind = 'screen';
    this.target = '';
    this.busy = false;
    /** @type {string|null} */
    this.error = null;
    /** A code that was made here, to be typed there. @type {{code: string, until: string}|null} */
    this.made = null;
    /** Whether the code of a screen was taken, and what was there before: it goes on within seconds. @type {{before: Set<string>, words: string, here: boolean}|null} */
    this.waiting = null;
    /** @type {Set<string>} */
    this.known = new Set();
  }

  begin() {
    this.open = true;
    this.target = '';
    this.error = this.made = this.waiting = null;
    this.changed();
    requestAnimationFrame(() => document.getElementById('pair-title')?.focus());
  }

  close() {
    this.open = false;
    this.changed();
    requestAnimationFrame(() => document.getElementById('pair')?.focus());
  }

  /** Hear what is paired by now. @param {{id: string}[]} paired */
  arrived(paired) {
    const ids = new Set(paired.map(({id}) => id));
    if (this.waiting && [...ids].some((id) => !this.waiting?.before.has(id))) {
      this.waiting = {...this.waiting, here: true};
      this.made = null;
    }
    this.known = ids;
  }

  /** @param {'screen'|'phone'} kind */
  choose(kind) {
    this.kind = kind;
    this.target = '';
    this.made = this.waiting = this.error = null;
    this.changed();
  }

  get wanted() {
    return this.kind === 'screen' ? {screen: this.target} : {login: this.target};
  }

  /** @param {() => Promise<void>} doing */
  act(doing) {
    return whileBusy(this, doing);
  }
}

/** @param {{pairing: Pairing, logins: {login: string, name: string}[], base: string, look: () => void}} of */
export function pairView({pairing, logins, base, look}) {
  const isScreen = pairing.kind === 'screen';
  const screens = Object.entries(known().screens ?? {});
  const offered = screens.filter(([, one]) => one.yours !== false);
  const choices = isScreen ? offered.map(([key, one]) => ({key, name: String(one.name)}))
    : logins.map(({login, name}) => ({key: login, name}));
  const typed = (/** @type {any} */ event) => {
    event.preventDefault();
    const code = String(new FormData(event.target).get('code') ?? '');
    pairing.act(async () => {
      await ask('POST', base, {code, ...pairing.wanted});
      pairing.waiting = {before: pairing.known, words: t('The code is right. It goes on by itself within seconds.'), here: false};
      event.target.reset();
      look();
    });
  };
  const make = () => pairing.act(async () => {
    const made = await ask('POST', `${base}/codes`, pairing.wanted);
    pairing.made = {code: made.code, until: made.expires_at};
    pairing.waiting = {before: pairing.known, words: '', here: false};
  });
  return h('section', {class: 'open-card', key: 'pairing', 'aria-labelledby': 'pair-title'},
    h('h2', {id: 'pair-title', tabindex: '-1'}, t('Pair another one')),
    h('fieldset', {key: 'kind'}, h('legend', null, t('What is it?')), h('div', {class: 'two-ways'}, /** @type {['screen'|'phone', string][]} */ ([['screen', t('A screen of the office')], ['phone', t('Somebody’s phone')]]).map(([kind, name]) =>
      h('label', {class: 'tick', key: kind}, h('input', {type: 'radio', name: 'kind', '.checked': pairing.kind === kind, onchange: () => pairing.choose(kind)}), h('span', null, name))))),
    choices.length ? h('label', {class: 'field', key: `target-${pairing.kind}`}, h('span', null, isScreen ? t('Which screen of the plan') : t('Whose phone')),
      h('select', {id: 'target', onchange: (/** @type {any} */ event) => { pairing.target = event.target.value; pairing.made = pairing.waiting = null; pairing.changed(); }},
        h('option', {value: '', '.selected': !pairing.target}, t('choose …')),
        choices.map(({key, name}) => h('option', {key, value: key, '.selected': key === pairing.target}, name))))
      : h('p', {key: 'none'}, isScreen ? screens.length ? null : t('The role plan of this office names no screen yet.') : t('Nobody of this office has an account yet whose phone you may pair.')),
    isScreen && offered.length < screens.length ? h('p', {class: 'quiet', key: 'withheld'}, t('A screen for security is paired by whoever runs the service: %(names)s', {names: screens.filter(([, one]) => one.yours === false).map(([, one]) => one.name).join(', ')})) : null,
    pairing.target && !pairing.waiting?.here ? h('form', {key: 'typed', class: 'made', onsubmit: typed},
      h('ol', {class: 'steps-words'},
        h('li', null, t('Open this address there: %(address)s', {address: `${location.origin}/pair`})),
        h('li', null, t('It shows a code of eight letters and digits. Type it here.'))),
      h('label', {class: 'field code'}, h('span', null, t('The code it shows')),
        h('input', {id: 'code', name: 'code', required: true, maxlength: '12', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', placeholder: 'BCDF-3467'})),
      h('div', {class: 'acts'}, h('button', {class: 'act', disabled: pairing.busy}, t('Pair it')),
        pairing.made ? null : h('button', {type: 'button', class: 'plain', disabled: pairing.busy, onclick: make}, t('Or make a code to type there')))) : null,
    pairing.made ? h('div', {class: 'made', role: 'status', key: 'made'}, h('p', null, t('Type this code there, under “I have a code to type here”:')),
      h('p', {class: 'code-shown'}, pairing.made.code), h('p', {class: 'quiet'}, t('It pairs once, until %(time)s, and is shown only now.', {time: minute(pairing.made.until)}))) : null,
    wrong(pairing.error),
    pairing.waiting?.here ? done(t('It is paired and stands in the list below.')) : done(pairing.waiting?.words ?? null),
    h('div', {class: 'acts'}, h('button', {type: 'button', class: 'plain', onclick: () => pairing.close()}, pairing.waiting?.here ? t('Done') : t('Close'))));
}
