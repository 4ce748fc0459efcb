// What was sent to an alarm receiving centre and what it answered, for whoever has to find out why something did not arrive.

import {h} from '../element.js';
import {whyOf} from '../notice-words.js';
import {now, second, span} from '../time.js';
import {t} from '../words.js';

/** @typedef {{place: string, address: string, acknowledged_at: string|null, failed_at: string|null, reason: string|null, clock_ahead_s: number}} Place */
/** @typedef {{at: string, place: string, sent: string, encrypted: boolean, answer: string, reason: string|null, took_ms: number}} Entry */
/** @typedef {{at: string, places: Place[], entries: Entry[]|null}} Sent */

/** What is shown of a journal; nothing yet while it is being fetched. @param {Sent|null} told */
export function sent(told) {
  if (!told) return h('p', {role: 'status', key: 'wait'}, t('Being looked up …'));
  return h('div', {class: 'sent', key: 'sent'},
    h('ul', {class: 'notes'}, told.places.map((one) => h('li', {key: one.place}, place(one)))),
    told.entries === null ? h('p', {class: 'notes', key: 'withheld'}, t('What was sent is shown to whoever looks after all offices.'))
      : told.entries.length ? h('ol', {class: 'notes', key: 'entries', tabindex: '0', 'aria-label': t('What was sent')}, told.entries.map(entry))
      : h('p', {class: 'notes', key: 'none'}, t('Nothing has been sent since the service was started.')));
}

/** @param {Place} one */
function place(one) {
  const name = one.place === 'primary' ? t('First receiver') : t('Second receiver');
  const time = one.acknowledged_at ? span(now() - Date.parse(one.acknowledged_at)) : '';
  const stands = one.failed_at ? t('does not acknowledge: %(why)s', {why: whyOf(one.reason)})
    : time ? t('acknowledged %(time)s ago', {time}) : t('nothing has been sent to it yet');
  const clock = Math.abs(one.clock_ahead_s) < 20 ? '' : t('Its clock is %(count)s seconds from ours.', {count: one.clock_ahead_s});
  return `${name} (${one.address}): ${stands}. ${clock}`.trim();
}

/** @param {Entry} one */
function entry(one) {
  return h('li', {key: `${one.at} ${one.place}`}, `${second(one.at)} `, h('code', null, one.sent), ` → ${one.answer}`);
}
