// Watched meetings: how patient the watch is, and what is raised when nobody answers. And how often the office drills.

import {h} from '../element.js';
import {t} from '../words.js';
import {line, pick, seconds} from './field.js';
import {kindName, kindsOf} from './names.js';
import {part, takeOut} from './parts.js';
import {into} from './rooted.js';
import {guarded} from './standard.js';
import {orMend, wrongAt, wrongElse} from './wrong.js';

/** @param {any} live */
export function meetingsPart(live) {
  const {all} = live.answers;
  const own = all.meetings ?? {};
  const put = into(live, 'meetings', t('Watched meetings'));
  const asked = /** @type {[string, string, string][]} */ ([
    ['grace', t('After the end nobody is asked for'), '5 min'], ['ask_person', t('Then she is asked, and has'), '2 min'], ['ask_watcher', t('Then the watcher is asked, and has'), '3 min'],
    ['check_every', t('On home visits and in lone work she is asked every'), '–'],
  ]);
  const kinds = kindsOf(live);
  return part(live, 'meetings', t('Watched meetings'), orMend(live, ['meetings'], all.meetings ? kindName(live, own.kind ?? 'emergency') : t('as usual')), () => guarded(live, 'meetings', [
    h('p', {class: 'quiet', key: 'about'}, t('Before a meeting that may turn somebody lets Trygg watch it. An empty field is as usual, which stands in it.')),
    wrongElse(live, ['meetings'], ['kind', ...asked.map(([key]) => key)]),
    h('div', {class: 'fields', key: 'times'},
      asked.map(([key, label, usual]) => line({id: `meetings-${key}`, label, value: seconds(own[key]), wrong: wrongAt(live, ['meetings', key]), more: {placeholder: usual}, commit: (value) => put([key], seconds(value), t('time changed'))})),
      pick({id: 'meetings-kind', label: t('Then this alarm is raised'), value: own.kind ?? '', wrong: wrongAt(live, ['meetings', 'kind']),
        options: [{value: '', name: t('as usual: %(what)s', {what: kindName(live, 'emergency')})}, ...[...kinds, ...(own.kind && !kinds.includes(own.kind) ? [own.kind] : [])].map((id) => ({value: id, name: kindName(live, id)}))],
        commit: (value) => put(['kind'], value, t('which alarm is raised changed'))})),
    takeOut(live, 'meetings', t('Watched meetings')),
  ]));
}

/** @param {any} live */
export function drillsPart(live) {
  const own = live.answers.all.drills ?? {};
  const put = into(live, 'drills', t('Drills'));
  const often = /** @type {Record<string, string>} */ ({'': t('not told'), monthly: t('every month'), '2 months': t('every second month'), quarterly: t('every quarter'), '6 months': t('every half-year'), yearly: t('every year')});
  const name = (/** @type {string} */ value) => often[value] ?? value;
  const choice = (/** @type {string} */ key, /** @type {string} */ label) => pick({id: `drills-${key}`, label, value: own[key] ?? '', wrong: wrongAt(live, ['drills', key]),
    options: [...Object.keys(often), ...(own[key] && !Object.hasOwn(often, own[key]) ? [own[key]] : [])].map((value) => ({value, name: name(value)})), commit: (value) => put([key], value, t('how often changed'))});
  return part(live, 'drills', t('Drills'), orMend(live, ['drills'], own.at_least_every ? name(own.at_least_every) : t('The plan says nothing of it.')), () => guarded(live, 'drills', [
    h('p', {class: 'quiet', key: 'about'}, t('Trygg says when a drill is due, and who has not practised for long.')),
    wrongElse(live, ['drills'], ['at_least_every', 'micro']),
    h('div', {class: 'fields', key: 'often'}, choice('at_least_every', t('A whole drill at least')), choice('micro', t('A drill of two minutes'))),
    takeOut(live, 'drills', t('Drills')),
  ]));
}
