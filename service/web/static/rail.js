// Several alarms at once: every one of them stays in sight, and none takes another's place by itself.

import {answerOf, isOpen, isReal, mistakeOf, modeOf} from './alarm-words.js';
import {h} from './element.js';
import {kindOf, placeOf} from './facts.js';
import {placeSure} from './place-line.js';
import {now, span} from './time.js';
import {t} from './words.js';

const FEW = 4; // more than these are drawn smaller, so that the one that is shown large stays in sight

/** @param {{alarms: any[], selected: string, choose: (alarm: string) => void, keys?: import('./short-keys.js').ShortKeys|null}} live  keys: where digits choose */
export function rail({alarms, selected, choose, keys = null}) {
  if (alarms.length < 2) return null;
  return h('nav', {class: `rail ${alarms.length > FEW ? 'is-many' : ''}`, key: 'rail', 'aria-label': t('%(count)s alarms at once', {count: alarms.length})},
    h('p', {class: 'rail-count'}, t('%(count)s alarms at once', {count: alarms.length})),
    h('ul', null, alarms.map((alarm, i) => h('li', {key: alarm.alarm},
      h('button', {type: 'button', class: `tile alarm-${alarm.mode} state-${alarm.state}`,
        'aria-current': alarm.alarm === selected ? 'true' : false, 'aria-keyshortcuts': keys?.named(String(i + 1)) ?? null,
        onclick: () => choose(alarm.alarm)},
      h('span', {class: 'tile-mode'}, modeOf(alarm), alarm.kind ? h('span', {class: 'tile-kind'}, kindOf(alarm.kind)) : null),
      h('b', null, placeOf(alarm.zone)),
      placeSure(alarm) ? h('small', {class: 'tile-place'}, placeSure(alarm)) : null,
      h('small', null, isOpen(alarm) ? answerOf(alarm) : t('Over'), alarm.mistake?.under_duress && mistakeOf(alarm) ? ` · ${t('UNDER DURESS')}` : '', ' · ', span(now() - Date.parse(alarm.raised_at))))))));
}

const COMING = ['accepted', 'arrived'];

/** What somebody chose (a drill, or what is over) does not keep a new real alarm small.
 * @param {any[]} alarms @param {string|null} chosen @param {Set<string>} met  the real ones that go on and were drawn before
 * @returns {[string|null, Set<string>]} what stays chosen, and what is met by now */
export function giveWay(alarms, chosen, met) {
  const real = alarms.filter((a) => isOpen(a) && isReal(a)).map((a) => a.alarm);
  const isNews = real.some((id) => !met.has(id));
  return [isNews && !real.includes(chosen) ? null : chosen, new Set(real)];
}

/** Which alarm to show large: the one somebody chose, else a real one to which nobody comes, else the first.
 * @param {any[]} alarms @param {string|null} chosen */
export function select(alarms, chosen) {
  const weight = (/** @type {any} */ a) => (isOpen(a) ? 8 : 0) + (isReal(a) ? 4 : 0)
    + (a.responders?.some((/** @type {any} */ r) => COMING.includes(r.state)) ? 0 : 2) + (a.answered ? 0 : 1);
  return alarms.find((a) => a.alarm === chosen) ?? [...alarms].sort((a, b) => weight(b) - weight(a))[0];
}
