// The parts of the page of drills: what runs, what is planned, the last result, what has not practised.

import {countOf, kindOf, MEASURES, momentOf, secondsOf, stateOf, verdictOf} from './drill-words.js';
import {h} from './element.js';
import {icon} from './icon.js';
import {dayAndYear} from './time.js';
import {t} from './words.js';

/** @typedef {{ask: (drill: any, what: string, content?: object) => void, look: (drill: any|null) => void, looking: string|null, busy: boolean}} Hands */

/** What runs, framed and marked, with its countdown and the ways to end it. @param {any} told @param {Hands} hands */
export function runningPart(told, hands) {
  const runs = told.drills.filter((/** @type {any} */ one) => ['counting', 'running', 'run'].includes(one.state));
  return runs.map((/** @type {any} */ one) => h('section', {class: 'drill-runs', key: `runs-${one.drill}`, role: 'status'},
    h('p', null, h('strong', {class: 'mark'}, t('DRILL'))),
    h('p', {class: 'words'}, one.words),
    h('p', {class: 'count', 'aria-live': 'off'}, countOf(one)),
    one.before ? h('p', null, one.before) : null,
    h('p', {class: 'quiet'}, t('Nothing leaves the office. Any other press is real at once, and ends this drill.')),
    one.state === 'run' ? null : h('p', {class: 'drill-buttons'},
      button(t('Break it off'), () => hands.ask(one, 'abort'), hands, 'main'),
      one.state === 'running' && told.may.start ? button(t('The drill is over'), () => hands.ask(one, 'end'), hands) : null)));
}

/** When the next one is due, by the plan. @param {any} told @param {string} today */
export function duePart(told, today) {
  const {whole_due: whole, micro_due: micro} = told.due;
  if (!whole && !micro) return h('p', {class: 'quiet', key: 'due'}, t('The plan does not say how often this office drills.'));
  return h('div', {key: 'due'}, dueLine(whole, today, t('Next whole drill at the latest on %(day)s', {day: whole ? dayAndYear(`${whole}T12:00:00Z`) : ''}), t('A whole drill is due')),
    dueLine(micro, today, t('Next drill of two minutes at the latest on %(day)s', {day: micro ? dayAndYear(`${micro}T12:00:00Z`) : ''}), t('A drill of two minutes is due')));
}

/** @param {string|null} due @param {string} today @param {string} later @param {string} now */
function dueLine(due, today, later, now) {
  if (!due) return null;
  return due <= today ? h('p', {class: 'drill-due is-late', role: 'status'}, icon('warning'), now) : h('p', {class: 'drill-due'}, later);
}

/** @param {any} told @param {Hands} hands */
export function plannedPart(told, hands) {
  const planned = told.drills.filter((/** @type {any} */ one) => one.state === 'planned').reverse();
  if (!planned.length) return h('p', {class: 'quiet', key: 'planned'}, t('No drill is planned.'));
  return h('section', {key: 'planned'}, h('h2', null, t('Planned')), planned.map((/** @type {any} */ one) => plannedOne(one, told, hands)));
}

/** @param {any} one @param {any} told @param {Hands} hands */
function plannedOne(one, told, hands) {
  const asks = told.may.agree && one.manner === 'unannounced' && one.view !== 'agrees';
  return h('div', {class: 'drill', key: one.drill},
    h('p', {class: 'words'}, one.words),
    h('p', null, momentOf(one.at), ' · ', kindOf(one)),
    one.joint ? h('p', {class: 'quiet'}, t('Together with: %(offices)s', {offices: one.partners.join(', ')})) : null,
    one.before ? h('p', {class: 'quiet'}, one.before) : null,
    one.agreed ? null : h('p', {class: 'drill-due is-late'}, icon('warning'), one.view === 'objects' ? t('The safety representative objects.') : t('Waits for the safety representative’s yes.')),
    hands.looking === one.drill ? looking(one, hands) : h('p', {class: 'drill-buttons'},
      told.may.start && one.agreed ? button(t('Begin …'), () => hands.look(one), hands, 'main', `begin-${one.drill}`) : null,
      asks ? button(t('I agree'), () => hands.ask(one, 'agree'), hands, 'main') : null,
      told.may.agree && one.manner === 'unannounced' && one.view !== 'objects' ? button(t('I object'), () => hands.ask(one, 'object'), hands) : null,
      told.may.start ? button(t('Call it off'), () => hands.ask(one, 'call-off'), hands) : null));
}

