// The gaps in words, the soonest first, each with a button that mends it.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {routeOf, upper} from '../notice-words.js';
import {N, t} from '../words.js';
import {may} from './reading.js';

const SHOWN = 3;
const MOST_NAMED = 12;

/**
 * @param {any} live
 */
export function gapsView(live) {
  const {coverage} = live.answers;
  if (!coverage) return null;
  const {gaps, weaknesses, single_points: points} = coverage;
  return [
    coverage.cut_off ? cutOff(live, coverage.cut_off) : null,
    gaps.length ? h('section', {class: 'gaps', key: 'gaps', 'aria-labelledby': 'gaps-title'},
      h('h2', {id: 'gaps-title'}, gaps.length === 1 ? t('One gap') : t('%(count)s gaps, the soonest first', {count: gaps.length})),
      list(live, gaps, 'gap')) : null,
    weaknesses.length ? h('section', {class: 'gaps is-weak', key: 'weak', 'aria-labelledby': 'weak-title'},
      h('h2', {id: 'weak-title'}, t('If one person is away')),
      h('p', {class: 'lead'}, points.length
        ? t('Without one of these the plan does not hold: %(names)s.', {names: points.map((/** @type {any} */ one) => one.name).join(', ')}) : ''),
      list(live, weaknesses, 'weakness')) : null,
    unsure(live, coverage.cannot_be_told ?? [], coverage.untested_zones ?? []),
    unready(live, coverage.not_ready ?? []),
  ];
}

/** What stays empty because a way out is down: it ends when the way works again. @param {any} live @param {{routes: string[], sentences: string[]}} told */
function cutOff(live, {routes, sentences}) {
  const ways = routes.map(routeOf).join(', ');
  return h('section', {class: 'gaps is-cut-off', key: 'cut-off', 'aria-labelledby': 'cut-off-title'},
    h('h2', {id: 'cut-off-title'}, t('Right now nobody is reached by: %(ways)s', {ways})),
    sentences.length ? h('p', {class: 'lead'}, t('Until that works again:')) : h('p', {class: 'lead'}, t('Everybody the plan needs today is reached in another way too.')),
    sentences.length ? h('ol', {class: 'gap-list'}, sentences.map((words, index) => h('li', {class: 'gap', key: `cut-off-${index}`}, h('p', null, icon('warning'), h('span', null, upper(words)))))) : null,
    h('p', null, h('a', {href: `/routes/${live.office}`}, t('Look at the ways out'))));
}

/**
 * What no roster shows: who feels nothing after a press, and where nobody has tried whether a press is heard.
 * @param {any} live @param {{name: string, buttons: string[]}[]} mute @param {{name: string}[]} zones
 */
function unsure(live, mute, zones) {
  if (!mute.length && !zones.length) return null;
  return h('section', {class: 'gaps is-weak', key: 'unsure', 'aria-labelledby': 'unsure-title'},
    h('h2', {id: 'unsure-title'}, t('What the buttons do not promise')),
    mute.length ? h('p', {key: 'mute'}, icon('person'), t('Their buttons cannot tell them anything, so they do not feel that somebody comes: %(names)s.',
      {names: mute.map((one) => `${one.name} (${one.buttons.join(', ')})`).join(', ')})) : null,
    zones.length ? h('p', {key: 'zones'}, icon('warning'), t('No press has been heard there for a year, so it is not known that buttons work there: %(names)s.',
      {names: named(zones)})) : null,
    may('enrol_devices') ? h('p', {key: 'way'}, h('a', {href: `/devices/${live.office}`}, t('Look at the devices'))) : null);
}

/** @type {Record<string, string>} */
const UNREADY = {
  propped: N('%(name)s is held open.'),
  failed: N('%(name)s was not as it should be when somebody last looked.'),
  overdue: N('Nobody has looked in time at %(name)s.'),
};

/** Rooms and doors that the plan relies on and that were not found as they should be. @param {any} live @param {{place: string, name: string, state: string}[]} places */
function unready(live, places) {
  if (!places.length) return null;
  return h('section', {class: 'gaps is-weak', key: 'unready', 'aria-labelledby': 'unready-title'},
    h('h2', {id: 'unready-title'}, t('Rooms and doors that are not ready')),
    h('ul', {class: 'gap-list'}, places.slice(0, MOST_NAMED).map((one) => h('li', {class: 'gap', key: one.place}, h('p', null, icon('warning'), h('span', null, t(UNREADY[one.state] ?? UNREADY.failed, {name: one.name})))))),
    places.length > MOST_NAMED ? h('p', {key: 'more'}, t('Show all %(count)s', {count: places.length})) : null,
    h('p', null, h('a', {href: `/rooms/${live.office}`}, t('Look at the rooms and doors'))));
}

/** @param {{name: string}[]} zones */
const named = (zones) => zones.slice(0, MOST_NAMED).map((one) => one.name).join(', ') + (zones.length > MOST_NAMED ? ` … (${zones.length})` : '');

/** @param {any} live @param {any[]} gaps @param {string} key */
function list(live, gaps, key) {
  const all = live.shown.has(key);
  const some = all ? gaps : gaps.slice(0, SHOWN);
  return [
    h('ol', {class: 'gap-list'}, some.map((gap, index) => h('li', {class: 'gap', key: `${key}-${index}`},
      h('p', null, icon(key === 'gap' ? 'warning' : 'person'), h('span', null, gap.sentence)),
      mends(live, gap, key === 'gap')))),
    gaps.length > SHOWN ? h('button', {type: 'button', class: 'plain more', 'aria-expanded': all ? 'true' : 'false', onclick: () => live.show(key)},
      all ? t('Show fewer') : t('Show all %(count)s', {count: gaps.length})) : null,
  ];
}

/** What would mend a gap: a button where it can be done here, words where it cannot. @param {any} live @param {any} gap @param {boolean} isGap */
function mends(live, gap, isGap) {
  const done = live.draft.readonly ? [] : gap.mends.filter((/** @type {any} */ one) => one.edits?.length).slice(0, 3);
  const told = gap.mends.filter((/** @type {any} */ one) => !one.edits?.length);
  return h('div', {class: 'mends'},
    done.map((/** @type {any} */ one, /** @type {number} */ place) => h('button', {type: 'button', class: place === 0 && isGap ? 'act' : 'plain', key: one.words,
      disabled: Boolean(live.draft.busy), onclick: () => live.mend(one)}, one.words)),
    told.map((/** @type {any} */ one) => h('p', {class: 'quiet', key: one.words}, one.words)),
    done.length ? null : live.answers.coverage.searching ? h('p', {class: 'quiet', key: 'searching'}, t('Looking for what mends it …'))
      : h('button', {type: 'button', class: 'plain', key: 'role', onclick: () => live.go('roles', gap.role)}, t('Look at the role')));
}
