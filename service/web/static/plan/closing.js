// Closing the office: what is done, by whom, whom it tells outside, and when somebody looks at it again.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {line, pick, seconds} from './field.js';
import {callable, idFor, listOf, roleTitle} from './names.js';
import {adding, part, some, takeOut} from './parts.js';
import {repeatForm} from './repeat.js';
import {into} from './rooted.js';
import {inLanguages} from './said.js';
import {guarded} from './standard.js';
import {stepForm} from './step.js';
import {orMend, wrongAt, wrongElse} from './wrong.js';

const RESPONSE = ['response', 'closing'];

/** @param {any} live */
export function closingPart(live) {
  const {all} = live.answers;
  const own = all.closing ?? {};
  const name = t('Closing the office');
  const put = into(live, 'closing', name);
  const lines = Object.entries(own.checklist ?? {});
  const roles = callable(live).filter((role) => role.id !== 'everybody');
  const first = listOf(all.response?.closing?.steps?.[0]?.call).find((id) => all.roles?.[id]) ?? roles[0]?.id;
  const summary = !all.closing ? t('The plan says nothing of it.') : lines.length === 1 ? t('1 line in the checklist') : t('%(count)s lines in the checklist', {count: lines.length});
  return part(live, 'alarms-closing', name, orMend(live, ['closing'], orMend(live, RESPONSE, summary)), () => [
    h('p', {class: 'quiet', key: 'about'}, t('Before somebody comes back: each line of the checklist has to be answered, and somebody looks at it again until the office opens.')),
    guarded(live, 'closing', [
      wrongElse(live, ['closing'], ['checklist', 'entrances', 'outside', 'neighbours', 'look_again']),
      h('section', {class: 'steps-form', key: 'lines'}, h('h3', null, t('What is done')),
        h('ul', {class: 'closing-lines'}, lines.map(([id, one]) => lineForm(live, id, one ?? {}, lines.length))),
        first ? adding({id: 'closing-line', label: t('A further thing to do'), add: (words) => live.draft.edit([
          {op: 'put', path: ['closing', 'checklist', idFor(words, own.checklist)], value: {say: words, role: first}}, ...calling(live, first)], `${name}: ${t('line added')}`)})
          : h('p', {class: 'quiet'}, t('Write first, under Roles, who does something.'))),
      lines.length ? [outsideForm(live, own, put), neighbours(live, own), entrances(live, own, put)] : null,
    ]),
    all.response?.closing ? guarded(live, 'response.closing', whoIsCalled(live)) : null,
    takeOut(live, 'closing', name, live.answers.tree.response?.closing === undefined ? [] : [{op: 'remove', path: RESPONSE}]),
  ]);
}

/** One line of the checklist. @param {any} live @param {string} id @param {any} one @param {number} count */
function lineForm(live, id, one, count) {
  const {all} = live.answers;
  const path = ['closing', 'checklist', id];
  const name = t('Closing the office');
  const says = typeof one.say === 'object' && one.say ? Object.values(one.say)[0] : one.say ?? id;
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words, /** @type {any[]} */ more = []) =>
    live.draft.edit([value.length ? {op: 'put', path: [...path, key], value} : {op: 'remove', path: [...path, key]}, ...more], `${name}: ${words}`);
  const wrong = (/** @type {string} */ key) => wrongAt(live, [...path, key]);
  const roles = callable(live).filter((role) => role.id !== 'everybody' || one.role === 'everybody');
  const doors = named(all.doors, listOf(one.doors));
  const switched = Object.fromEntries(Object.entries(all.outputs ?? {}).filter(([, output]) => /** @type {any} */ (output)?.kind !== 'siren'));
  const outputs = named(switched, listOf(one.switch));
  return h('li', {key: id, class: 'step-form', id: `closing-line-${id}`},
    wrongElse(live, path, ['say', 'role', 'doors', 'switch']),
    h('div', {class: 'fields with-end'},
      inLanguages({live, id: `closing-say-${id}`, label: t('What is done, as on a button'), value: one.say, path: [...path, 'say'], words: `${name}: ${t('words changed')}`, max: '120', wrong: wrong('say')}),
      pick({id: `closing-role-${id}`, label: t('Who does it'), value: one.role ?? '', wrong: wrong('role'), options: [...(one.role ? [] : [{value: '', name: t('choose …')}]), ...roles.map((role) => ({value: role.id, name: role.name}))],
        commit: (value) => value && put('role', value, t('who does it changed'), calling(live, value))}),
      h('button', {type: 'button', class: 'small', disabled: count === 1, 'aria-label': t('Take %(name)s out', {name: String(says)}), onclick: () => live.draft.edit([{op: 'remove', path}], `${name}: ${t('line taken out')}`)}, icon('no'))),
    doors.length ? some({id: `closing-doors-${id}`, legend: t('Which doors are meant: each is answered by itself'), all: doors, chosen: listOf(one.doors), wrong: wrong('doors'), commit: (chosen) => put('doors', chosen, t('doors changed'))}) : null,
    outputs.length ? some({id: `closing-switch-${id}`, legend: t('Which locks and lamps do it'), all: outputs, chosen: listOf(one.switch), wrong: wrong('switch'), commit: (chosen) => put('switch', chosen, t('what is switched changed'))}) : null);
}

/** Things by their names, and whatever was chosen that is not among them. @param {any} table @param {string[]} chosen */
const named = (table, chosen) => [...new Set([...Object.keys(table ?? {}), ...chosen])].map((id) => ({id, name: table?.[id]?.name ?? id}));

