// The people of a muster, to be ticked: who needs help first, then who is missing, then who is safe. Made for 400.

import {h} from './element.js';
import {icon} from './icon.js';
import {knownOf, those} from './muster-words.js';
import {t} from './words.js';

/** How many names stand there at once: whoever is not among them is found by her name. */
const MOST = 60;

/**
 * @param {{alarm: any, chosen: string[], find: string, change: (what: {chosen?: string[], find?: string}) => void}} live
 */
export function musterList({alarm, chosen, find, change}) {
  const {muster} = alarm;
  const wanted = find.trim().toLocaleLowerCase();
  const many = Object.keys(muster.people).length > 12;
  const tick = (/** @type {string} */ key) => change({chosen: chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]});
  const group = (/** @type {string} */ state, /** @type {string} */ title) => {
    const all = those(muster, state, alarm.names);
    const found = all.filter(({name}) => name.toLocaleLowerCase().includes(wanted));
    if (!all.length || (wanted && !found.length)) return null;
    return h('section', {class: `muster-group is-${state}`, key: state},
      h('h3', null, t('%(title)s: %(count)s', {title, count: all.length})),
      h('ul', {class: 'muster-people'}, found.slice(0, MOST).map(({key, name, one}) => h('li', {key},
        h('button', {type: 'button', class: `muster-one is-${state}`, 'aria-pressed': String(chosen.includes(key)), onclick: () => tick(key)},
          icon(chosen.includes(key) ? 'there' : state === 'needs_help' ? 'warning' : state === 'safe' ? 'linked' : 'asked'),
          h('span', null, h('b', null, name), h('small', null, knownOf(key, one, alarm))))))),
      found.length > MOST ? h('p', {class: 'sheet-note', key: 'more'}, t('%(count)s more: find them by their names.', {count: found.length - MOST})) : null);
  };
  return [
    many ? h('label', {class: 'muster-find', key: 'find'}, h('span', null, t('Find a name')),
      h('input', {type: 'search', autocomplete: 'off', maxlength: '60', held: true, oninput: (/** @type {any} */ event) => change({find: event.target.value})})) : null,
    group('needs_help', t('Needs help')), group('unaccounted', t('Unaccounted for')), group('safe', t('Safe'))];
}
