// The screen while there is no alarm: that there is none, what time it is, and who would respond now.

import {presenceOf} from './alarm-words.js';
import {h} from './element.js';
import {numberAt} from './emergency-number.js';
import {known, nameOf, office, roleOf} from './facts.js';
import {icon} from './icon.js';
import {day, minute, now} from './time.js';
import {N, t} from './words.js';

/** @type {Record<string, string>} */
const POSITIONS = {goes_in: N('to go in'), waits_at_door: N('to wait at the door')};

/** @param {{link: import('./link.js').Link, today: any, ask: (sheet: any) => void, closings?: any}} live  closings: what goes on and is no alarm */
export function idle({link, today, ask, closings = null}) {
  const quiet = link.known && !link.lost;
  return h('main', {class: 'idle', key: 'idle'},
    h('section', {class: 'idle-now', key: 'now'},
      h(closings ? 'h2' : 'h1', null, quiet ? t('No alarm now') : t('Alarms are not known')),
      h('p', {class: 'idle-clock'}, minute(now())),
      h('p', {class: 'idle-day'}, day(now())),
      quiet && !closings ? beginClosing(ask) : null),
    closings ? h('div', {class: 'closing-column', key: 'closings'}, closings) : null,
    closings ? null : peopleNow(today, ask));
}

/** The way to close the office; it stays where it is also on a screen that has to stay calm. @param {(sheet: any) => void} ask */
export const beginClosing = (ask) => h('button', {type: 'button', class: 'small-act idle-begin', key: 'close-office', onclick: () => ask({what: 'closeOffice'})}, t('Close the office …'));

/** Who responds now, and the way to say who is here. @param {any} today @param {(sheet: any) => void} ask */
export const peopleNow = (today, ask) => h('section', {class: 'idle-people', key: 'people', 'aria-labelledby': 'who'},
  h('header', {class: 'idle-head'}, h('h2', {id: 'who'}, t('Who responds now')),
    h('a', {href: `/today/${encodeURIComponent(office)}`}, t('Who is here today?'))),
  people(today, ask));

/** @param {any} today @param {(sheet: any) => void} ask */
function people(today, ask) {
  if (!today) return h('p', {class: 'quiet'}, t('Being looked up …'));
  if (!today.roster?.length) return h('p', {class: 'roster-nobody'}, icon('warning'), t('Nobody. In an emergency call %(number)s.', {number: numberAt()}));
  const rows = [...today.roster, ...(today.missing ?? [])];
  const roles = Object.groupBy(rows, (/** @type {any} */ row) => row.role ?? '');
  return [
    h('ul', {class: 'roster'}, Object.entries(roles).map(([role, rows]) => h('li', {key: `role-${role}`},
      Object.hasOwn(known().roles ?? {}, role)
        ? h('button', {type: 'button', class: 'roster-role', onclick: () => ask({what: 'role', role})}, roleOf(role))
        : h('span', {class: 'roster-role'}, roleOf(role)),
      h('span', {class: 'roster-names'}, (rows ?? []).map((row) => holder(row, today, ask)))))),
    away(today, ask),
    today.failed ? h('p', {class: 'quiet'}, t('As of %(time)s; cannot be looked up right now.', {time: minute(today.at)})) : null,
  ];
}

/** Who is marked away stays in sight: a tap on the wrong name can be taken back. @param {any} today @param {(sheet: any) => void} ask */
function away(today, ask) {
  if (!today.absent?.length) return null;
  return h('p', {class: 'roster-away', key: 'away'}, t('Away today'), ':', today.absent.map((/** @type {string} */ person) =>
    h('button', {type: 'button', class: 'roster-name', key: person, onclick: () => ask({what: 'today', person})}, nameOf(person))));
}

/** @param {any} row @param {any} today @param {(sheet: any) => void} ask */
function holder(row, today, ask) {
  if (!row.responder) {
    const others = today.roster.some((/** @type {any} */ other) => other.role === row.role);
    return h('span', {class: 'roster-nobody', key: 'nobody'}, icon('warning'),
      others ? t('%(count)s missing', {count: row.missing}) : t('Nobody'));
  }
  const position = POSITIONS[row.position] ? t(POSITIONS[row.position]) : '';
  const notes = [position, presenceOf(row.presence)].filter(Boolean).join(', ');
  const inside = Object.hasOwn(known().people ?? {}, row.responder);
  const words = [h('b', null, nameOf(row.responder)), notes ? h('small', null, notes) : null];
  return inside
    ? h('button', {type: 'button', class: 'roster-name', key: row.responder,
      onclick: () => ask({what: 'today', person: row.responder})}, words)
    : h('span', {class: 'roster-name', key: row.responder}, words);
}
