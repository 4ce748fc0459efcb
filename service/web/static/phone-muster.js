// The muster on a telephone: "I am safe" or "I need help" in one tap, and vouching for those one is with.

import {h} from './element.js';
import {icon} from './icon.js';
import {musterList} from './muster-list.js';
import {inOneLook, isMustering} from './muster-words.js';
import {t} from './words.js';

/** @typedef {import('./phone-help.js').Live} Live */

/** A frightened hand tells the two apart by their signs. @param {string} kind */
const signOf = (kind) => (kind === 'is-well' ? icon('there') : kind === 'is-help' ? icon('warning') : null);

/** @param {Live} live */
export function phoneMuster({alarm, me, busy, ask, act}) {
  if (!isMustering(alarm)) return null;
  const own = alarm.muster.people[me];
  const say = (/** @type {string} */ state) => act('muster/account', {people: [me], state});
  const button = (/** @type {string} */ words, /** @type {() => void} */ onclick, kind = '') =>
    h('button', {type: 'button', class: `big ${kind}`, key: words, disabled: busy, onclick}, signOf(kind), words);
  const said = own?.state === 'safe' ? t('You are counted as safe') : own?.state === 'needs_help' ? t('Everybody sees that you need help') : t('Are you safe?');
  return h('section', {class: `phone-muster is-${own?.state ?? 'unaccounted'}`, key: 'muster'},
    h('h2', null, own?.state === 'needs_help' ? icon('warning') : null, said),
    own?.state === 'needs_help' ? h('p', null, t('It stays so until somebody who is with you says that you are safe.')) : null,
    own?.state === 'safe' || own?.state === 'needs_help' ? null : button(t('I am safe'), () => say('safe'), 'is-well'),
    own?.state === 'needs_help' ? null : button(t('I need help'), () => say('needs_help'), 'is-help'),
    button(t('Others are with me'), () => ask({what: 'musterVouch'})),
    h('p', {class: 'quiet'}, inOneLook(alarm.muster).map(({words}) => words).join(' · ')));
}

/** For whom she vouches. @param {any} live */
export function musterVouch({sheet, alarm, ask, act}) {
  if (!isMustering(alarm)) return h('h2', {'data-first': true, tabindex: '-1'}, t('Muster (over)'));
  const chosen = sheet.chosen ?? [];
  const say = (/** @type {string} */ state) => act('muster/account', {people: chosen, state, with_them: true});
  const button = (/** @type {string} */ words, /** @type {string} */ state, kind = '') =>
    h('button', {type: 'button', class: `big ${kind}`, key: words, disabled: (sheet.busy ?? false) || !chosen.length, onclick: () => say(state)}, signOf(kind), words);
  return [
    h('h2', {'data-first': true, tabindex: '-1'}, t('Who is with you?')),
    h('div', {class: 'muster-say', key: 'say'}, button(t('They are safe'), 'safe', 'is-well'), button(t('They need help'), 'needs_help', 'is-help')),
    musterList({alarm, chosen, find: sheet.find ?? '', change: (what) => ask({...sheet, ...what})})];
}
