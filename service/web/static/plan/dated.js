// Single days of a shift: when somebody is there on one date, instead of the week's hours.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {longDay} from './calendar.js';
import {line} from './field.js';
import {listOf} from './names.js';
import {part} from './parts.js';
import {periodsOf} from './shift.js';

const DAY = /^\d{4}-\d\d-\d\d$/;
const NOTHING = 'nothing'; // how the plan writes a day off
const SHOWN = 100;

/** @typedef {(edits: any[], words: string) => Promise<boolean>} Edit */

/** @param {any} live @param {string} id @param {any} one @param {Edit} edit */
export function datedPart(live, id, one, edit) {
  const days = Object.keys(one.days ?? {}).filter((day) => DAY.test(day)).sort();
  const today = new Date().toISOString().slice(0, 10);
  const coming = days.filter((day) => day >= today);
  const past = days.filter((day) => day < today);
  const summary = coming.length === 0 ? t('none to come') : coming.length === 1 ? t('one to come: %(day)s', {day: longDay(coming[0])}) : t('%(count)s to come, the first on %(day)s', {count: coming.length, day: longDay(coming[0])});
  const rows = (/** @type {string[]} */ which) => h('ul', {class: 'rows', key: 'rows'}, which.slice(0, SHOWN).map((day) => row(live, id, one, day, edit)));
  return part(live, `roster-${id}-days`, t('Single days'), summary, () => [
    h('p', {class: 'quiet'}, t('On these dates the shift is as written here, whatever the week says. Empty: nobody of it is there that day.')),
    coming.length ? rows(coming) : null,
    coming.length > SHOWN ? h('p', {class: 'quiet'}, t('Later days stand in the text.')) : null,
    adding(live, id, one, edit),
    past.length ? part(live, `roster-${id}-past`, t('Days that are past'), String(past.length), () => [
      rows([...past].reverse()),
      h('p', null, h('button', {type: 'button', class: 'plain', onclick: () => edit(without(one, id, past), t('past days taken out'))}, t('Take the past days out'))),
    ]) : null,
  ]);
}

/** Take days out, and the whole list with its last one. @param {any} one @param {string} id @param {string[]} gone @returns {any[]} */
const without = (one, id, gone) => (gone.length === Object.keys(one.days ?? {}).length ? [{op: 'remove', path: ['rosters', id, 'days']}]
  : gone.map((day) => ({op: 'remove', path: ['rosters', id, 'days', day]})));

/** What was typed as the plan writes it; undefined, and told, where it is no time. @param {any} live @param {string} typed */
function hoursOf(live, typed) {
  const periods = periodsOf(typed);
  if (!periods) {
    live.draft.fail(null, t('“%(typed)s” is no time. Write it like 08:00-16:30; two periods with a comma between them.', {typed}));
    return undefined;
  }
  return periods.length === 0 ? NOTHING : periods.length === 1 ? periods[0] : periods;
}

/** @param {any} live @param {string} id @param {any} one @param {string} day @param {Edit} edit */
function row(live, id, one, day, edit) {
  const path = ['rosters', id, 'days', day];
  const value = one.days[day];
  const said = value === NOTHING || value === null || value === undefined ? '' : listOf(value).join(', ');
  const which = longDay(day);
  return h('li', {class: 'one-row', key: day},
    line({id: `roster-${id}-day-${day}`, label: t('Date'), type: 'date', value: day, commit: (to) => {
      if (!DAY.test(to)) return live.draft.fail(null, t('Choose a date, or take the day out.'));
      if (one.days[to] !== undefined) return live.draft.fail(null, t('%(day)s is written here already.', {day: longDay(to)}));
      edit([{op: 'put', path: ['rosters', id, 'days', to], value: value ?? NOTHING}, {op: 'remove', path}], t('%(day)s moved to %(to)s', {day: which, to: longDay(to)}));
    }}),
    line({id: `roster-${id}-hours-${day}`, label: t('Hours on %(day)s', {day: which}), value: said, more: {placeholder: t('not there')}, commit: (typed) => {
      const hours = hoursOf(live, typed);
      if (hours !== undefined) edit([{op: 'put', path, value: hours}], t('%(day)s changed', {day: which}));
    }}),
    h('button', {type: 'button', class: 'small', 'aria-label': t('Take %(name)s out', {name: which}), onclick: () => remove(live, id, one, day, edit)}, icon('no')));
}

/** @param {any} live @param {string} id @param {any} one @param {string} day @param {Edit} edit */
function remove(live, id, one, day, edit) {
  if (Object.keys(one.days).length === 1 && !one.hours && !one.weeks) {
    live.draft.fail(null, t('It is the only day of this shift. Write another one first, or remove the shift.'));
  } else edit(without(one, id, [day]), t('%(day)s taken out', {day: longDay(day)}));
}

/** @param {any} live @param {string} id @param {any} one @param {Edit} edit */
const adding = (live, id, one, edit) => h('form', {class: 'adding', key: 'adding-day', onsubmit: async (/** @type {any} */ event) => {
  event.preventDefault();
  const form = event.target;
  const said = new FormData(form);
  const day = String(said.get('day') ?? '');
  if (!DAY.test(day)) return;
  if (one.days?.[day] !== undefined) return live.draft.fail(null, t('%(day)s is written here already.', {day: longDay(day)}));
  const hours = hoursOf(live, String(said.get('hours') ?? '').trim());
  if (hours === undefined) return;
  if (await edit([{op: 'put', path: ['rosters', id, 'days', day], value: hours}], t('%(day)s added', {day: longDay(day)}))) form.reset();
}},
h('label', {class: 'field'}, h('span', null, t('A further day')), h('input', {id: `roster-${id}-new-day`, name: 'day', type: 'date', required: true, min: '2000-01-01', max: '2200-01-01'})),
h('label', {class: 'field'}, h('span', null, t('Hours that day')), h('input', {id: `roster-${id}-new-hours`, name: 'hours', autocomplete: 'off', maxlength: '200', placeholder: t('not there')})),
h('button', {class: 'plain'}, t('Add')));
