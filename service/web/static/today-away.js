// What can be said of somebody who is away: for how long, and who came instead.

import {h} from './element.js';
import {lang, t} from './words.js';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 60;

/**
 * @param {{one: any, open: {person: string, what: string}|null, today: any,
 *   say: (said: any[], words: string) => void, choose: (what: 'until'|'instead') => void}} live
 */
export function away({one, open, today, say, choose}) {
  const shown = open?.person === one.person ? open?.what : null;
  return h('div', {class: 'more', key: 'more'},
    h('button', {type: 'button', class: 'small', key: 'until', 'aria-expanded': String(shown === 'until'), onclick: () => choose('until')},
      t('Longer than today …')),
    h('button', {type: 'button', class: 'small', key: 'instead', 'aria-expanded': String(shown === 'instead'), onclick: () => choose('instead')},
      t('Somebody came instead …')),
    shown === 'until' ? until(one, today, say) : null,
    shown === 'instead' ? instead(one, today, say) : null);
}

/** @param {any} one @param {any} today @param {(said: any[], words: string) => void} say */
function until(one, today, say) {
  const first = Date.parse(`${today.day}T12:00:00Z`);
  const friday = (5 - new Date(first).getUTCDay() + 7) % 7;
  const days = [...new Set([1, friday, friday + 7])].filter((count) => count > 0).sort((a, b) => a - b);
  const choose = (/** @type {string} */ last) => say([{person: one.person, fact: 'absent', until: last}],
    t('%(name)s is away until %(day)s.', {name: one.name, day: weekday(last)}));
  return [
    h('p', {key: 'until-title'}, t('Away until, that day included:')),
    days.map((count) => iso(first, count)).map((last) => h('button', {type: 'button', class: 'small', key: `until-${last}`,
      onclick: () => choose(last)}, weekday(last))),
    h('label', {key: 'until-day'}, t('Another day'), h('input', {type: 'date', held: true, min: iso(first, 1), max: iso(first, LONGEST_DAYS),
      onchange: (/** @type {any} */ event) => { if (event.target.value && event.target.checkValidity()) choose(event.target.value); }})),
  ];
}

/** @param {any} one @param {any} today @param {(said: any[], words: string) => void} say */
function instead(one, today, say) {
  const free = today.people.filter((/** @type {any} */ other) => other.person !== one.person && other.fact !== 'here'
    && (!other.hours.length || other.fact === 'absent'));
  if (!free.length) return h('p', {key: 'instead-none'}, t('Everybody else of the plan should be here already.'));
  return [
    h('p', {key: 'instead-title'}, t('Who came instead of %(name)s?', {name: one.name})),
    free.map((/** @type {any} */ other) => h('button', {type: 'button', class: 'small', key: `instead-${other.person}`,
      onclick: () => say([{person: one.person, fact: 'absent', until: one.until}, {person: other.person, fact: 'here'}],
        t('%(name)s is here instead of %(other)s.', {name: other.name, other: one.name}))}, other.name)),
  ];
}

/** @param {number} first @param {number} days */
const iso = (first, days) => new Date(first + days * DAY_MS).toISOString().slice(0, 10);

/** fredag 4 december @param {string} day */
export const weekday = (day) => new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang,
  {weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC'}).format(Date.parse(`${day}T12:00:00Z`));