/** Somebody goes and looks before anything begins. @param {any} one @param {Hands} hands */
function looking(one, hands) {
  const rooms = one.zones.map((/** @type {any} */ zone) => zone.name).join(', ');
  return h('div', {class: 'look', role: 'group'},
    h('p', {class: 'words', 'data-first': true, tabindex: '-1'}, t('Are there visitors in any of these places? %(rooms)s', {rooms})),
    h('p', {class: 'drill-buttons'},
      button(t('No visitors – begin'), () => hands.ask(one, 'start', {visitors: 'none'}), hands, 'main'),
      button(t('Visitors are there'), () => hands.ask(one, 'start', {visitors: 'there'}), hands),
      button(t('Not now'), () => hands.look(null), hands)));
}

/** The last one that was held, against the plan's times and the simulation. @param {any} told */
export function lastPart(told) {
  const last = told.drills.find((/** @type {any} */ one) => one.state === 'judged');
  if (!last) return h('p', {class: 'quiet', key: 'last'}, t('No drill has been held here yet.'));
  return h('section', {key: 'last'}, h('h2', null, t('The last result')),
    h('p', {class: 'words'}, last.words), h('p', {class: 'quiet'}, momentOf(last.pressed_at), ' · ', kindOf(last)),
    last.beside?.length ? h('div', {class: 'drill-beside'}, h('div', {key: 'here'}, h('h3', null, told.name), timesOf(last)), last.beside.map(besideOf)) : timesOf(last),
    reportOf(last));
}

/** What another office held at the same time, against its own plan's times. @param {any} one */
function besideOf(one) {
  return h('div', {key: one.office}, h('h3', null, one.name),
    one.result ? timesOf(one) : h('p', {class: 'quiet'}, one.state ? stateOf(one) : t('Not held there yet.')));
}

/** @param {any} drill */
function timesOf(drill) {
  const rows = Object.keys(MEASURES).filter((measure) => measure in drill.result.met);
  return h('div', {class: 'drill-times-wide', tabindex: '0', role: 'region', 'aria-label': t('The last result')}, h('table', {class: 'drill-times'},
    h('thead', null, h('tr', null, [t('What'), t('Took'), t('Verdict'), t('The plan asks for'), t('Simulation')].map((head) => h('th', {scope: 'col'}, head)))),
    h('tbody', null, rows.map((measure) => h('tr', {key: measure}, h('th', {scope: 'row'}, t(MEASURES[measure])),
      h('td', null, secondsOf(drill.result[`${measure}_ms`])), h('td', {class: drill.result.met[measure] === false ? 'is-missed' : drill.result.met[measure] ? 'is-kept' : null}, verdictOf(drill.result.met[measure])),
      h('td', null, secondsOf(drill.target?.[measure])), h('td', null, secondsOf(drill.expected?.[measure])))))));
}

/** @param {any} drill */
function reportOf(drill) {
  return h('details', null, h('summary', null, t('Draft of the report')), h('p', {class: 'drill-report'}, drill.report.join('\n')));
}

/** What has not practised: in the order of names, never in any other. @param {any} told */
export function sincePart(told) {
  const {roles, shifts, zones, people} = told.due;
  const groups = [[t('Roles'), roles], [t('Shifts'), shifts], [t('Rooms'), zones], [t('People'), people ?? []]].filter(([, list]) => list.length);
  if (!groups.length) return null;
  return h('section', {key: 'since'}, h('h2', null, t('Has not practised lately')), groups.map(([name, list]) =>
    h('details', {key: String(name)}, h('summary', null, `${name} (${list.length})`), h('ul', {class: 'drill-since'},
      list.map((/** @type {any} */ one) => h('li', {key: one.id ?? one.role}, one.since ? t('%(name)s: not since %(day)s', {name: one.name, day: dayAndYear(`${one.since}T12:00:00Z`)}) : one.name))))));
}

/** @param {any} told */
export function earlierPart(told) {
  const over = told.drills.filter((/** @type {any} */ one) => one.report);
  if (!over.length) return null;
  return h('details', {key: 'earlier'}, h('summary', null, t('Earlier drills (%(count)s)', {count: over.length})),
    over.map((/** @type {any} */ one) => h('div', {class: 'drill', key: one.drill}, h('p', {class: 'words'}, one.words),
      h('p', {class: 'quiet'}, momentOf(one.pressed_at ?? one.at), ' · ', kindOf(one), ' · ', stateOf(one)), reportOf(one))));
}

/** @param {string} words @param {() => void} onclick @param {Hands} hands @param {string} [how] @param {string|null} [id] by which the focus finds its way back */
export const button = (words, onclick, hands, how = '', id = null) => h('button', {type: 'button', class: how, id, disabled: hands.busy, onclick}, words);
