// The roles as cards: what each is called, what is to be done, and who does it, in order. Each opens into its form.

import {h} from '../element.js';
import {said, t} from '../words.js';
import {pick, seconds} from './field.js';
import {called, idFor, listOf, putInto, roleTitle, wholeRole} from './names.js';
import {roleForm} from './role-form.js';
import {guarded, lockOf} from './standard.js';

/** @param {any} live */
export function rolesView(live) {
  const {all, coverage} = live.answers;
  const ids = Object.keys(all.roles ?? {}).filter((id) => id !== 'everybody');
  const short = new Set((coverage?.gaps ?? []).map((/** @type {any} */ gap) => gap.role));
  return [
    h('p', {class: 'lead'}, t('A role is what somebody does in an alarm. Who holds it is asked first; if she does not answer, her deputies are asked in their order.')),
    guarded(live, 'lead', h('div', {class: 'fields', key: 'leads'}, pick({id: 'lead', label: t('Which role leads in an alarm'), value: all.lead ?? '', options: [{value: '', name: t('none is named')}, ...ids.map((id) => ({value: id, name: roleTitle(live, id)}))],
      commit: (value) => live.draft.edit([value ? {op: 'put', path: ['lead'], value} : {op: 'remove', path: ['lead']}], t('Who leads: %(role)s', {role: value ? roleTitle(live, value) : t('nobody')}))}))),
    ids.length ? h('div', {class: 'cards'}, ids.map((id) => card(live, id, short.has(id)))) : h('p', {class: 'empty'}, t('There are no roles yet.')),
    adding(live),
    h('p', {class: 'prints'}, h('a', {href: `/plan-print/${live.office}/cards.pdf`}, t('Print the role cards (PDF)')), ' ', h('a', {href: `/plan-print/${live.office}/wall.pdf`}, t('Print the wall plan (PDF)')),
      h('span', {class: 'quiet'}, t('Printed is the plan in force, not the draft.'))),
  ];
}

/** @param {any} live @param {string} id @param {boolean} isShort */
function card(live, id, isShort) {
  const tree = live.answers.all;
  const locked = lockOf(live.answers.base, `roles.${id}`);
  const whole = wholeRole(live, id);
  const open = live.open.has(`roles-${id}`);
  return h('article', {class: `card ${open ? 'is-open' : ''} ${isShort ? 'is-short' : ''}`, key: id, id: `roles-${id}`, tabindex: '-1', 'aria-labelledby': `role-${id}-title`},
    h('header', null,
      h('h2', {id: `role-${id}-title`}, roleTitle(live, id)),
      isShort ? h('span', {class: 'tag is-fault'}, t('has a gap')) : null,
      locked ? h('span', {class: 'tag is-lock'}, t('Locked by %(standard)s', {standard: locked})) : null,
      h('button', {type: 'button', class: 'plain', 'aria-expanded': open ? 'true' : 'false', 'aria-label': open ? t('Close: %(what)s', {what: roleTitle(live, id)}) : live.draft.readonly ? t('More about %(what)s', {what: roleTitle(live, id)}) : t('Change: %(what)s', {what: roleTitle(live, id)}),
        onclick: () => { if (!live.open.delete(`roles-${id}`)) live.open.add(`roles-${id}`); live.draw(); }}, open ? t('Close') : live.draft.readonly ? t('More') : t('Change'))),
    h('div', {class: 'duty'}, duty(whole.duty)),
    h('dl', {class: 'facts'},
      fact(t('Holds it'), holders(tree, whole)),
      fact(t('Stands in'), listOf(whole.deputies).length ? h('ol', null, listOf(whole.deputies).map((one) => h('li', {key: one}, called(tree, one)))) : h('span', {class: 'quiet'}, t('nobody'))),
      fact(t('How many'), whole.needed ?? '1'),
      fact(t('Has to answer within'), seconds(whole.accept_within ?? 20)),
      fact(t('Has to be there within'), seconds(whole.arrive_within ?? 90))),
    open ? roleForm(live, id) : null);
}

/** @param {string} name @param {any} value */
const fact = (name, value) => h('div', {key: name}, h('dt', null, name), h('dd', null, value));

/** A duty in one text, or in its parts: first, then, done when, never. @param {any} duty */
export function duty(duty) {
  if (!duty) return h('p', {class: 'quiet'}, t('No duty is written yet.'));
  const own = said(duty);
  if (typeof own === 'string') return h('p', null, own);
  const parts = own && !Array.isArray(own) && typeof own === 'object' ? own : {};
  const names = /** @type {Record<string, string>} */ ({first: t('First'), then: t('Then'), done_when: t('Done when'), never: t('Never')});
  return h('dl', {class: 'parts'}, Object.entries(names).filter(([key]) => parts[key]).map(([key, name]) =>
    h('div', {key}, h('dt', null, name), h('dd', null, listOf(parts[key]).join(' ')))));
}

/** @param {any} tree @param {any} role */
function holders(tree, role) {
  const value = role.holders;
  if (value === 'nearest' || value?.nearest !== undefined) {
    const within = value?.nearest?.within;
    return within ? t('whoever is nearest, within %(time)s on foot', {time: seconds(within)}) : t('whoever is nearest');
  }
  if (value === 'presser') return t('whoever pressed');
  if (value === 'everybody') return t('everybody who is there');
  const names = listOf(value);
  return names.length ? h('ol', null, names.map((one) => h('li', {key: one}, called(tree, one)))) : h('strong', {class: 'is-fault'}, t('nobody yet'));
}

/** @param {any} live */
function adding(live) {
  return h('form', {class: 'adding', key: 'adding', onsubmit: (/** @type {any} */ event) => {
    event.preventDefault();
    const name = new FormData(event.target).get('name')?.toString().trim();
    if (!name) return;
    const {tree} = live.answers;
    const id = idFor(name, tree.roles, {everybody: 1, nearest: 1});
    const spoken = listOf(tree.languages);
    const texts = (/** @type {string} */ words) => Object.fromEntries((spoken.length ? spoken : ['sv']).map((one) => [one, words]));
    live.open.add(`roles-${id}`);
    live.draft.edit([putInto(tree, 'roles', id, {title: texts(name), duty: texts('…'), holders: []})], t('Role added: %(name)s', {name}));
    event.target.reset();
  }},
  h('label', {class: 'field'}, h('span', null, t('A new role')), h('input', {name: 'name', required: true, maxlength: '60', autocomplete: 'off'})),
  h('button', {class: 'plain'}, t('Add')));
}
