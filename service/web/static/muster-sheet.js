// The muster on an office screen: one line for whoever leads, and behind it the names, to be ticked and vouched for.

import {clientHint, hinted} from './clues.js';
import {h} from './element.js';
import {everybody, known, leads, nameOf, placeOf} from './facts.js';
import {nearestFirst} from './helping.js';
import {icon} from './icon.js';
import {musterList} from './muster-list.js';
import {calledWhen, canMuster, counts, inOneLook, isMustering} from './muster-words.js';
import {t} from './words.js';

/** @typedef {{sheet: any, alarm: any, ask: (sheet: any) => void, act: (what: string, content: any) => void}} Live */

/** How the muster stands, in one look; where there is none, whoever leads begins one. @param {any} alarm @param {(sheet: any) => void} ask */
export function musterLine(alarm, ask) {
  if (canMuster(alarm)) {
    return h('div', {class: 'muster-line is-none', key: 'muster'}, h('p', null, alarm.muster ? ended(alarm.muster) : t('Nobody is counted yet')),
      h('button', {type: 'button', class: 'small-act', id: 'muster-begin', onclick: () => ask({what: 'musterBegin'})}, t('Count everybody')));
  }
  if (!alarm.muster) return null;
  const open = isMustering(alarm);
  return h('button', {type: 'button', class: 'muster-line', key: 'muster', id: 'muster-line', disabled: !open, onclick: () => ask({what: 'muster'})},
    h('span', {class: 'muster-title'}, open ? t('Muster') : t('Muster (over)')), looks(alarm.muster),
    open && calledWhen(alarm.muster) ? h('small', null, calledWhen(alarm.muster)) : null);
}

/** @param {any} muster */
const looks = (muster) => h('span', {class: 'muster-looks', role: 'status'},
  inOneLook(muster).map(({state, words}) => h('span', {class: `muster-look is-${state}`, key: state}, words)));

/** @param {any} muster */
const ended = (muster) => [t('Muster (over)'), ': ', inOneLook(muster).map(({words}) => words).join(' · ')];

const head = (/** @type {string} */ words) => h('h2', {'data-first': true, tabindex: '-1'}, words);

/** @param {any} sheet @param {string} words @param {() => void} onclick @param {string} [kind] */
const big = (sheet, words, onclick, kind = '') =>
  h('button', {type: 'button', class: `big ${kind}`, disabled: sheet.busy ?? false, key: words, onclick}, words);

/** Whose word it is: the first ones to tap are those it is most likely. @param {any[]} people @param {any} sheet @param {(key: string) => void} chosen */
const names = (people, sheet, chosen) => h('ul', {class: 'names'}, people.map(({key, name}) => h('li', {key}, big(sheet, name, () => chosen(key)))));

/** Everybody by name, ticked by a tap, and what is said of those who are ticked. @param {Live} live */
export function muster({sheet, alarm, ask}) {
  if (!isMustering(alarm)) return [head(t('Muster (over)')), looks(alarm.muster)];
  const chosen = sheet.chosen ?? [];
  const say = (/** @type {string} */ state) => ask({...sheet, what: 'musterWho', state});
  const inNeed = chosen.some((/** @type {string} */ key) => alarm.muster.people[key]?.state === 'needs_help');
  return [
    head(t('Who is where?')), looks(alarm.muster),
    alarm.muster.at ? h('p', {class: 'sheet-note', key: 'at'}, t('Meet at: %(place)s', {place: placeOf(alarm.muster.at)})) : null,
    chosen.length ? h('div', {class: 'muster-say', key: 'say'}, h('p', null, chosen.length === 1 ? nameOf(chosen[0], alarm.names) : t('%(count)s chosen', {count: chosen.length})),
      big(sheet, inNeed ? t('I am with them: safe') : t('Safe'), () => say('safe'), 'is-primary'), big(sheet, t('Needs help'), () => say('needs_help'), 'is-help'),
      big(sheet, t('Not heard of after all'), () => say('unaccounted'))) : h('p', {class: 'sheet-note', key: 'how'}, t('Tap those you know about, one or many.')),
    musterList({alarm, chosen, find: sheet.find ?? '', change: (what) => ask({...sheet, ...what})}),
    h('div', {class: 'muster-say', key: 'rest'}, big(sheet, t('Somebody else is here'), () => ask({what: 'musterOther'})),
      big(sheet, t('Count visitors'), () => ask({what: 'musterVisitors'})), big(sheet, t('End the muster'), () => ask({what: 'musterEnd'})))];
}

