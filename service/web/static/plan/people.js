// The people: where each sits, whether she goes in, which languages she speaks, and when she is there.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {line, pick, tick} from './field.js';
import {contactsPart, groupsPart, unnamed} from './crew.js';
import {goneWords} from './gone.js';
import {idFor, listOf, putInto, zoneName} from './names.js';
import {rotationsPart} from './rotation.js';
import {shiftForm, shiftWords} from './shift.js';
import {patiencePart} from './ways.js';

/** @param {any} live */
export function peopleView(live) {
  const {tree} = live.answers;
  const people = Object.entries(tree.people ?? {});
  return [
    h('p', {class: 'lead'}, t('Everybody who works here and may be called. Why somebody does not go in is never written down.')),
    goneWords(live),
    people.length ? h('div', {class: 'people', key: 'people'},
      h('div', {class: 'person people-head', 'aria-hidden': 'true'}, [t('Name'), t('Sits in'), t('Goes in'), t('Languages'), t('Is there')].map((name) => h('span', {key: name}, name))),
      h('ul', {'aria-label': t('People')}, people.map(([id, person]) => row(live, id, person ?? {}))))
      : h('p', {class: 'empty'}, t('There is nobody in the plan yet. Add the first name here.')),
    h('form', {class: 'adding', key: 'adding', onsubmit: (/** @type {any} */ event) => add(event, live)},
      h('label', {class: 'field'}, h('span', null, t('A new person')), h('input', {id: 'new-person', name: 'name', required: true, maxlength: '80', autocomplete: 'off'})),
      h('button', {class: 'plain'}, t('Add'))),
    people.filter(([id]) => live.open.has(`shift-${id}`)).map(([id, person]) => shiftForm(live, id, /** @type {any} */ (person)?.name ?? id)),
    calendars(live),
    h('div', {class: 'parts-list', key: 'crew'}, rotationsPart(live), groupsPart(live), contactsPart(live), patiencePart(live)),
  ];
}

/** Each roster of the plan in force as a calendar that other programs read. @param {any} live */
function calendars(live) {
  const rosters = Object.entries(live.answers.tree.rosters ?? {}).filter(([id]) => live.versions?.in_force && !live.draft.unsaved && !live.versions.draft && id);
  return rosters.length ? h('p', {class: 'prints', key: 'calendars'}, t('As calendars:'), rosters.map(([id, roster]) =>
    [' ', h('a', {key: id, href: `/api/v1/offices/${live.office}/plan/rosters/${id}.ics`, download: `${id}.ics`}, /** @type {any} */ (roster)?.name ?? id)])) : null;
}

/** @param {any} live @param {string} id @param {any} person */
function row(live, id, person) {
  const {tree} = live.answers;
  const name = person.name ?? id;
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) => live.draft.edit([{op: 'put', path: ['people', id, key], value}], `${name}: ${words}`);
  const clear = (/** @type {string} */ key, /** @type {string} */ words) => person[key] !== undefined && live.draft.edit([{op: 'remove', path: ['people', id, key]}], `${name}: ${words}`);
  return h('li', {class: 'person', key: id, id: `people-${id}`, tabindex: '-1'},
    line({id: `name-${id}`, label: t('Name'), value: name, commit: (value) => value && put('name', value, t('is now called %(name)s', {name: value}))}),
    pick({id: `home-${id}`, label: t('%(name)s sits in', {name}), value: person.home ?? '',
      options: [{value: '', name: t('no fixed place')}, ...Object.keys(tree.zones ?? {}).map((zone) => ({value: zone, name: zoneName(tree, zone)}))],
      commit: (value) => (value ? put('home', value, t('sits in %(zone)s', {zone: zoneName(tree, value)})) : clear('home', t('no fixed place')))}),
    tick({id: `in-${id}`, label: t('%(name)s goes in', {name}), value: person.goes_in !== 'false',
      commit: (value) => (value && person.goes_in !== undefined ? clear('goes_in', t('goes in')) : put('goes_in', String(value), value ? t('goes in') : t('does not go in')))}),
    line({id: `languages-${id}`, label: t('%(name)s speaks', {name}), value: listOf(person.languages).join(', '), more: {placeholder: 'sv, en'},
      commit: (value) => (value ? put('languages', value.split(/[\s,]+/).filter(Boolean), t('languages changed')) : clear('languages', t('languages changed')))}),
    h('button', {type: 'button', class: 'plain', 'aria-expanded': live.open.has(`shift-${id}`) ? 'true' : 'false', 'aria-label': `${name}: ${shiftWords(tree, id)}`,
      onclick: () => { if (!live.open.delete(`shift-${id}`)) live.open.add(`shift-${id}`); live.draw(); document.getElementById(`shift-${id}`)?.focus(); }}, shiftWords(tree, id)),
    h('button', {type: 'button', class: 'small', 'aria-label': t('Remove %(name)s', {name}), onclick: () => remove(live, id, name)}, icon('no')));
}

/** @param {any} event @param {any} live */
async function add(event, live) {
  event.preventDefault();
  const form = event.target;
  const name = new FormData(form).get('name')?.toString().trim();
  if (!name) return;
  const {tree} = live.answers;
  const id = idFor(name, tree.people, tree.contacts, tree.groups, tree.rosters);
  if (await live.draft.edit([putInto(tree, 'people', id, {name})], t('Person added: %(name)s', {name}))) {
    form.reset();
    form.elements.name.focus();
  }
}

/** Take somebody out of the whole plan: her roles, groups and shifts too. @param {any} live @param {string} id @param {string} name */
function remove(live, id, name) {
  live.draft.edit([...unnamed(live.answers.tree, id), {op: 'remove', path: ['people', id]}], t('%(name)s removed from the whole plan', {name}));
}
