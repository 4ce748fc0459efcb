// Beside the alarm: the floor with the way on it, what every other zone is told, and what can be said of doors and refuges.

import {whoSays} from './closing.js';
import {h} from './element.js';
import {known, placeOf, screen} from './facts.js';
import {REFUGES} from './floor-drawing.js';
import {floorMap} from './ways-map.js';
import {t} from './words.js';
import {doorName, wordsOf} from './ways-words.js';

/**
 * @typedef {{sheet: any, alarm: any, here?: string|null, ask: (sheet: any) => void, act: (what: string, content: any) => void}} Live
 */

/** On a telephone the sheet says whose it is, and `here` where she has said that she is. @param {Live} live */
export function ways({sheet, alarm, ask, act, here = known().screens?.[screen]?.zone}) {
  const busy = Boolean(sheet.busy);
  const {words: _, ...asked} = sheet;
  /** A danger is one tap; that there is none any more sends people there, and takes a name.
   * @param {string} what @param {any} content @param {boolean} is @param {string} words */
  const say = (what, content, is, words) => (is || sheet.person ? act(what, content) : ask({...asked, what: 'waysWho', said: what, content, words}));
  return [
    h('h2', {'data-first': true, tabindex: '-1'}, t('Ways to safety')),
    floorMap(alarm, here),
    h('dl', {class: 'way-list', key: 'way-list'}, grouped(alarm, sheet.person ? null : here).map(([words, zones]) => h('div', {key: words}, h('dt', null, zones.join(', ')), h('dd', null, words)))),
    h('h3', null, t('What have you seen?')),
    h('div', {class: 'choices', key: 'way-said'}, doors(alarm).map((door) => said(alarm.instructions?.doors[door]?.state === 'locked', busy,
      t('%(door)s does not open', {door: doorName(door)}), t('%(door)s opens again', {door: doorName(door)}), (is, words) => say('door', {door, state: is ? 'locked' : 'open'}, is, words))),
    refuges().map((zone) => said(alarm.instructions?.reported[zone]?.state === 'compromised', busy,
      t('%(place)s is not safe', {place: placeOf(zone)}), t('%(place)s is safe again', {place: placeOf(zone)}), (is, words) => say('zone', {zone, state: is ? 'compromised' : 'safe'}, is, words)))),
  ];
}

/** What is so already can be taken back. @param {boolean} is @param {boolean} busy @param {string} words @param {string} back @param {(is: boolean, words: string) => void} say */
const said = (is, busy, words, back, say) => h('button', {type: 'button', class: `big ${is ? 'is-said' : ''}`, key: words, disabled: busy, 'aria-pressed': String(is), onclick: () => say(!is, back)}, is ? back : words);

/** Who says that a door opens again, or that a refuge is safe again. @param {any} live */
export function waysWho(live) {
  const {said: what, content, words} = live.sheet;
  return [h('h2', {'data-first': true, tabindex: '-1'}, words), h('p', {class: 'sheet-duty'}, t('Who says so? People are sent that way again.')),
    whoSays(live, (person) => live.act(what, {...content, person}), (name) => name)];
}

/** Who is told the same stands together; this screen's own zone is told above. @param {any} alarm @param {string|null|undefined} here @returns {[string, string[]][]} */
function grouped(alarm, here) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const told of alarm.instructions?.zones ?? []) {
    if (told.zone === here || told.do === 'here') continue;
    const words = wordsOf(told);
    found.set(words, [...found.get(words) ?? [], placeOf(told.zone)]);
  }
  return [...found];
}

/** The doors that ways lead through now, and those of which something was said. @param {any} alarm @returns {string[]} */
function doors(alarm) {
  const used = (alarm.instructions?.zones ?? []).flatMap((/** @type {import('./view-guide.js').Told} */ one) => one.doors.filter((door) => door !== null));
  return [...new Set([...Object.keys(alarm.instructions?.doors ?? {}), ...used])].filter((door) => known().doors?.[door]).sort();
}

const refuges = () => Object.entries(known().zones ?? {}).filter(([, one]) => REFUGES.includes(/** @type {any} */ (one).kind)).map(([id]) => id);