/** What makes the closing call a role at once; without that nobody would know that a line is hers. @param {any} live @param {string} role */
function calling(live, role) {
  const response = live.answers.all.response?.closing;
  if (!response) return [{op: 'put', path: RESPONSE, value: {steps: [{call: [role]}], repeat: {every: '60 s', call: [role]}}}];
  const calls = /** @type {[(string|number)[], any][]} */ ([[[...RESPONSE, 'steps', 0, 'call'], response.steps?.[0]?.call], ...(response.repeat ? [[[...RESPONSE, 'repeat', 'call'], response.repeat.call]] : [])]);
  return calls.filter(([, called]) => !listOf(called).includes(role) && !listOf(called).includes('everybody'))
    .map(([path, called]) => (Array.isArray(called) && called.length ? {op: 'append', path, value: role} : {op: 'put', path, value: [...listOf(called), role]}));
}

/** @typedef {(path: (string|number)[], value: any, words: string) => any} Put */

/** Whom it tells not to come in, and when it is looked at again. @param {any} live @param {any} own @param {Put} put */
function outsideForm(live, own, put) {
  const {all} = live.answers;
  const who = [...Object.keys(all.roles ?? {}).map((id) => ({value: id, name: roleTitle(live, id)})), ...Object.entries(all.groups ?? {}).map(([id, one]) => ({value: id, name: /** @type {any} */ (one)?.name ?? id}))];
  const unknown = own.outside && !who.some(({value}) => value === own.outside) ? [{value: own.outside, name: own.outside}] : [];
  return h('div', {class: 'fields', key: 'outside'},
    pick({id: 'closing-outside', label: t('Who is told not to come in'), value: own.outside ?? '', wrong: wrongAt(live, ['closing', 'outside']), options: [{value: '', name: t('nobody')}, ...who, ...unknown], commit: (value) => put(['outside'], value, t('who is told changed'))}),
    line({id: 'closing-again', label: t('It is looked at again after'), value: seconds(own.look_again), wrong: wrongAt(live, ['closing', 'look_again']), hint: t('From 5 min to 4 h.'), more: {placeholder: '30 min'}, commit: (value) => put(['look_again'], seconds(value), t('time changed'))}));
}

/** Who else in the house is told. What is no contact of the plan stays as it is written. @param {any} live @param {any} own */
function neighbours(live, own) {
  const {all} = live.answers;
  const path = ['closing', 'neighbours'];
  const written = own.neighbours;
  const isList = Array.isArray(written);
  const chosen = (isList ? written : listOf(written)).filter((one) => typeof one === 'string' && all.contacts?.[one]);
  const others = isList ? written.length - chosen.length : written && !chosen.length ? 1 : 0;
  const contacts = named(all.contacts, []);
  const words = `${t('Closing the office')}: ${t('who is told changed')}`;
  // Each is written or taken out by itself, so that those beside it are left alone, whatever they are.
  const commit = (/** @type {string[]} */ next) => {
    const added = next.find((id) => !chosen.includes(id));
    const gone = chosen.find((id) => !next.includes(id));
    if (added) live.draft.edit([isList && written.length ? {op: 'append', path, value: added} : {op: 'put', path, value: [...listOf(written), added]}], words);
    else if (gone) live.draft.edit([{op: 'remove', path: isList && written.length > 1 ? [...path, written.indexOf(gone)] : path}], words);
  };
  const canTick = !written || isList || typeof written === 'string';
  return h('div', {key: 'neighbours'},
    contacts.length && canTick ? some({id: 'closing-neighbours', legend: t('Neighbours in the house who are told'), all: contacts, chosen, wrong: wrongAt(live, path), commit})
      : canTick ? h('p', {class: 'quiet'}, t('Neighbours who are told are contacts outside: write them under People.')) : null,
    others || !canTick ? h('p', {class: 'quiet', key: 'others'}, t('Further neighbours stand in the plan that no field here can show. They stay as they are; change them under Text.')) : null);
}

/** @param {any} live @param {any} own @param {Put} put */
function entrances(live, own, put) {
  const all = named(live.answers.all.emergency_call?.entrances, listOf(own.entrances));
  return all.length > 1 || own.entrances ? some({id: 'closing-entrances', legend: t('By which entrances somebody may come back (no tick: by any)'), all, chosen: listOf(own.entrances), wrong: wrongAt(live, ['closing', 'entrances']), commit: (chosen) => put(['entrances'], chosen, t('entrances changed'))}) : null;
}

/** @param {any} live */
function whoIsCalled(live) {
  const one = live.answers.all.response.closing ?? {};
  const steps = listOf(one.steps);
  const name = t('Closing the office');
  return part(live, 'closing-steps', t('Who is called'), steps.length === 1 ? t('1 step') : t('%(count)s steps', {count: steps.length}), () => [
    wrongElse(live, RESPONSE, []),
    h('section', {class: 'steps-form', key: 'steps'},
      h('ol', null, steps.map((_, index) => stepForm(live, 'closing', steps, index))),
      h('button', {type: 'button', class: 'plain', id: 'add-step-closing', onclick: () => live.draft.edit([{op: 'append', path: [...RESPONSE, 'steps'], value: {after: '60 s', call: ['everybody']}}], `${name}: ${t('step added')}`)}, t('Add a step'))),
    repeatForm(live, 'closing', one, (key, value, words) => live.draft.edit([value === undefined ? {op: 'remove', path: [...RESPONSE, key]} : {op: 'put', path: [...RESPONSE, key], value}], `${name}: ${words}`)),
  ]);
}
