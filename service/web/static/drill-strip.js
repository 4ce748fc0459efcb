// An announced drill stands on the screens before its press, with its countdown: nobody is surprised by it.

import {isOpen} from './alarm-words.js';
import {h} from './element.js';
import {placeOf} from './facts.js';
import {left, minute, now} from './time.js';
import {t} from './words.js';

const AHEAD = 12 * 3_600_000; // how long before its time a planned drill is shown

/** The drill that comes next; nothing while any alarm goes on. @param {{alarms: any[], undertakings: any[]}} board */
export function drillStrip(board) {
  if (board.alarms.some((alarm) => isOpen(alarm))) return null;
  const shown = (board.undertakings ?? []).filter((one) => one.kind === 'drill' && isNear(one)).sort((one, other) => momentOf(one) - momentOf(other));
  const [next] = shown;
  if (!next) return null;
  const place = placeOf(next.zone);
  return h('p', {class: 'drill-strip', key: 'drill-strip', role: 'status'}, h('strong', null, t('DRILL')), ' ', h('span', {'aria-live': 'off'}, next.state === 'counting'
    ? t('in %(time)s: %(place)s. A press of a button is real all the same.', {time: left(next.presses_at) ?? '0 s', place})
    : t('at %(time)s: %(place)s', {time: minute(next.at), place})));
}

/** @param {any} one */
const momentOf = (one) => Date.parse(one.presses_at ?? one.at);

/** @param {any} one */
const isNear = (one) => one.state === 'counting' || (one.state === 'planned' && Math.abs(momentOf(one) - now()) < AHEAD);
