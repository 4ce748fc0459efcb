// The strip at the top of every live page: which office, what time, is the line alive, can this screen be heard.

import {h} from './element.js';
import {known, screen} from './facts.js';
import {icon} from './icon.js';
import {SIGNALS} from './signals.js';
import {now, second} from './time.js';
import {t} from './words.js';

/**
 * @param {{link: import('./link.js').Link, sound: import('./sound.js').Sound, keys: import('./short-keys.js').ShortKeys, silence: (() => void)|null, putAway?: (() => void)|null}} live
 *   keys: the single keys that act here; silence: what silences this screen, while there is something to be heard; putAway: what hides again what a calm screen was asked to show
 */
export function topStrip({link, sound, keys, silence, putAway = null}) {
  const facts = known();
  const place = facts.screens?.[screen]?.name;
  return h('header', {class: 'strip', key: 'strip'},
    h('p', {class: 'strip-office'}, facts.name, place ? h('span', null, place) : null),
    h('p', {class: 'strip-clock', role: 'timer', 'aria-live': 'off'}, second(now())),
    h('p', {class: `strip-link ${link.sound ? 'is-good' : link.lost || !link.known ? 'is-lost' : link.heart ? 'is-fault' : 'is-waiting'}`},
      icon(link.sound ? 'linked' : link.heart || link.lost ? 'warning' : 'asked'), h('span', null, linkWords(link))),
    sound.sounding ? h('p', {class: 'strip-caption', key: 'caption'}, t(SIGNALS[sound.sounding].caption)) : null,
    putAway ? h('button', {type: 'button', class: 'strip-silence', key: 'away', onclick: putAway}, icon('back'), t('Put away')) : null,
    keys.button(),
    soundButton(sound),
    silence && sound.on && !sound.paused ? silenceButton(silence, keys) : null);
}

/** @param {import('./link.js').Link} link */
function linkWords(link) {
  if (link.lost) return link.known ? t('Not connected') : t('Connecting …');
  if (link.sound) return t('Connected');
  return link.heart ? t('Connected, with faults') : t('Checking …');
}

/** @param {() => void} silence @param {import('./short-keys.js').ShortKeys} keys */
const silenceButton = (silence, keys) => h('button', {type: 'button', class: 'strip-silence', key: 'silence',
  'aria-keyshortcuts': keys.named('s'), onclick: silence}, icon('paused'), t('Silence this screen for 60 s'));

/** @param {import('./sound.js').Sound} sound */
function soundButton(sound) {
  const words = !sound.on ? t('Sound is off') : sound.paused ? t('Silent for %(seconds)s s, then sound again', {seconds: sound.pauseLeft})
    : t('Sound is on');
  return h('button', {class: `strip-sound ${!sound.on ? 'is-off' : sound.paused ? 'is-paused' : 'is-on'}`, type: 'button',
    onclick: () => sound.begin()}, icon(!sound.on ? 'mute' : sound.paused ? 'paused' : 'sound'), h('span', null, words));
}
