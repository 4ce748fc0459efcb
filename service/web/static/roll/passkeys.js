// One's own passkeys: what there is, another one, and an end to one.

import {h} from '../element.js';
import {BrokenOff, knowsPasskeys, make} from '../passkey.js';
import {N, t} from '../words.js';
import {ask} from './ask.js';
import {done, moment, sure, whileBusy, wrong} from './parts.js';

/** @typedef {{id: string, name: string, added_at: string, used_at: string|null, refused_at: string|null, place: string, works: boolean}} Passkey */

/** Why none can be added now. @type {Record<string, string>} */
const WHY_NOT = {
  nowhere: N('Passkeys need an encrypted connection (https) and a name instead of a number. Ask whoever runs the service.'),
  no_password: N('You log in through your agency, which looks after how you prove who you are. A passkey here is for whoever has a password of Trygg.'),
};

export class Passkeys {
  /** @param {() => void} changed @param {() => Promise<void>} ended looks where one is logged in, after something has ended */
  constructor(changed, ended) {
    this.changed = changed;
    this.ended = ended;
    /** @type {{origin: string|null, why_not: string|null, passkeys: Passkey[]}|null} */
    this.told = null;
    this.open = false;
    /** Which one is asked to be taken out. @type {string|null} */
    this.removing = null;
    this.busy = false;
    /** @type {string|null} */
    this.error = null;
    /** @type {string|null} */
    this.notice = null;
  }

  /** @param {string} kind what lets one in: only an account has passkeys */
  async look(kind) {
    if (kind === 'account') await this.act(async () => { this.told = await ask('GET', '/passkeys'); });
  }

  /** @param {() => Promise<void>} doing */
  act(doing) {
    return whileBusy(this, doing);
  }

  /** @param {string} name */
  add(name) {
    return this.act(async () => {
      try {
        const made = await make(await ask('POST', '/passkeys/begin', {}));
        await ask('POST', '/passkeys', {...made, name});
      } catch (reason) {
        if (reason instanceof BrokenOff) throw new Error(t('Nothing was added: it was broken off.'));
        if (reason instanceof DOMException && reason.name === 'InvalidStateError') throw new Error(t('This device has a passkey of yours already.'));
        throw reason;
      }
      this.open = false;
      this.notice = t('“%(name)s” lets you in from now on.', {name});
      this.told = await ask('GET', '/passkeys');
    });
  }

  /** @param {Passkey} one */
  remove(one) {
    return this.act(async () => {
      this.removing = null;
      await ask('DELETE', `/passkeys/${one.id}`);
      this.notice = t('“%(name)s” lets nobody in any more. Delete it on your device, too.', {name: one.name});
      this.told = await ask('GET', '/passkeys');
      await this.ended();
    });
  }

  /** @param {boolean} open */
  begin(open) {
    this.open = open;
    this.error = this.notice = null;
    this.changed();
    requestAnimationFrame(() => document.getElementById(open ? 'passkey-name' : 'passkey-begin')?.focus());
  }
}

/** @param {Passkeys} passkeys */
export function passkeysView(passkeys) {
  const told = passkeys.told;
  if (!told) return null;
  return h('section', {class: 'part-body passkeys', key: 'passkeys', 'aria-labelledby': 'passkeys-head'},
    h('h2', {id: 'passkeys-head'}, t('Your passkeys')),
    h('p', null, t('With a passkey you log in by your phone, your computer or a key instead of your password. Nobody can read it along, guess it, or lure it out of you on another page.')),
    done(passkeys.notice), passkeys.open ? null : wrong(passkeys.error),
    told.passkeys.length ? h('ul', {class: 'held', key: 'list'}, told.passkeys.map((one) => row(passkeys, one))) : null,
    adding(passkeys, told));
}

/** @param {Passkeys} passkeys @param {Passkey} one */
const row = (passkeys, one) => h('li', {key: one.id},
  h('div', null, h('h3', null, one.name),
    h('ul', {class: 'notes'},
      h('li', {key: 'added'}, t('Added %(when)s', {when: moment(one.added_at)})),
      h('li', {key: 'used'}, one.used_at ? t('Last used %(when)s', {when: moment(one.used_at)}) : t('Not used yet')),
      one.refused_at ? h('li', {key: 'refused', class: 'is-weak'}, t('Refused %(when)s: somebody may have a copy of it. Remove it.', {when: moment(one.refused_at)})) : null,
      one.works ? null : h('li', {key: 'place', class: 'is-weak'}, t('Made for %(place)s: it does not work here.', {place: one.place})))),
  h('div', {class: 'acts'}, sure({id: `passkey-${one.id}`, label: t('Remove it'), question: t('“%(name)s” lets nobody in any more, and whoever is logged in with it elsewhere is out.', {name: one.name}),
    yes: t('Yes, remove it'), open: passkeys.removing === one.id, busy: passkeys.busy,
    ask: (open) => { passkeys.removing = open ? one.id : null; passkeys.changed(); }, act: () => passkeys.remove(one)})));

/** @param {Passkeys} passkeys @param {{origin: string|null, why_not: string|null}} told */
function adding(passkeys, told) {
  const why = told.why_not ?? '';
  if (Object.hasOwn(WHY_NOT, why)) return h('p', {class: 'quiet', key: 'why'}, t(WHY_NOT[why]));
  if (told.origin && told.origin !== location.origin) {
    return h('p', {class: 'quiet', key: 'why'}, `${t('Passkeys work at %(address)s only.', {address: told.origin})} `, h('a', {href: `${told.origin}/me`}, t('Open this page there')));
  }
  if (!knowsPasskeys()) return h('p', {class: 'quiet', key: 'why'}, t('This browser knows no passkeys.'));
  if (why === 'log_in_again') {
    return h('p', {key: 'why'}, `${t('To add one, log in again first: so nobody adds one at a desk that you have left.')} `, h('a', {href: '/login?next=/me'}, t('Log in again')));
  }
  if (!passkeys.open) {
    return h('div', {class: 'acts', key: 'acts'}, h('button', {type: 'button', class: 'act', id: 'passkey-begin', disabled: passkeys.busy, onclick: () => passkeys.begin(true)}, t('Add a passkey')));
  }
  return h('form', {class: 'open-card', key: 'form', autocomplete: 'off', 'aria-labelledby': 'passkey-title',
    onsubmit: (/** @type {any} */ event) => { event.preventDefault(); passkeys.add(new FormData(event.target).get('name')?.toString().trim() ?? ''); }},
  h('h3', {id: 'passkey-title'}, t('Another passkey')),
  h('label', {class: 'field', key: 'name'}, h('span', null, t('What you call it')),
    h('input', {name: 'name', id: 'passkey-name', type: 'text', maxlength: '100', required: true, held: true}),
    h('small', null, t('So that you know it again, as “my phone”.'))),
  wrong(passkeys.error),
  h('div', {class: 'acts', key: 'acts'}, h('button', {class: 'act', disabled: passkeys.busy}, t('Go on on your device')),
    h('button', {type: 'button', class: 'plain', onclick: () => passkeys.begin(false)}, t('Close'))));
}
