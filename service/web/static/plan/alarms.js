// What happens at each kind of alarm: the steps one after the other, when help is there, what is repeated, the police,
// and the last way out.

import {h} from '../element.js';
import {t} from '../words.js';
import {closingPart} from './closing.js';
import {line, pick} from './field.js';
import {drillsPart, meetingsPart} from './meetings.js';
import {musterPart} from './muster.js';
import {callable, called, GRAVE, idFor, kindName, listOf} from './names.js';
import {adding, counts, part, some} from './parts.js';
import {repeatForm} from './repeat.js';
import {guarded} from './standard.js';
import {stepForm} from './step.js';
import {overduePart} from './overdue.js';
import {afterPart} from './ways.js';

/** @param {any} live */
export function alarmsView(live) {
  const all = live.answers.all.response ?? {};
  const missing = GRAVE.filter((kind) => !all[kind]);
  return [
    h('p', {class: 'lead'}, t('What happens one after the other when somebody presses. A plan never ends in silence: it goes on calling, and in the end says whom to telephone.')),
    Object.keys(all).filter((kind) => kind !== 'closing').map((kind) => part(live, `alarms-${kind}`, kindName(live, kind), summary(all[kind]), () => response(live, kind, all[kind] ?? {}))),
    missing.map((kind) => h('p', {key: `add-${kind}`}, h('button', {type: 'button', class: 'plain', onclick: () => begin(live, kind, null)}, t('Add: %(what)s', {what: kindName(live, kind)})))),
    adding({id: 'kind', label: t('A further kind of alarm'), add: (name) => begin(live, idFor(name, all), name)}),
    h('h2', {key: 'around'}, t('Beside the alarm')),
    h('div', {class: 'parts-list', key: 'beside'}, musterPart(live), closingPart(live), afterPart(live), meetingsPart(live), drillsPart(live), overduePart(live)),
  ];
}

/** @param {any} one */
const summary = (one) => (listOf(one?.steps).length === 1 ? t('1 step') : t('%(count)s steps', {count: listOf(one?.steps).length}));

/** @param {any} live @param {string} kind @param {string|null} name */
function begin(live, kind, name) {
  const first = Object.keys(live.answers.all.roles ?? {}).includes('colleague') ? 'colleague' : 'everybody';
  live.open.add(`alarms-${kind}`);
  live.draft.edit([{op: 'put', path: ['response', kind], value: {
    ...(name ? {title: {[listOf(live.answers.all.languages)[0] ?? 'sv']: name}} : {}),
    steps: [{call: [first]}], done_when: {arrived: '1'}, repeat: {every: '60 s', call: ['everybody']}, last_resort: {call: '112'},
  }}], t('Kind of alarm added: %(name)s', {name: name ?? kindName(live, kind)}));
}

/** @param {any} live @param {string} kind @param {any} one */
function response(live, kind, one) {
  const name = kindName(live, kind);
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) =>
    live.draft.edit([value === undefined ? {op: 'remove', path: ['response', kind, key]} : {op: 'put', path: ['response', kind, key], value}], `${name}: ${words}`);
  const steps = listOf(one.steps);
  const clause = (/** @type {string} */ key, /** @type {any} */ content) => guarded(live, `response.${kind}.${key}`, content);
  return [
    clause('steps', h('section', {class: 'steps-form', key: 'steps'}, h('h3', null, t('Step by step')),
      h('ol', null, steps.map((_, index) => stepForm(live, kind, steps, index))),
      h('button', {type: 'button', class: 'plain', id: `add-step-${kind}`, onclick: () => live.draft.edit([{op: 'append', path: ['response', kind, 'steps'], value: {after: '30 s', unless: {arrived: '1'}, call: ['everybody']}}], `${name}: ${t('step added')}`)}, t('Add a step')))),
    clause('done_when', counts({id: `done-${kind}`, legend: t('Help is there when'), value: one.done_when, commit: (value) => put('done_when', value, t('when help is there changed'))})),
    clause('raised_by', raises(live, kind, one, put)),
    clause('repeat', repeatForm(live, kind, one, put)),
    clause('police', police(live, kind, one, put)),
    clause('last_resort', lastResort(live, kind, one, put)),
    kind === 'emergency' ? null : h('p', {key: 'remove'}, h('button', {type: 'button', class: 'plain', onclick: () => live.draft.edit([{op: 'remove', path: ['response', kind]}], t('Kind of alarm removed: %(name)s', {name}))}, t('Remove this kind of alarm'))),
  ];
}