/** Whose word it is. @param {Live} live */
export function musterWho({sheet, alarm, act}) {
  const {chosen, state} = sheet;
  const only = chosen.length === 1 ? chosen[0] : null;
  const inNeed = state === 'safe' && chosen.some((/** @type {string} */ key) => alarm.muster?.people[key]?.state === 'needs_help');
  const by = (/** @type {string} */ person) => act('muster/account', {person, people: chosen, state, with_them: inNeed});
  return [head(t('Who says so?')),
    inNeed ? h('p', {class: 'sheet-duty'}, t('Only somebody who is with them says so. Go there first.')) : null,
    only && !inNeed ? big(sheet, t('%(name)s herself', {name: nameOf(only, alarm.names)}), () => by(only), 'is-primary') : null,
    names(nearestFirst(alarm, inNeed ? only : alarm.presser).filter(({key}) => key !== only), sheet, by)];
}

/** Somebody whom nobody expected. @param {Live} live */
export function musterOther({sheet, alarm, ask}) {
  const others = everybody().filter(({key}) => !Object.hasOwn(alarm.muster?.people ?? {}, key));
  return [head(t('Who else is here?')),
    others.length ? names(others, sheet, (key) => ask({what: 'musterWho', chosen: [key], state: 'safe'})) : h('p', {class: 'sheet-duty'}, t('Everybody in the plan is counted already.'))];
}

/** Of visitors only the number. @param {Live} live */
export function musterVisitors({sheet, alarm, ask, act}) {
  if (sheet.count === undefined) {
    return [head(t('How many visitors are there?')), h('p', {class: 'sheet-duty'}, t('Only the number: no names are kept.')),
      h('form', {class: 'words', onsubmit: (/** @type {any} */ event) => {
        event.preventDefault();
        const told = new FormData(event.target);
        ask({...sheet, count: Number(told.get('count')), zone: told.get('zone')?.toString() || null});
      }},
      h('label', {for: 'visitor-zone'}, t('Where')), h('select', {id: 'visitor-zone', name: 'zone'}, h('option', {value: ''}, t('Place unknown')),
        Object.keys(known().zones ?? {}).map((id) => h('option', {key: id, value: id}, placeOf(id)))),
      h('label', {for: 'visitor-count'}, t('Visitors')),
      h('input', {id: 'visitor-count', name: 'count', type: 'number', min: '0', max: '9999', step: '1', inputmode: 'numeric', required: true, held: true}),
      h('button', {class: 'big is-primary'}, t('Go on')))];
  }
  return [head(t('Who says so?')), names(nearestFirst(alarm, alarm.presser), sheet, (person) => act('muster/visitors', {person, count: sheet.count, zone: sheet.zone}))];
}

/** @param {Live} live */
export function musterBegin({sheet, alarm, act}) {
  return [head(t('Who counts everybody?')), h('p', {class: 'sheet-duty'}, t('Everybody who is here today is asked. Whoever is not heard of is called for.')),
    names(leadersFirst(alarm), sheet, (person) => act('muster', {person}))];
}

/** Over anybody's head only with a reason. @param {Live} live */
export function musterEnd({sheet, alarm, ask, act}) {
  const {unaccounted, needs_help: help} = counts(alarm.muster);
  if ((unaccounted || help) && sheet.words === undefined) {
    return [head(t('End although somebody is missing?')), looks(alarm.muster),
      h('form', {class: 'words', onsubmit: (/** @type {any} */ event) => {
        event.preventDefault();
        ask({...sheet, words: new FormData(event.target).get('why')?.toString() ?? ''});
      }},
      h('label', {for: 'muster-why'}, t('Why')), h('textarea', {...hinted('muster-why'), name: 'why', maxlength: '500', required: true, held: true}), clientHint('muster-why'),
      h('button', {class: 'big is-primary'}, t('Go on')))];
  }
  return [head(t('Who ends the muster?')), names(leadersFirst(alarm), sheet, (person) => act('muster/end', {person, words: sheet.words ?? ''}))];
}

/** @param {any} alarm */
const leadersFirst = (alarm) => {
  const weight = (/** @type {string} */ key) => (alarm.lead?.responder === key ? 0 : leads(key) ? 1 : 2);
  return nearestFirst(alarm, alarm.presser).sort((a, b) => weight(a.key) - weight(b.key));
};

/** What can be asked, by the name of its sheet. */
export const MUSTER_SHEETS = {muster, musterWho, musterOther, musterVisitors, musterBegin, musterEnd};

/** Before the line: who needs help is in sight without a tap. @param {any} alarm */
export function inNeed(alarm) {
  if (!isMustering(alarm)) return null;
  const who = Object.entries(alarm.muster.people).filter(([, one]) => /** @type {any} */ (one).state === 'needs_help').map(([key, one]) => `${nameOf(key, alarm.names)} (${placeOf(/** @type {any} */ (one).zone)})`);
  return who.length ? h('p', {class: 'muster-need', role: 'alert', key: 'muster-need'}, icon('warning'), h('span', null, t('Needs help: %(names)s', {names: who.slice(0, 6).join(', ')}))) : null;
}
