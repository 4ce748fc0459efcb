// What an account shall be: typed, ticked, and kept apart from what it is, so that two who change it at once both see it.

import {h} from '../element.js';
import {known, office} from '../facts.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {wrong} from './parts.js';
import {roleMay, roleName} from './role-words.js';

/** @typedef {import('./people.js').Account} Account */

/** @param {{role: string, office: string|null}} one */
const nameOf = (one) => `${one.role}@${one.office ?? '*'}`;

/** @param {string} name */
function givenOf(name) {
  const [role, where] = name.split('@');
  return {role, office: where === '*' ? null : where};
}

export class Form {
  /** @param {Account|null} account null for a new one @param {() => void} changed */
  constructor(account, changed) {
    this.account = account;
    this.changed = changed;
    this.name = '';
    this.login = '';
    /** Whether the login name follows the name: until somebody writes another one. */
    this.follows = true;
    /** @type {Set<string>} */
    this.wanted = new Set(account ? account.roles.map(nameOf) : [`presser@${office}`]);
    this.person = account?.persons[office] ?? '';
    /** @type {string|null} */
    this.error = null;
    /** What somebody else has changed meanwhile, in words. @type {string[]|null} */
    this.differs = null;
  }

  /** @param {string} name */
  call(name) {
    this.name = name;
    if (this.follows) this.login = loginFor(name);
    this.changed();
  }

  /** Go on from what somebody else has made of the account: her change and mine both hold. @param {Account} now */
  meet(now) {
    const before = /** @type {Account} */ (this.account);
    const old = new Set(before.roles.map(nameOf));
    const theirs = new Set(now.roles.map(nameOf));
    const words = (/** @type {string} */ one) => `${roleName(givenOf(one).role)}${givenOf(one).office ? '' : ` (${t('in all offices')})`}`;
    this.differs = [
      ...[...theirs].filter((one) => !old.has(one)).map((one) => t('given meanwhile: %(what)s', {what: words(one)})),
      ...[...old].filter((one) => !theirs.has(one)).map((one) => t('taken meanwhile: %(what)s', {what: words(one)})),
      ...(before.persons[office] === now.persons[office] ? [] : [t('who she is in the plan was changed meanwhile')]),
    ];
    const mine = [...this.wanted].filter((one) => !old.has(one));
    const gone = [...old].filter((one) => !this.wanted.has(one));
    if (this.person === (before.persons[office] ?? '')) this.person = now.persons[office] ?? '';
    this.wanted = new Set([...theirs, ...mine].filter((one) => !gone.includes(one)));
    this.account = now;
  }

  get persons() {
    const {[office]: _, ...rest} = this.account?.persons ?? {};
    return this.person ? {...rest, [office]: this.person} : rest;
  }

  asNew() {
    return {name: this.name.trim(), login: this.login.trim(), roles: [...this.wanted].map(givenOf), persons: this.persons};
  }

  asChange() {
    const account = /** @type {Account} */ (this.account);
    const seen = {roles: account.roles.map(({role, office: where}) => ({role, office: where})), persons: account.persons};
    return {roles: [...this.wanted].map(givenOf), persons: this.persons, seen};
  }
}

/** What somebody probably wants to be called at the door: Åsa Öst becomes asa.ost. @param {string} name */
export const loginFor = (name) => name.toLowerCase().replace(/[æä]/g, 'a').replace(/[øö]/g, 'o').replace(/ß/g, 'ss').normalize('NFD')
  .replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '.').replace(/^\.+|\.+$/g, '').slice(0, 64);

