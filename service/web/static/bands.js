// Full-width lines above everything else: the line is lost, sound is off, something behind the screen is broken.

import {h} from './element.js';
import {numberAt} from './emergency-number.js';
import {screen} from './facts.js';
import {actable, graveCodes, graveOf} from './grave.js';
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
  return h('div', {class: 'lost-bar', role: 'alert', key: 'lost'}, h('div', {class: 'lost-words'},
    h('strong', null, link.heardAt ? t('NOT CONNECTED SINCE %(time)s', {time: second(link.heardAt)}) : t('NOT CONNECTED')),
    h('span', null, t('This screen may be wrong. In an emergency call %(number)s.', {number: numberAt()}))));
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
  const texts = new Map(graveOf(heart.faults).map((fault) => [fault.code, said(fault.text)]));
  const own = (/** @type {string} */ code, /** @type {string} */ words) => { if (!texts.has(code)) texts.set(code, words); };
  if (!heart.broker && !texts.has('canary_late')) own('broker_down', t('The buttons cannot be heard right now. Call for help by voice or telephone.'));
  if (!heart.timers && !texts.has('deadline_unserved')) own('timers_late', t('Nobody is called again by itself right now. Call people yourself.'));
  if (!heart.store) own('store_down', t('Alarms cannot be recorded right now. Presses still show here.'));
  const grave = graveCodes().filter((code) => texts.has(code)).map((code) => texts.get(code));
  const here = actable(heart.faults, screen);
  const lines = grave.length ? grave : here ? [said(here.text)] : [];
  if (!lines.length) return null;
  return h('div', {class: `fault-bar ${grave.length ? 'is-grave' : ''}`, role: grave.length ? 'alert' : 'status', key: 'fault'},
    icon('warning'), h('span', null, lines.map((line) => h('span', {class: 'fault-line'}, line))));
}
