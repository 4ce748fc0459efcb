// One's own two codes for "set off by mistake": chosen here, shown nowhere, and taken away by whoever wants none.

import {h} from '../element.js';
import {t} from '../words.js';
import {ask} from './ask.js';
import {done, moment, sure, whileBusy, wrong} from './parts.js';

export class Codes {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.known = false;
    /** Since when there are codes. @type {string|null} */
    this.since = null;
    this.onPhone = false;
    this.open = false;
    this.sure = false;
    this.shown = false;
    this.busy = false;
    /** @type {string|null} */
    this.error = null;
    /** @type {string|null} */
    this.notice = null;
  }

  /** @param {string} kind what lets one in: only an account or one's own phone has codes */
  async look(kind) {
    if (kind !== 'account' && kind !== 'phone') return;
    this.onPhone = kind === 'phone';
    await this.act(async () => { this.since = (await ask('GET', '/codes')).set_at; });
    this.known = true;
    this.changed();
  }

  begin() {
    this.open = true;
    this.error = this.notice = null;
    this.shown = false;
    this.changed();
    requestAnimationFrame(() => document.getElementById('codes-title')?.focus());
  }

  close() {
    this.open = this.sure = false;
    this.changed();
    requestAnimationFrame(() => document.getElementById('codes-begin')?.focus());
  }

  /** @param {() => Promise<void>} doing */
  act(doing) {
    return whileBusy(this, doing);
  }

  /** @param {FormData} typed */
  choose(typed) {
    const of = (/** @type {string} */ name) => typed.get(name)?.toString().trim() ?? '';
    return this.act(async () => {
      this.since = (await ask('PUT', '/codes', {mistake: of('mistake'), duress: of('duress'), current: of('current')})).set_at;
      this.notice = t('Your codes hold. Nobody can read them, nor can you: keep them in your head.');
      this.close();
    });
  }

  giveUp() {
    return this.act(async () => {
      await ask('DELETE', '/codes');
      this.since = null;
      this.notice = t('You have no codes any more.');
      this.close();
    });
  }
}

/** @param {Codes} codes */
export function codesView(codes) {
  if (!codes.known) return null;
  return h('section', {class: 'part-body codes', key: 'codes', 'aria-labelledby': 'codes-head'},
    h('h2', {id: 'codes-head'}, t('Your codes for “set off by mistake”')),
    h('p', null, t('When you have pressed by mistake, you say so on your phone with a code. The alarm goes on until somebody has come and looked.')),
    done(codes.notice), codes.open ? null : wrong(codes.error),
    codes.open ? form(codes) : [
      h('p', {class: 'quiet', key: 'since'}, codes.since ? t('You have chosen codes, %(when)s.', {when: moment(codes.since)})
        : t('You have no codes. Then somebody who comes ends an alarm that you set off.')),
      h('div', {class: 'acts', key: 'acts'},
        h('button', {type: 'button', class: 'act', id: 'codes-begin', disabled: codes.busy, onclick: () => codes.begin()},
          codes.since ? t('Choose other codes') : t('Choose codes')),
        codes.since && !codes.onPhone ? sure({id: 'codes-away', label: t('Have no codes'), question: t('Without codes you cannot say yourself that it was a mistake.'),
          yes: t('Yes, take them away'), open: codes.sure, busy: codes.busy, ask: (open) => { codes.sure = open; codes.changed(); }, act: () => codes.giveUp()}) : null)]);
}

/** @param {Codes} codes */
function form(codes) {
  return h('form', {class: 'open-card', key: 'form', autocomplete: 'off', 'aria-labelledby': 'codes-title',
    onsubmit: (/** @type {any} */ event) => { event.preventDefault(); codes.choose(new FormData(event.target)); }},
  h('h3', {id: 'codes-title', tabindex: '-1'}, t('Two codes of 4 to 8 digits')),
  h('div', {class: 'fields', key: 'fields'},
    codes.onPhone && codes.since ? field(codes, 'current', t('One of the codes that hold now'), '') : null,
    field(codes, 'mistake', t('The code for a mistake'), t('For when you are free to speak.')),
    field(codes, 'duress', t('The code for when somebody forces you'), t('Here everything looks just the same. Those who come see that you are forced, and more of them are called.'))),
  h('label', {class: 'tick', key: 'show'}, h('input', {type: 'checkbox', '.checked': codes.shown, onchange: (/** @type {any} */ event) => { codes.shown = event.target.checked; codes.changed(); }}),
    h('span', null, t('Show what I type'))),
  h('p', {class: 'quiet', key: 'how'}, t('Both have the same number of digits and are not alike: a slip of the finger must not turn one into the other.')),
  wrong(codes.error),
  h('div', {class: 'acts', key: 'acts'}, h('button', {class: 'act', disabled: codes.busy}, t('Keep these codes')),
    h('button', {type: 'button', class: 'plain', onclick: () => codes.close()}, t('Close'))));
}

/** @param {Codes} codes @param {string} name @param {string} label @param {string} says */
const field = (codes, name, label, says) => h('label', {class: 'field', key: name}, h('span', null, label),
  h('input', {name, id: `codes-${name}`, type: codes.shown ? 'text' : 'password', inputmode: 'numeric', autocomplete: 'off', maxlength: '8', required: true, held: true}),
  says ? h('small', null, says) : null);
