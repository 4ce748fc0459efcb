// When somebody is there: a simple week of her own, or the shift that names her; how she is reached, and that she left.

import {h} from '../element.js';
import {t} from '../words.js';
import {WEEKDAYS, weekdayName} from './calendar.js';
import {reached} from './crew.js';
import {line} from './field.js';
import {leaving} from './gone.js';
import {listOf, putInto, removeFrom} from './names.js';

const PERIOD = /^([01]?\d|2[0-3])[:.]([0-5]\d) *[-–] *([01]?\d|2[0-4])[:.]([0-5]\d)$/;

/** The shifts that name somebody, herself or through a group. @param {any} tree @param {string} id @returns {[string, any][]} */
function shiftsOf(tree, id) {
  const groups = Object.entries(tree.groups ?? {}).filter(([, group]) => listOf(/** @type {any} */ (group)?.who).includes(id)).map(([key]) => key);
  return Object.entries(tree.rosters ?? {}).filter(([, one]) => listOf(/** @type {any} */ (one)?.who).some((who) => who === id || groups.includes(who)));
}

/** @param {any} tree @param {string} id */
export function shiftWords(tree, id) {
  const shifts = shiftsOf(tree, id);
  if (!shifts.length) return t('always when open');
  return shifts.map(([key, one]) => (one?.weeks ? t('%(name)s, in turns', {name: one.name ?? key}) : one?.hours ? week(one.hours) : one?.name ?? key)).join('; ');
}

/** @param {any} hours */
const week = (hours) => Object.entries(hours ?? {}).map(([days, periods]) => `${days.split('-').map((day) => (WEEKDAYS.includes(day) ? weekdayName(day).slice(0, 3) : day)).join('–')} ${listOf(periods).join(', ')}`).join('; ');

/** Each weekday's hours as one text: 08.00–12.00, 13.00–16.30. @param {any} hours */
export function byDay(hours) {
  /** @type {Record<string, string>} */
  const days = {};
  for (const [key, periods] of Object.entries(hours ?? {})) {
    const [first, last = first] = key.split('-');
    for (let at = WEEKDAYS.indexOf(first); at >= 0 && at <= WEEKDAYS.indexOf(last); at++) days[WEEKDAYS[at]] = listOf(periods).join(', ');
  }
  return days;
}

/** What was typed for a day, as the plan writes it; null where it is no period. @param {string} typed @returns {string[]|null} */
export function periodsOf(typed) {
  const parts = typed.split(',').map((part) => part.trim()).filter(Boolean);
  const found = parts.map((part) => PERIOD.exec(part));
  if (found.some((match) => !match)) return null;
  return found.map((match) => `${match?.[1].padStart(2, '0')}:${match?.[2]}-${match?.[3].padStart(2, '0')}:${match?.[4]}`);
}

/** Neighbouring days with the same hours under one key: mon-thu. @param {Record<string, string[]>} days */
export function together(days) {
  /** @type {Record<string, any>} */
  const hours = {};
  for (let at = 0; at < 7; at++) {
    const own = days[WEEKDAYS[at]];
    if (!own?.length) continue;
    let last = at;
    while (last < 6 && String(days[WEEKDAYS[last + 1]] ?? '') === String(own)) last++;
    hours[last > at ? `${WEEKDAYS[at]}-${WEEKDAYS[last]}` : WEEKDAYS[at]] = own.length === 1 ? own[0] : own;
    at = last;
  }
  return hours;
}

/** Seven fields for a week's hours. @param {{id: string, hours: any, live: any, none: string, commit: (hours: any) => void}} of */
export function weekFields({id, hours, live, none, commit}) {
  const days = byDay(hours);
  return h('div', {class: 'week'}, WEEKDAYS.map((day) => line({id: `${id}-${day}`, label: weekdayName(day), value: days[day] ?? '', more: {placeholder: none},
    commit: (value) => {
      const typed = periodsOf(value);
      if (!typed) return live.draft.fail(null, t('“%(typed)s” is no time. Write it like 08:00-16:30; two periods with a comma between them.', {typed: value}));
      const all = Object.fromEntries(Object.entries(days).map(([key, text]) => [key, periodsOf(text) ?? []]));
      commit(together({...all, [day]: typed}));
    }})));
}

/** @param {any} live @param {string} id @param {string} name */
export function shiftForm(live, id, name) {
  const {tree} = live.answers;
  const shifts = shiftsOf(tree, id);
  const own = shifts.find(([, one]) => String(listOf(one?.who)) === id && one?.hours && !one.weeks);
  const others = shifts.filter((one) => one !== own);
  const words = t('%(name)s: hours changed', {name});
  return h('section', {class: 'sheet-card', key: `shift-${id}`, id: `shift-${id}`, tabindex: '-1', 'aria-labelledby': `shift-${id}-title`},
    h('h2', {id: `shift-${id}-title`}, t('When is %(name)s there?', {name})),
    others.length ? h('p', null, t('%(name)s works by a shift: %(shift)s.', {name, shift: shiftWords(tree, id)}), ' ',
      h('button', {type: 'button', class: 'plain', onclick: () => openShift(live, others[0][0])}, t('To the shift')))
      : [
        own ? null : h('p', {class: 'quiet'}, t('Nothing is written, so %(name)s counts as there whenever the office is open. Write hours to change that.', {name})),
        weekFields({id: `shift-${id}`, hours: own?.[1]?.hours, live, none: t('not there'), commit: (hours) => {
          if (own && !Object.keys(hours).length) live.draft.edit([removeFrom(tree, 'rosters', own[0])], words);
          else if (own) live.draft.edit([{op: 'put', path: ['rosters', own[0], 'hours'], value: hours}], words);
          else live.draft.edit([putInto(tree, 'rosters', rosterId(tree, id), {name, who: id, hours})], words);
        }}),
        own ? h('button', {type: 'button', class: 'plain', onclick: () => live.draft.edit([removeFrom(tree, 'rosters', own[0])], words)}, t('Always when open')) : null,
      ],
    reached(live, id, tree.people?.[id] ?? {}),
    leaving(live, id, name),
    h('button', {type: 'button', class: 'plain', onclick: () => { live.open.delete(`shift-${id}`); live.draw(); document.getElementById(`name-${id}`)?.focus(); }}, t('Close')));
}

/** @param {any} live @param {string} id */
function openShift(live, id) {
  live.open.add('rosters').add(`roster-${id}`);
  live.draw();
  document.getElementById(`roster-${id}-name`)?.focus();
}

/** A roster's id may not be a person's. @param {any} tree @param {string} id */
function rosterId(tree, id) {
  let own = `hours-${id}`;
  while (tree.rosters?.[own] || tree.people?.[own]) own += '-x';
  return own;
}
