// Shifts of several people, and rotations of several weeks.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {unnamed} from './crew.js';
import {datedPart} from './dated.js';
import {line, order} from './field.js';
import {called, idFor, listOf} from './names.js';
import {adding, part} from './parts.js';
import {weekFields} from './shift.js';

const MOST_WEEKS = 12;

/** @param {any} live */
export function rotationsPart(live) {
  const {all} = live.answers;
  const rosters = Object.entries(all.rosters ?? {});
  return part(live, 'rosters', t('Shifts and rotations'), rosters.length ? String(rosters.length) : t('none'), () => [
    h('p', {class: 'quiet'}, t('A shift says when some people are there. Weeks that take turns are written one after the other.')),
    rosters.map(([id, one]) => part(live, `roster-${id}`, called(all, id), summary(all, one), () => roster(live, id, one ?? {}))),
    adding({id: 'roster', label: t('A new shift'), add: (name) => {
      const who = Object.keys(all.people ?? {})[0];
      const id = idFor(name, all.people, all.contacts, all.groups, all.rosters);
      live.open.add(`roster-${id}`);
      if (who) live.draft.edit([{op: 'put', path: ['rosters', id], value: {name, who: [who], hours: structuredClone(all.hours ?? {'mon-fri': '08:00-16:30'})}}], t('Shift added: %(name)s', {name}));
    }}),
  ]);
}

/** @param {any} all @param {any} one */
function summary(all, one) {
  const who = listOf(one?.who).map((id) => called(all, id)).join(', ');
  const weeks = listOf(one?.weeks).length;
  const turns = t('%(count)s weeks in turns', {count: weeks});
  return weeks ? `${who} – ${turns}` : who;
}

/** @param {any} live @param {string} id @param {any} one */
function roster(live, id, one) {
  const {all} = live.answers;
  const name = one.name ?? id;
  const path = ['rosters', id];
  const edit = (/** @type {any[]} */ edits, /** @type {string} */ words) => live.draft.edit(edits, `${name}: ${words}`);
  const choices = [...Object.keys(all.people ?? {}), ...Object.keys(all.groups ?? {})].map((who) => ({id: who, name: called(all, who), kind: all.groups?.[who] ? t('Group') : t('Person')}));
  const weeks = listOf(one.weeks);
  return [
    line({id: `roster-${id}-name`, label: t('Name of the shift'), value: name, commit: (value) => value && edit([{op: 'put', path: [...path, 'name'], value}], t('is now called %(name)s', {name: value}))}),
    order({id: `roster-${id}-who`, label: t('Who works it'), names: listOf(one.who).map((who) => ({id: who, name: called(all, who)})), choices, empty: t('nobody'),
      commit: (ids, words) => (ids.length ? edit([{op: 'put', path: [...path, 'who'], value: ids}], words) : live.draft.fail(null, t('A shift has somebody in it. Remove the shift if it is not needed.')))}),
    weeks.length ? [
      line({id: `roster-${id}-from`, label: t('A day of the first week'), type: 'date', value: one.from ?? '', commit: (value) => value && edit([{op: 'put', path: [...path, 'from'], value}], t('first week changed'))}),
      weeks.map((week, at) => h('section', {class: 'piece', key: `week-${at}`}, h('div', {class: 'step-head'}, h('h4', null, t('Week %(number)s of %(count)s', {number: at + 1, count: weeks.length})),
        weeks.length > 1 ? h('button', {type: 'button', class: 'small', 'aria-label': t('Take week %(number)s out', {number: at + 1}), onclick: () => edit([{op: 'remove', path: [...path, 'weeks', at]}], t('week taken out'))}, icon('no')) : null),
      weekFields({id: `roster-${id}-${at}`, hours: week, live, none: t('not there'), commit: (hours) => edit([{op: 'put', path: [...path, 'weeks', at], value: hours}], t('hours changed'))}))),
      weeks.length < MOST_WEEKS ? h('p', {key: 'more'}, h('button', {type: 'button', class: 'plain', id: `roster-${id}-more`, onclick: () => edit([{op: 'append', path: [...path, 'weeks'], value: structuredClone(weeks.at(-1))}], t('week added'))}, t('Add a week'))) : null,
    ] : [
      weekFields({id: `roster-${id}`, hours: one.hours, live, none: t('not there'), commit: (hours) => Object.keys(hours).length && edit([{op: 'put', path: [...path, 'hours'], value: hours}], t('hours changed'))}),
      h('p', {key: 'turn'}, h('button', {type: 'button', class: 'plain', id: `roster-${id}-turn`, onclick: () => turns(live, id, one)}, t('Make it two weeks that take turns'))),
    ],
    datedPart(live, id, one, edit),
    h('p', {key: 'remove'}, h('button', {type: 'button', class: 'plain', onclick: () => live.draft.edit([...unnamed(live.answers.tree, id), {op: 'remove', path}], t('%(name)s removed from the whole plan', {name}))}, t('Remove the shift %(name)s', {name}))),
  ];
}

/** The same week twice, from this week on. @param {any} live @param {string} id @param {any} one */
function turns(live, id, one) {
  const {hours, ...rest} = one;
  const week = hours ?? {'mon-fri': '08:00-16:30'};
  live.draft.edit([{op: 'put', path: ['rosters', id], value: {...rest, from: new Date().toISOString().slice(0, 10), weeks: [week, structuredClone(week)]}}], `${one.name ?? id}: ${t('two weeks in turns')}`);
}
