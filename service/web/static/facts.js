// The office's static facts: what places, people, roles and kinds of alarm are called.

import {setTimeZone} from './time.js';
import {N, said, t} from './words.js';

/** @type {any} */
let facts = JSON.parse(document.body.dataset.facts ?? '{}');
setTimeZone(facts.time_zone);

/** The office's slug; a page that the browser kept belongs to no office, and its address says which one it stands for. */
export const office = document.body.dataset.office || (/^\/p\/([^/]+)/.exec(location.pathname)?.[1] ?? '');
export const screen = document.body.dataset.screen ?? '';

/** Everything that is known about the office. */
export const known = () => facts;

/** Ask for the facts again: the plan may have changed. A page for visitors keeps the few it was given. */
export async function refreshFacts() {
  const own = facts.screens?.[screen]?.audience;
  if (own === 'public' || own === 'discreet') return;
  try {
    const answer = await fetch(`/api/v1/offices/${encodeURIComponent(office)}`);
    if (answer.ok) facts = await answer.json();
    setTimeZone(facts.time_zone);
  } catch {
    // the facts this page began with still hold
  }
}

/** @param {string|null} key @param {Record<string, string>} [names] names that came with an alarm */
export function nameOf(key, names = {}) {
  if (!key) return t('Nobody named');
  return names[key] ?? facts.people?.[key]?.name ?? facts.contacts?.[key]?.name ?? t('Somebody the office no longer knows');
}

/** @param {string|null} zone */
export function placeOf(zone) {
  if (!zone) return t('Place unknown');
  return facts.zones?.[zone]?.name ?? zone;
}

/** @param {string|null} zone */
export function floorOf(zone) {
  const floor = zone ? facts.zones?.[zone]?.floor : null;
  return floor === null || floor === undefined || floor === '' ? '' : t('floor %(floor)s', {floor});
}

/** Whether somebody leads in an alarm, by the plan. @param {string} who */
export const leads = (who) => (facts.lead ?? []).includes(who);

/** @param {string|null} role */
export const roleOf = (role) => (role ? said(facts.roles?.[role]?.title) || role : t('Came without being called'));

/** @param {string|null} role */
export const dutyOf = (role) => (role ? said(facts.roles?.[role]?.duty) : '');

/**
 * The whole duty of a role in the page's language: what first, what then, when it is done, what never.
 * @param {string|null} role @returns {{first: string, then?: string, done_when?: string, never?: string}}
 */
export const partsOf = (role) => (role && said(facts.roles?.[role]?.parts)) || {first: dutyOf(role)};

/** @type {Record<string, string>} */
const KINDS = {
  check_in: N('I am safe (while people are counted)'),
  fire: N('A fire alarm: every lock is let go'), fire_over: N('A fire alarm: the fire is over'),
  emergency: N('Emergency alarm'),
  assist: N('Assist alarm'),
  medical: N('Medical alarm'),
  observe: N('Keep an eye on it'),
  closing: N('The office closes'),
  neighbour: N('The office next door closes'),
};

/** @param {string} kind */
export const kindOf = (kind) => (Object.hasOwn(KINDS, kind) ? t(KINDS[kind]) : kind);

/** Everybody of the office, by name. @returns {{key: string, name: string}[]} */
export function everybody() {
  return Object.entries(facts.people ?? {}).map(([key, person]) => ({key, name: person.name}))
    .sort((a, b) => a.name.localeCompare(b.name));
}