/** @param {{form: Form, busy: boolean, save: (form: Form) => void, close: () => void}} of */
export function formView({form, busy, save, close}) {
  const {account} = form;
  return h('form', {class: 'open-card', key: 'form', 'aria-labelledby': 'form-title', onsubmit: (/** @type {any} */ event) => { event.preventDefault(); save(form); }},
    h('h2', {id: 'form-title', tabindex: '-1'}, account ? t('What %(name)s may do', {name: account.name}) : t('Let somebody in')),
    form.differs ? h('div', {class: 'band is-fault', role: 'alert', key: 'differs'}, icon('warning'), h('div', {class: 'differs'},
      h('strong', {id: 'differs-title', tabindex: '-1'}, t('Somebody else has changed this account meanwhile. Nothing of yours is saved yet.')),
      h('ul', null, form.differs.map((words) => h('li', {key: words}, words))),
      h('span', null, t('Below stands both together. Look at it, and save if it is right.')))) : null,
    account ? null : h('div', {class: 'fields', key: 'names'},
      h('label', {class: 'field'}, h('span', null, t('Her name')), h('input', {id: 'new-name', required: true, maxlength: '200', autocomplete: 'off', '.value': form.name,
        oninput: (/** @type {any} */ event) => form.call(event.target.value)})),
      h('label', {class: 'field'}, h('span', null, t('Login name')), h('input', {id: 'new-login', required: true, maxlength: '64', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', '.value': form.login,
        oninput: (/** @type {any} */ event) => { form.login = event.target.value; form.follows = false; }}))),
    ticks(form), personView(form), wrong(form.error),
    h('div', {class: 'acts'},
      h('button', {class: 'act', disabled: busy}, busy ? t('Being saved …') : account ? t('Save') : t('Make the account and an invitation')),
      h('button', {type: 'button', class: 'plain', onclick: close}, t('Cancel'))));
}

/** Every role that can be given here, and those held that cannot. @param {Form} form */
function ticks(form) {
  const give = known().roles_to_give;
  const stay = new Set((form.account?.may.stay ?? []).map(nameOf));
  const held = new Set((form.account?.roles ?? []).map(nameOf));
  const offered = [...give.here.map((/** @type {string} */ role) => `${role}@${office}`), ...give.everywhere.map((/** @type {string} */ role) => `${role}@*`)];
  const own = form.account?.you;
  const every = [...offered, ...[...held].filter((one) => !offered.includes(one))];
  return [true, false].map((isHere) => {
    const some = every.filter((one) => one.endsWith('@*') !== isHere);
    if (!some.length) return null;
    return h('fieldset', {key: `ticks-${isHere}`}, h('legend', null, isHere ? t('What she may do here') : t('What she may do in all offices')),
      own ? h('p', {class: 'quiet'}, t('Your own: you can give up something, but not give yourself more.')) : null,
      h('div', {class: 'roles-ticks'}, some.map((one) => {
        const {role} = givenOf(one);
        const fixed = !offered.includes(one) || stay.has(one) || (own && !held.has(one));
        return h('label', {class: 'tick', key: one},
          h('input', {type: 'checkbox', id: `tick-${one}`, disabled: fixed, '.checked': form.wanted.has(one),
            onchange: (/** @type {any} */ event) => { event.target.checked ? form.wanted.add(one) : form.wanted.delete(one); form.changed(); }}),
          h('span', null, h('b', null, roleName(role)), h('small', null, roleMay(role), stay.has(one) ? ` · ${t('nobody else has it who could help out')}` : '')));
      })));
  });
}

/** @param {Form} form */
function personView(form) {
  const people = Object.entries(known().people ?? {}).map(([key, one]) => ({key, name: String(one.name)})).sort((a, b) => a.name.localeCompare(b.name));
  if (!people.length || form.account?.you) return null;
  return h('label', {class: 'field', key: 'person'}, h('span', null, t('Who she is in the role plan')),
    h('select', {id: 'person', 'aria-describedby': 'person-hint', onchange: (/** @type {any} */ event) => {
      form.person = event.target.value;
      const name = people.find((one) => one.key === form.person)?.name;
      if (!form.account && name && !form.name) form.call(name);
      form.changed();
    }},
    h('option', {value: '', '.selected': !form.person}, t('nobody there')),
    people.map(({key, name}) => h('option', {key, value: key, '.selected': key === form.person}, name))),
    h('small', {id: 'person-hint', class: 'quiet'}, t('What she does at her phone or computer then stands under this name.')));
}
