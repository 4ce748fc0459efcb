// Rooms and doors that are looked over in turn: which, how often, by whom, and what is asked of them.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {line, pick, seconds} from './field.js';
import {idFor, listOf, roleTitle} from './names.js';
import {adding, part, some} from './parts.js';
import {inLanguages} from './said.js';
import {guarded} from './standard.js';
import {orMend, wrongAt, wrongElse} from './wrong.js';

/** What can be asked by one word: those of roles/inspection.py, in its order. */
const questions = () => [
  {id: 'two_ways_out', name: t('Are both ways out free?')}, {id: 'furniture', name: t('Does the furniture stand as in the approved picture?')},
  {id: 'seat_by_door', name: t('Does the one who works here sit nearest to a way out?')}, {id: 'nothing_loose', name: t('Is nothing within reach that could be thrown or used to hurt?')},
  {id: 'sight_in', name: t('Can somebody outside see into the room?')}, {id: 'lock', name: t('Does the lock do what the plan says?')},
  {id: 'opens_from_inside', name: t('Does the door open from inside by hand, without a key?')}, {id: 'shuts_by_itself', name: t('Does the door shut by itself, and latch?')},
  {id: 'nothing_props', name: t('Does nothing prop the door open?')}, {id: 'button', name: t('Is the alarm button in its place, and can it be reached?')},
  {id: 'sign', name: t('Can the way to the safe zone be read here?')},
];

/** @param {any} live */
export function inspectionsPart(live) {
  const {all} = live.answers;
  const found = Object.entries(all.inspections ?? {});
  const summary = found.map(([id, one]) => /** @type {any} */ (one)?.name ?? id).join(', ') || t('none');
  return part(live, 'inspections', t('What is looked over in turn'), orMend(live, ['inspections'], summary), () => [
    h('p', {class: 'quiet', key: 'about'}, t('Rooms and doors drift from what they should be. Say which are looked over, how often, and by whom.')),
    found.map(([id, one]) => guarded(live, `inspections.${id}`, turn(live, id, one ?? {}))),
    adding({id: 'inspection', label: t('A new check list'), add: (name) => begin(live, name)}),
  ]);
}

/** A new turn has what is in none yet: first the rooms where one meets visitors or hides, else the doors. @param {any} live @param {string} name */
function begin(live, name) {
  const {all} = live.answers;
  const taken = new Set(Object.values(all.inspections ?? {}).flatMap((/** @type {any} */ one) => listOf(one?.of)));
  const rooms = Object.entries(all.zones ?? {}).filter(([id, one]) => ['meeting_room', 'retreat_room'].includes(/** @type {any} */ (one)?.kind) && !taken.has(id)).map(([id]) => id);
  const doors = Object.keys(all.doors ?? {}).filter((id) => !taken.has(id));
  const first = Object.keys(all.zones ?? {}).slice(0, 1);
  live.draft.edit([{op: 'put', path: ['inspections', idFor(name, all.inspections)], value: {name, of: rooms.length ? rooms : doors.length ? doors : first, every: '30 d'}}], t('Check list added: %(name)s', {name}));
}

/** @param {any} live @param {string} id @param {any} one */
function turn(live, id, one) {
  const {all} = live.answers;
  const path = ['inspections', id];
  const name = one.name ?? id;
  const of = listOf(one.of);
  const wrong = (/** @type {string} */ key) => wrongAt(live, [...path, key]);
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) => live.draft.edit([value.length ? {op: 'put', path: [...path, key], value} : {op: 'remove', path: [...path, key]}], `${name}: ${words}`);
  const places = (/** @type {string[]} */ chosen) => {
    if (chosen.length) return put('of', chosen, t('what is looked over changed'));
    live.draft.refused++;
    return live.draft.fail(null, t('A check list has at least one room or door. Take the list out if it is not needed.'));
  };
  const named = (/** @type {any} */ table) => Object.entries(table ?? {}).map(([place, its]) => ({id: place, name: /** @type {any} */ (its)?.name ?? place}));
  const unknown = of.filter((place) => !all.zones?.[place] && !all.doors?.[place]).map((place) => ({id: place, name: place}));
  const roles = Object.keys(all.roles ?? {}).map((role) => ({value: role, name: roleTitle(live, role)}));
  const also = Object.entries(one.also ?? {});
  return h('section', {class: 'piece', key: id, id: `zones-inspection-${id}`},
    wrongElse(live, path, ['name', 'of', 'every', 'by', 'ask', 'also']),
    h('div', {class: 'fields with-end'},
      line({id: `inspection-${id}`, label: t('Name of the check list'), value: name, wrong: wrong('name'), commit: (value) => value && put('name', value, t('is now called %(name)s', {name: value}))}),
      line({id: `inspection-${id}-every`, label: t('How often'), value: seconds(one.every), wrong: wrong('every'), hint: t('In days, for instance 7 d or 30 d.'), commit: (value) => value && put('every', seconds(value), t('how often changed'))}),
      pick({id: `inspection-${id}-by`, label: t('Looked over by'), value: one.by ?? '', wrong: wrong('by'), options: [{value: '', name: t('whoever looks after the office')}, ...roles], commit: (value) => put('by', value, t('who looks changed'))}),
      h('button', {type: 'button', class: 'small', 'aria-label': t('Remove %(name)s', {name}), onclick: () => live.draft.edit([{op: 'remove', path}], t('Check list removed: %(name)s', {name}))}, icon('no'))),
    some({id: `inspection-${id}-rooms`, legend: t('Rooms'), all: [...named(all.zones), ...unknown], chosen: of, wrong: wrong('of'), commit: places}),
    all.doors ? some({id: `inspection-${id}-doors`, legend: t('Doors'), all: named(all.doors), chosen: of, commit: places}) : null,
    part(live, `inspection-${id}-asks`, t('What is asked'), asked(one, also.length), () => [
      some({id: `inspection-${id}-ask`, legend: t('Usual questions (no tick: those that are usual for rooms or doors)'), all: questions(), chosen: listOf(one.ask), wrong: wrong('ask'), commit: (chosen) => put('ask', chosen, t('what is asked changed'))}),
      also.map(([word, question]) => h('div', {class: 'fields with-end', key: word},
        inLanguages({live, id: `inspection-${id}-also-${word}`, label: t('A question of your own: a yes is good'), value: /** @type {any} */ (question)?.say, path: [...path, 'also', word, 'say'], words: `${name}: ${t('what is asked changed')}`, max: '200', wrong: wrongAt(live, [...path, 'also', word])}),
        h('button', {type: 'button', class: 'small', 'aria-label': t('Take %(name)s out', {name: word}), onclick: () => live.draft.edit([{op: 'remove', path: [...path, 'also', word]}], `${name}: ${t('what is asked changed')}`)}, icon('no')))),
      adding({id: `inspection-${id}-also`, label: t('A further question, so that a yes is good'), add: (words) => live.draft.edit([{op: 'put', path: [...path, 'also', idFor(words, one.also)], value: {say: words}}], `${name}: ${t('what is asked changed')}`)}),
    ]));
}

/** @param {any} one @param {number} own */
function asked(one, own) {
  const count = listOf(one.ask).length + own;
  return count === 0 ? t('what is usual for rooms and doors') : count === 1 ? t('1 question') : t('%(count)s questions', {count});
}
