// One button, gateway, screen or phone in the list: what it is, what somebody has to see to, what can be done.

import {h} from '../element.js';
import {office} from '../facts.js';
import {icon} from '../icon.js';
import {resultOf} from '../test-press.js';
import {N, t} from '../words.js';
import {needs, standing, whose, worry} from './device-words.js';
import {moment} from './parts.js';

/** @typedef {import('./device-words.js').Enrolled} Enrolled */
/** @typedef {import('./devices.js').Access} Access */
/** @typedef {{device: string, name: string, one: Enrolled|null, access: Access|null}} Row */

/** @type {Record<string, string>} */
const SAYS = {
  out: N('Shut out: its password holds no longer, and the broker refuses its presses.'),
  refused: N('Refused: it has no password, and the broker takes no press of it.'),
  unlisted: N('No list of devices names it any more, and it can still press. Shut it out, or enrol it again.'),
  outdated: N('Its password is bound to other topics than the rules say now: some of its presses are refused. Give it a new one.'),
  two: N('It has a new password. The old one still holds, until somebody has been to it.'),
  open: N('It needs no password yet: the broker asks nobody.'),
  holds: N('It comes in with its own password.'),
  by_gateway: N('It needs no password: %(gateway)s speaks for it.'),
};
/** How a device was heard; never when. @type {Record<string, string>} */
const HEARING = {
  heard: N('Heard within its reporting time'),
  awaited: N('Not heard since the service started %(when)s'),
  late: N('Late: it has not reported in time'),
  behind: N('Silent: what it speaks through is gone'),
  not_supervised: N('Not supervised: if it dies, nobody is told'),
};
const LOST = N('Not heard for too long: press it once as a test');
const REFUSED = new Set(['out', 'refused', 'unlisted', 'outdated']);

/** Whether the broker refuses some of its presses. @param {Row} row */
export const isRefused = (row) => row.access !== null && REFUSED.has(row.access.state);

/** @param {Row} row */
export const isWorry = (row) => isRefused(row) || Boolean(row.one?.faults.length || row.one?.needs.length || watched(row).length);

/** What supervision found that somebody has to see to. @param {Row} row @returns {string[]} */
function watched(row) {
  const of = row.one ?? row.access;
  if (!of) return [];
  return [of.left ? t('It has left its network: let it in again') : '', of.offline ? t('Not connected') : '', of.hearing === 'lost' ? t(LOST) : '',
    of.tamper ? t('Opened or taken off its place: look at it') : '', of.battery_low ? t('Battery low (%(left)s): change it', {left: of.battery_low}) : ''].filter(Boolean);
}

/** @param {Row} row @param {string} wanted small letters */
export const fits = (row, wanted) => [row.name, row.device, row.one?.holder_name, row.one?.place_name, row.one?.model, ...(row.one?.known_as ?? [])]
  .some((text) => text?.toLowerCase().includes(wanted));

/** What the broker says of it, where that is told. @param {Access} access */
const said = (access) => t(SAYS[access.state], {gateway: access.gateway?.startsWith(`${office}/`) ? access.gateway.slice(office.length + 1) : access.gateway ?? '–'});

/** @param {{row: Row, acts: any, below: any, told: any, since: string}} of what can be done, what is asked or tested below it, what its test on this page has told */
export function rowView({row, acts, below, told, since}) {
  const {one, access} = row;
  // Of a test that was heard just now, before the list says so too.
  const tested = one ? resultOf(told) ?? resultOf(one) : null;
  const newest = access?.credentials[0];
  return h('li', {key: row.device},
    h('div', null,
      h('h2', {id: `title-${row.device}`, tabindex: '-1'}, row.name, row.name === row.device ? null : h('small', null, row.device)),
      one ? h('p', {class: 'place', key: 'whose'}, standing(one), ' ', whose(one)) : null,
      access && isRefused(row) ? worry(said(access), 'refused') : null,
      one?.faults.map((fault) => worry(t(fault.says, fault.args), fault.code)),
      one ? needs(one).map((words, number) => worry(words, `need-${number}`)) : null,
      watched(row).map((words) => worry(words, words)),
      h('ul', {class: 'notes'},
        one ? h('li', {key: 'tested', class: tested ? null : 'is-weak'}, tested ?? t('No test press known')) : null,
        access?.untested ? h('li', {key: 'untested', class: 'is-weak'}, t('Not pressed for a month: test it')) : null,
        one && Object.hasOwn(HEARING, one.hearing) ? h('li', {key: 'heard', class: one.hearing === 'late' || one.hearing === 'behind' ? 'is-weak' : null}, t(HEARING[one.hearing], {when: moment(since)})) : null,
        one && !one.answers.length ? h('li', {class: 'is-weak', key: 'mute'}, t('Cannot tell its wearer anything')) : null,
        one && (one.model || one.family !== 'native') ? h('li', {key: 'model'}, [one.family === 'native' ? '' : one.family, one.model].filter(Boolean).join(', ')) : null,
        one && one.revision === null ? h('li', {key: 'file'}, t('Named in a file of the plans folder: it is changed there')) : null,
        one?.lost_names.length ? h('li', {class: 'is-weak', key: 'names'}, t('A file gives this name to another one: %(names)s', {names: one.lost_names.join(', ')})) : null,
        access && !isRefused(row) ? h('li', {key: 'access'}, said(access)) : null,
        access?.kind === 'gateway' && newest ? h('li', {key: 'prefix'}, t('Gateway for %(topics)s', {topics: newest.publishes.join(', ')})) : null,
        access && !newest && access.ended_at ? h('li', {key: 'ended'}, t('Its last password ended %(when)s', {when: moment(access.ended_at)})) : null,
        newest ? h('li', {key: 'user'}, t('%(user)s, since %(when)s', {user: newest.user, when: moment(newest.since)})) : null,
        access?.credentials.slice(1).map((each) => h('li', {key: each.user}, t('Old: %(user)s, until %(when)s', {user: each.user, when: each.expires_at ? moment(each.expires_at) : '–'}))))),
    acts, below);
}

/** @typedef {{id: string, kind: string, name: string, place: string|null, screen: string|null, person: string|null, connected: boolean, used_at: string|null, wrong: string[]}} Box */

/** Screens and phones are devices too: what is wrong with them stands here, and what can be done on their own page. @param {Box[]} boxes */
export function boxesView(boxes) {
  const called = (/** @type {Box} */ one) => (one.kind === 'phone' ? t('The phone of %(name)s', {name: one.person ?? '–'}) : one.place ?? one.screen ?? '–');
  const bad = boxes.filter((one) => one.wrong.length);
  const many = (/** @type {string} */ kind) => boxes.filter((one) => one.kind === kind);
  const on = (/** @type {Box[]} */ some) => some.filter((one) => one.connected).length;
  return h('section', {class: 'boxes', key: 'boxes', 'aria-labelledby': 'boxes-title'}, h('h2', {id: 'boxes-title'}, t('Screens and phones')),
    h('p', null, t('Screens: %(count)s, connected now: %(on)s. Phones: %(phones)s, open now: %(open)s.', {count: many('screen').length, on: on(many('screen')), phones: many('phone').length, open: on(many('phone'))})),
    bad.length ? h('ul', null, bad.map((one) => h('li', {key: one.id}, h('p', {class: 'place is-worry'}, icon('warning'), h('span', null, t('%(name)s needs somebody to look at it.', {name: called(one)})))))) : null,
    h('p', null, h('a', {href: `/screens/${encodeURIComponent(office)}`}, t('See to screens and phones'))));
}
