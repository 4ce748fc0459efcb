// Full-width lines above everything else: the line is lost, sound is off, something behind the screen is broken.

import {h} from './element.js';
import {known} from './facts.js';
import {icon} from './icon.js';
import {second} from './time.js';
import {said, t} from './words.js';

/** @param {{link: import('./link.js').Link, sound: import('./sound.js').Sound}} live */
export function bands({link, sound}) {
  return [lostBand(link), soundBand(sound), faultBand(link)];
}

/** @param {import('./link.js').Link} link */
export function lostBand(link) {
  if (!link.lost || (!link.known && performance.now() < 3_000)) return null;
  const number = said(known().last_resort) || '112';
  return h('div', {class: 'lost-bar', role: 'alert', key: 'lost'}, h('div', {class: 'lost-words'},
    h('strong', null, link.heardAt ? t('NOT CONNECTED SINCE %(time)s', {time: second(link.heardAt)}) : t('NOT CONNECTED')),
    h('span', null, t('This screen may be wrong. In an emergency call %(number)s.', {number}))));
}

/** @param {import('./sound.js').Sound} sound */
function soundBand(sound) {
  if (sound.on) return null;
  return h('button', {class: 'sound-bar', type: 'button', key: 'sound-off', onclick: () => sound.begin()},
    icon('mute'), t('Sound is off – tap here'));
}

/** @param {import('./link.js').Link} link */
function faultBand(link) {
  const heart = link.heart;
  if (!heart || link.lost) return null;
  const named = new Set(heart.faults.map((fault) => fault.code));
  const lines = [];
  if (!heart.store && !named.has('store_down')) lines.push(t('Alarms cannot be recorded right now. Presses still show here.'));
  if (!heart.broker && !named.has('broker_down')) lines.push(t('The buttons cannot be heard right now. Call for help by voice or telephone.'));
  if (!heart.timers && !named.has('timers_late')) lines.push(t('Nobody is called again by itself right now. Call people yourself.'));
  lines.push(...heart.faults.map((fault) => said(fault.text)));
  if (!lines.length) return null;
  const more = lines.length - 1;
  return h('div', {class: 'fault-bar', role: 'status', key: 'fault'}, icon('warning'), h('span', null, lines[0]),
    more ? h('span', {class: 'fault-more'}, t('and %(count)s more', {count: more})) : null);
}
