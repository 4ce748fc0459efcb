// Days and hours as people in the office say them.

import {lang, t} from '../words.js';

const LOCALE = lang === 'en' ? 'en-GB' : lang;
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** @param {string} day  2026-11-23 */
const noon = (day) => new Date(`${day}T12:00:00Z`);

/** @param {string} day @param {Intl.DateTimeFormatOptions} how */
const said = (day, how) => new Intl.DateTimeFormat(LOCALE, {timeZone: 'UTC', ...how}).format(noon(day));

/** torsdag 26/11 @param {string} day */
export const dayName = (day) => `${said(day, {weekday: 'long'})} ${said(day, {day: 'numeric', month: 'numeric'})}`;

/** tors 26/11 @param {string} day */
export const shortDay = (day) => `${said(day, {weekday: 'short'})} ${said(day, {day: 'numeric', month: 'numeric'})}`;

/** 26 november 2026 @param {string} day */
export const longDay = (day) => said(day, {day: 'numeric', month: 'long', year: 'numeric'});

/** torsdag @param {string} weekday  thu */
export const weekdayName = (weekday) => said(`2024-01-0${WEEKDAYS.indexOf(weekday) + 1}`, {weekday: 'long'});

/** An instant as 26/11 14.02 in the browser's own time. @param {string|null} at */
export function moment(at) {
  if (!at) return '';
  const when = new Date(at);
  return new Intl.DateTimeFormat(LOCALE, {day: 'numeric', month: 'numeric', hour: '2-digit', minute: '2-digit'}).format(when);
}

/** 08:00–08:30 as 08.00–08.30 @param {string} start @param {string} until */
export const hours = (start, until) => `${clock(start)}–${clock(until)}`;

/** @param {string} at  08:00, 08:00:00 or an instant's local time */
export const clock = (at) => (at.includes('T') ? at.slice(11, 16) : at.slice(0, 5)).replace(':', '.');

/** The last day before an instant: what holds until midnight holds until the day before. @param {string} until as the office's clock shows it */
export function lastDay(until) {
  const day = until.slice(0, 10);
  if (until.slice(11, 16) !== '00:00') return day;
  const before = noon(day);
  before.setUTCDate(before.getUTCDate() - 1);
  return before.toISOString().slice(0, 10);
}

/** The Monday of the week that a day lies in, moved by weeks. @param {string} day @param {number} [weeks] */
export function monday(day, weeks = 0) {
  const at = noon(day);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7) + 7 * weeks);
  return at.toISOString().slice(0, 10);
}

/** Week 48 @param {string} day */
export function weekName(day) {
  const thursday = noon(monday(day));
  thursday.setUTCDate(thursday.getUTCDate() + 3);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return t('Week %(number)s', {number: Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7)});
}
