// What still keeps the plan from being used, as a list of things to do: in words, each with the way to its place.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';

const SECTIONS = /** @type {Record<string, string>} */ ({
  people: 'people', rosters: 'people', groups: 'people', contacts: 'people', roles: 'roles', lead: 'roles', response: 'alarms', zones: 'zones', walks: 'zones',
  screens: 'zones', doors: 'zones', floors: 'zones', standard: 'office', deviations: 'office',
  hours: 'office', name: 'office', languages: 'office', closed: 'office', expires: 'office', country: 'office', time_zone: 'office', emergency_call: 'office', routes: 'people', after_alarm: 'alarms', muster: 'alarms', drills: 'alarms', meetings: 'alarms', overdue: 'alarms', inspections: 'zones',
});

/** Where in the forms a line of the text is edited: the view, and the thing in it. @param {string} text @param {number} line */
export function placeOf(text, line) {
  const lines = text.split('\n').slice(0, line);
  let thing = null;
  let indent = Infinity;
  for (let at = lines.length - 1; at >= 0; at--) {
    const key = /^( *)([\w-]+):/.exec(lines[at]);
    if (!key || key[1].length >= indent) continue;
    if (key[1] === '') {
      if (key[2] === 'closing') return {view: 'alarms', thing: 'closing', part: ''};
      return {view: SECTIONS[key[2]] ?? 'text', ...(PARTS.has(key[2]) ? {thing: null, part: key[2]} : {thing, part: ''})};
    }
    // The key that stands least far in is the thing itself: a role, a person, a zone.
    indent = key[1].length;
    thing = key[2];
  }
  return {view: 'text', thing: null, part: ''};
}

/** What stands in a section of its view that opens. */
const PARTS = new Set(['rosters', 'groups', 'contacts', 'screens', 'doors', 'floors', 'emergency_call', 'routes', 'after_alarm', 'muster', 'drills', 'meetings', 'overdue', 'inspections']);

/** @param {any} live */
export function todoView(live) {
  const {answers, draft} = live;
  const {errors, warnings} = answers;
  if (!answers.read || (!errors.length && !warnings.length)) return null;
  return h('section', {class: 'todo', key: 'todo', 'aria-labelledby': 'todo-title'},
    h('h2', {id: 'todo-title'}, errors.length ? t('Before the plan can be used') : t('Worth a look')),
    errors.length ? list(live, errors, draft.text) : null,
    warnings.length ? h('details', {class: 'warnings', '.open': !errors.length && warnings.length < 4},
      h('summary', null, warnings.length === 1 ? t('One remark') : t('%(count)s remarks', {count: warnings.length})),
      list(live, warnings, draft.text)) : null);
}

/** @param {any} live @param {any[]} findings @param {string} text */
const list = (live, findings, text) => h('ol', {class: 'findings'}, findings.slice(0, 50).map((one, index) =>
  h('li', {class: `finding is-${one.severity}`, key: `${one.code}-${index}`},
    icon('warning'),
    h('p', null, h('strong', null, one.message), ' ', one.remedy),
    h('button', {type: 'button', class: 'plain', 'aria-label': t('Go there: %(what)s', {what: one.message}),
      onclick: () => { const {view, thing, part} = placeOf(text, one.line); if (part) live.open.add(part); live.go(view, thing, one, part); }}, t('Go there')))));
