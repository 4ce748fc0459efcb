// Who belongs together, who is outside, and how somebody is reached and what she can.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {line, pick} from './field.js';
import {called, idFor, listOf} from './names.js';
import {adding, part, some} from './parts.js';
import {reachedBy} from './ways.js';

/** Take an id out of every list that names it. @param {any} tree @param {string} id @returns {{op: 'put'|'remove', path: (string|number)[], value?: any}[]} */
export function unnamed(tree, id) {
  const edits = /** @type {any[]} */ ([]);
  const without = (/** @type {any} */ list) => listOf(list).filter((one) => one !== id);
  for (const [role, own] of Object.entries(tree.roles ?? {})) {
    for (const key of ['holders', 'deputies']) {
      const list = /** @type {any} */ (own)?.[key];
      if (listOf(list).includes(id) && !['nearest', 'everybody', 'presser'].includes(id)) edits.push({op: 'put', path: ['roles', role, key], value: without(list)});
    }
  }
  for (const section of ['groups', 'rosters']) {
    for (const [key, own] of Object.entries(tree[section] ?? {})) {
      const who = /** @type {any} */ (own)?.who;
      if (!listOf(who).includes(id)) continue;
      if (section === 'rosters' && without(who).length === 0) edits.push({op: 'remove', path: ['rosters', key]});
      else edits.push({op: 'put', path: [section, key, 'who'], value: without(who)});
    }
  }
  return edits;
}

/** Who can be called outside. @param {any} live */
export function contactsPart(live) {
  const all = live.answers.all.contacts ?? {};
  const own = live.answers.tree.contacts ?? {};
  const put = (/** @type {string} */ id, /** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) =>
    live.draft.edit([value.length ? {op: 'put', path: ['contacts', id, key], value} : {op: 'remove', path: ['contacts', id, key]}], `${called(live.answers.all, id)}: ${words}`);
  return part(live, 'contacts', t('Outside the office'), Object.keys(all).map((id) => called(live.answers.all, id)).join(', ') || t('Nobody outside is named.'), () => [
    h('p', {class: 'quiet'}, t('A guard company, the agency’s own security, the police’s contact: whoever can be called and does not work here.')),
    h('ul', {class: 'rows'}, Object.entries(all).map(([id, contact]) => {
      const one = /** @type {any} */ (contact) ?? {};
      const name = one.name ?? id;
      return h('li', {key: id, class: 'contact', id: `people-${id}`, tabindex: '-1'}, h('div', {class: 'fields with-end'},
        line({id: `contact-${id}`, label: t('Name'), value: name, commit: (value) => value && put(id, 'name', value, t('is now called %(name)s', {name: value}))}),
        line({id: `phone-${id}`, label: t('Telephone'), type: 'tel', value: one.phone ?? '', commit: (value) => put(id, 'phone', value, t('telephone changed'))}),
        pick({id: `reach-${id}`, label: t('Belongs to'), value: one.reach ?? 'outside', options: [{value: 'outside', name: t('somebody outside')}, {value: 'staff', name: t('the agency’s other staff')}], commit: (value) => put(id, 'reach', value, t('belonging changed'))}),
        own[id] ? h('button', {type: 'button', class: 'small', 'aria-label': t('Remove %(name)s', {name}), onclick: () => live.draft.edit([...unnamed(live.answers.tree, id), {op: 'remove', path: ['contacts', id]}], t('%(name)s removed from the whole plan', {name}))}, icon('no')) : null),
      reachedBy({id, section: 'contacts', one, put: (key, value, words) => put(id, key, value, words)}));
    })),
    adding({id: 'contact', label: t('A new contact'), add: (name) => {
      const {all: tree} = live.answers;
      live.draft.edit([{op: 'put', path: ['contacts', idFor(name, tree.people, tree.contacts, tree.groups, tree.rosters)], value: {name}}], t('Contact added: %(name)s', {name}));
    }}),
  ]);
}

/** People who are named together. @param {any} live */
export function groupsPart(live) {
  const {all} = live.answers;
  const groups = Object.entries(all.groups ?? {});
  const people = Object.keys(all.people ?? {}).map((id) => ({id, name: called(all, id)}));
  return part(live, 'groups', t('Groups'), groups.map(([id]) => called(all, id)).join(', ') || t('none'), () => [
    h('p', {class: 'quiet'}, t('People who are named together, so that a role or a shift can be given to all of them at once.')),
    groups.map(([id, one]) => {
      const own = /** @type {any} */ (one) ?? {};
      const name = own.name ?? id;
      return h('section', {class: 'piece', key: id, id: `people-${id}`, tabindex: '-1'},
        line({id: `group-${id}`, label: t('Name of the group'), value: name, commit: (value) => value && live.draft.edit([{op: 'put', path: ['groups', id, 'name'], value}], `${name}: ${t('is now called %(name)s', {name: value})}`)}),
        some({id: `group-${id}-who`, legend: t('Belongs to it'), all: people, chosen: listOf(own.who), commit: (chosen, words) => (chosen.length ? live.draft.edit([{op: 'put', path: ['groups', id, 'who'], value: chosen}], `${name}: ${words}`) : live.draft.fail(null, t('A group has somebody in it. Remove the group if it is not needed.')))}),
        h('p', null, h('button', {type: 'button', class: 'plain', onclick: () => live.draft.edit([...unnamed(live.answers.tree, id), {op: 'remove', path: ['groups', id]}], t('%(name)s removed from the whole plan', {name}))}, t('Remove the group %(name)s', {name}))));
    }),
    people.length ? adding({id: 'group', label: t('A new group'), add: (name) => live.draft.edit([{op: 'put', path: ['groups', idFor(name, all.people, all.contacts, all.groups, all.rosters)], value: {name, who: [people[0].id]}}], t('Group added: %(name)s', {name}))}) : null,
  ]);
}

/** What somebody can and how she is reached. @param {any} live @param {string} id @param {any} person */
export function reached(live, id, person) {
  const name = person.name ?? id;
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) =>
    live.draft.edit([value === '' || value.length === 0 ? {op: 'remove', path: ['people', id, key]} : {op: 'put', path: ['people', id, key], value}], `${name}: ${words}`);
  return h('section', {class: 'piece', key: 'reached'},
    h('h3', null, t('What %(name)s can, and how to reach her', {name})),
    h('div', {class: 'fields'},
      trained({id: `training-${id}`, value: person.training, all: live.answers.all, commit: (value) => put('training', value, t('training changed'))}),
      line({id: `person-phone-${id}`, label: t('Telephone'), type: 'tel', value: person.phone ?? '', commit: (value) => put('phone', value, t('telephone changed'))})),
    reachedBy({id, section: 'people', one: person, put}));
}

/** Training in the plan's own words, with those that stand in it already. @param {{id: string, value: any, all: any, commit: (value: any) => void, label?: string}} of */
export function trained({id, value, all, commit, label = t('Trained in')}) {
  const known = [...new Set(Object.values(all.people ?? {}).flatMap((/** @type {any} */ one) => listOf(one?.training)))].sort();
  return line({id, label, value: listOf(value).join(', '), hint: known.length ? t('In the plan’s own words, so far: %(words)s.', {words: known.join(', ')}) : t('In the plan’s own words, for instance first_aid.'),
    commit: (typed) => { const words = typed.split(/[\s,]+/).filter(Boolean); commit(words.length ? words : ''); }});
}