/** Which presses make the alarm graver, and what of; only kinds that the plan answers. @param {any} live @param {string} kind @param {any} one @param {PutKey} put */
function raises(live, kind, one, put) {
  const own = one.raised_by ?? {};
  const others = Object.keys(live.answers.all.response ?? {}).filter((other) => other !== kind && other !== 'closing').map((other) => ({value: other, name: kindName(live, other)}));
  if (kind === 'emergency' && !one.raised_by) return null;
  const choose = (/** @type {string} */ key, /** @type {string} */ label) =>
    pick({id: `raised-${kind}-${key}`, label, value: own[key] ?? '', options: [{value: '', name: t('it stays what it is')}, ...others], commit: (value) => {
      const {[key]: _, ...rest} = own;
      const next = value ? {...rest, [key]: value} : rest;
      put('raised_by', Object.keys(next).length ? next : undefined, t('what makes it graver changed'));
    }});
  return h('section', {key: 'raises', class: 'piece'}, h('h3', null, t('What makes it graver')), h('div', {class: 'fields'},
    choose('further_press', t('Pressed again, it becomes')), choose('other_presser', t('When somebody else presses too, it becomes'))));
}

/** @typedef {import('./repeat.js').PutKey} PutKey */

/** @param {any} live @param {string} kind @param {any} one @param {PutKey} put */
function police(live, kind, one, put) {
  const own = one.police;
  const rules = [{id: 'two_pressers', name: t('when two different people have pressed')}, {id: 'responder', name: t('when somebody who was called asks for it')}, {id: 'lead', name: t('when the lead asks for it')}];
  const roles = callable(live).filter((role) => role.id !== 'everybody');
  const start = roles.find((role) => role.id.includes('police')) ?? roles[0];
  return h('section', {key: 'police', class: 'piece'}, h('h3', null, t('The police at once')),
    own ? [
      some({id: `police-when-${kind}`, legend: t('May be called'), all: rules, chosen: listOf(own.when), commit: (chosen) => put('police', chosen.length ? {...own, when: chosen} : undefined, t('the rule for the police changed'))}),
      some({id: `police-call-${kind}`, legend: t('Which role is then called'), all: roles, chosen: listOf(own.call), commit: (chosen) => chosen.length && put('police', {...own, call: chosen}, t('the rule for the police changed'))}),
    ] : [
      h('p', {class: 'quiet'}, t('Nobody may call for the police before a step does.')),
      start ? h('p', null, h('button', {type: 'button', class: 'plain', onclick: () => put('police', {call: [start.id], when: ['two_pressers', 'lead']}, t('the rule for the police changed'))}, t('Let somebody call for them'))) : null,
    ]);
}

/** @param {any} live @param {string} kind @param {any} one @param {PutKey} put */
function lastResort(live, kind, one, put) {
  const own = typeof one.last_resort === 'string' ? {call: one.last_resort} : one.last_resort ?? {};
  const {all} = live.answers;
  const contacts = Object.keys(all.contacts ?? {});
  const isContact = contacts.includes(own.call);
  const say = (/** @type {string} */ lang) => (typeof own.say === 'string' ? (lang === listOf(all.languages)[0] ? own.say : '') : own.say?.[lang]) ?? '';
  return h('section', {key: 'last', class: 'piece'}, h('h3', null, t('If nobody comes')),
    h('div', {class: 'fields'},
      pick({id: `last-${kind}`, label: t('The screens say whom to telephone'), value: isContact ? own.call : '', options: [{value: '', name: t('this number')}, ...contacts.map((id) => ({value: id, name: called(all, id)}))],
        commit: (value) => put('last_resort', {...own, call: value || '112'}, t('the last way out changed'))}),
      isContact ? null : line({id: `last-number-${kind}`, label: t('Telephone'), type: 'tel', value: own.call ?? '', commit: (value) => value && put('last_resort', {...own, call: value}, t('the last way out changed'))})),
    listOf(all.languages).map((lang) => line({id: `last-say-${kind}-${lang}`, label: `${t('In these words')} (${lang})`, wide: true, value: say(lang),
      commit: (value) => {
        const words = {...(typeof own.say === 'object' ? own.say : own.say ? {[listOf(all.languages)[0]]: own.say} : {}), [lang]: value};
        const left = Object.fromEntries(Object.entries(words).filter(([, one]) => one));
        const {say: _, ...rest} = own;
        put('last_resort', Object.keys(left).length ? {...rest, say: left} : rest, t('the last way out changed'));
      }})));
}
