// What whoever calls 112 reads out: the address, the number to be called back on, the entrances, what is dialled here.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {line, pick} from './field.js';
import {idFor, zoneName} from './names.js';
import {adding, part} from './parts.js';
import {guarded} from './standard.js';

/** @param {any} live */
export function housePart(live) {
  const {all} = live.answers;
  const own = all.emergency_call ?? {};
  const put = (/** @type {string[]} */ path, /** @type {any} */ value, /** @type {string} */ words) =>
    live.draft.edit([value === '' ? {op: 'remove', path: ['emergency_call', ...path]} : {op: 'put', path: ['emergency_call', ...path], value}], words);
  const norway = all.country === 'NO';
  const dialled = /** @type {[string, string, string][]} */ ([['police', t('Dialled for the police'), '112'], ['medical', t('Dialled for an ambulance'), norway ? '113' : '112'], ['fire', t('Dialled for the fire brigade'), norway ? '110' : '112']]);
  return part(live, 'emergency_call', t('What whoever calls 112 reads out'), own.address ?? t('The address is not written down yet.'), () => guarded(live, 'emergency_call', [
    h('div', {class: 'fields', key: 'house'},
      line({id: 'house-address', label: t('Street address'), value: own.address ?? '', wide: true, commit: (value) => put(['address'], value, t('address changed'))}),
      line({id: 'house-call-back', label: t('Number to be called back on'), type: 'tel', value: own.call_back ?? '', commit: (value) => put(['call_back'], value, t('number to be called back on changed'))})),
    h('h3', {key: 'entrances-title'}, t('Entrances')),
    h('ul', {class: 'rows', key: 'entrances'}, Object.entries(own.entrances ?? {}).map(([id, one]) => entrance(live, id, one ?? {}, put))),
    adding({id: 'entrance', label: t('A new entrance'), add: (name) => put(['entrances', idFor(name, own.entrances)], {name}, t('Entrance added: %(name)s', {name}))}),
    h('h3', {key: 'numbers-title'}, t('What is dialled in this house')),
    h('p', {class: 'quiet', key: 'numbers-say'}, t('Only where it is not the usual number, for instance with a 0 for an outside line.')),
    h('div', {class: 'fields', key: 'numbers'}, dialled.map(([key, label, usual]) =>
      line({id: `house-number-${key}`, label, type: 'tel', value: own.numbers?.[key] ?? '', more: {placeholder: usual}, commit: (value) => put(['numbers', key], value, t('what is dialled changed'))}))),
  ]));
}

/** @param {any} live @param {string} id @param {any} one @param {(path: string[], value: any, words: string) => void} put */
function entrance(live, id, one, put) {
  const {all, tree} = live.answers;
  const name = one.name ?? id;
  const set = (/** @type {string} */ key, /** @type {string} */ value) => put(['entrances', id, key], value, t('%(name)s changed', {name}));
  return h('li', {key: id, class: 'fields with-end', id: `office-entrance-${id}`, tabindex: '-1'},
    line({id: `entrance-${id}`, label: t('Name'), value: name, commit: (value) => value && set('name', value)}),
    pick({id: `entrance-${id}-zone`, label: t('One comes into'), value: one.zone ?? '', options: [{value: '', name: t('not told')}, ...Object.keys(all.zones ?? {}).map((zone) => ({value: zone, name: zoneName(all, zone)}))], commit: (value) => set('zone', value)}),
    line({id: `entrance-${id}-say`, label: t('How to find it from the street'), wide: true, value: one.say ?? '', commit: (value) => set('say', value)}),
    tree.emergency_call?.entrances?.[id] ? h('button', {type: 'button', class: 'small', 'aria-label': t('Remove %(name)s', {name}), onclick: () => put(['entrances', id], '', t('%(name)s removed from the whole plan', {name}))}, icon('no')) : null);
}
