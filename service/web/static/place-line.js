// How sure the alarm's place is: her usual one, measured and when, or that somebody has not found her there.

import {isOpen, isTestPress} from './alarm-words.js';
import {h} from './element.js';
import {nameOf, placeOf} from './facts.js';
import {icon} from './icon.js';
import {now, second, span} from './time.js';
import {isMeasured} from './view-place.js';
import {t} from './words.js';

/** Whether the place can be doubted still. @param {any} alarm */
const mayDoubt = (alarm) => Boolean(alarm.zone) && isOpen(alarm) && !isTestPress(alarm) && alarm.state !== 'provisional' && !alarm.located?.doubted_at;

/** One tap says that she is not there. @param {any} alarm @param {() => void} notHere @param {boolean} [busy] */
export const notHereButton = (alarm, notHere, busy = false) => (mayDoubt(alarm)
  ? h('button', {type: 'button', class: 'not-here', id: 'not-here', key: 'not-here', disabled: busy, onclick: notHere}, t('Not here')) : null);

/** Below the place. @param {any} alarm @param {any} [button] */
export function placeLine(alarm, button = null) {
  if (!alarm.zone || !isOpen(alarm) || isTestPress(alarm)) return null;
  const isDoubted = Boolean(alarm.located?.doubted_at);
  return h('div', {class: `place-line ${isDoubted ? 'is-doubted' : ''}`, key: 'place-line'},
    h('p', null, isDoubted ? icon('warning') : null, h('span', null, placeWords(alarm))),
    button);
}

/** How sure the place is, in a few words; nothing where there is no place, or nobody is looked for any more. @param {any} alarm @returns {string} */
export const placeSure = (alarm) => (alarm?.zone && isOpen(alarm) && !isTestPress(alarm) ? placeWords(alarm) : '');

/** @param {any} alarm @returns {string} */
function placeWords(alarm) {
  const {located} = alarm;
  const ago = located?.at ? span(now() - Date.parse(located.at)) : '';
  if (isMeasured(alarm)) {
    return located.confidence === 'clear' ? t('measured %(time)s ago', {time: ago}) : t('probably here, measured %(time)s ago', {time: ago});
  }
  if (!located?.doubted_at) return t('usual place – not confirmed');
  const time = second(located.doubted_at);
  const said = located.doubted_by ? t('NOT here, says %(name)s %(time)s', {name: nameOf(located.doubted_by, alarm.names), time})
    : t('NOT here, said at a screen %(time)s', {time});
  const last = located.zone ? t('last measured: %(place)s, %(time)s ago', {place: placeOf(located.zone), time: ago}) : t('measured nowhere in this alarm');
  return [said, last].join(' · ');
}
