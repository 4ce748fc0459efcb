// What a room is like, the doors that matter, what the floors are called, and where the screens hang.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {line, pick} from './field.js';
import {idFor, listOf, roleTitle, zoneName} from './names.js';
import {adding, part, some, told} from './parts.js';
import {inspectionsPart} from './inspections.js';
import {pictureFields} from './picture.js';
import {wrongAt, wrongElse} from './wrong.js';

const REFUGES = new Set(['safe_zone', 'retreat_room', 'muster_point']);

/** What a zone is like. @param {any} live @param {string} id @param {any} own */
export function roomFields(live, id, own) {
  const put = (/** @type {string} */ key, /** @type {string} */ value, /** @type {string} */ words) =>
    live.draft.edit([value === '' ? {op: 'remove', path: ['zones', id, key]} : {op: 'put', path: ['zones', id, key], value}], `${own.name ?? id}: ${words}`);
  const known = ['second_exit', 'sight_in', 'fixed_furniture', 'lockable', 'room_for'].filter((key) => own[key] !== undefined).length;
  return part(live, `room-${id}`, t('What the room is like'), known ? t('%(count)s things told', {count: known}) : t('nothing told yet'), () => h('div', {class: 'fields'},
    told({id: `zone-${id}-second`, label: t('Has a second way out'), value: own.second_exit, commit: (value) => put('second_exit', value, t('second way out changed'))}),
    told({id: `zone-${id}-sight`, label: t('One can see into it'), value: own.sight_in, commit: (value) => put('sight_in', value, t('sight into it changed'))}),
    told({id: `zone-${id}-fixed`, label: t('Furniture is fastened, nothing loose lies about'), value: own.fixed_furniture, commit: (value) => put('fixed_furniture', value, t('furniture changed'))}),
    told({id: `zone-${id}-lock`, label: t('Can be locked from inside'), value: own.lockable, commit: (value) => put('lockable', value, t('lock changed'))}),
    REFUGES.has(own.kind) ? line({id: `zone-${id}-for`, label: t('Has room for so many'), type: 'number', value: String(own.room_for ?? ''), more: {min: '1', max: '999'}, commit: (value) => put('room_for', value, t('room changed'))}) : null));
}

/** @param {any} live */
export const placesParts = (live) => h('div', {class: 'parts-list', key: 'places'}, doors(live), inspectionsPart(live), floors(live), screens(live));

/** @param {any} live */
const zonesOf = (live) => Object.keys(live.answers.all.zones ?? {}).map((id) => ({value: id, name: zoneName(live.answers.all, id)}));

/** @param {any} live */
function doors(live) {
  const {all} = live.answers;
  const found = Object.entries(all.doors ?? {});
  const roles = Object.keys(all.roles ?? {}).map((id) => ({value: id, name: roleTitle(live, id)}));
  const zones = zonesOf(live);
  return part(live, 'doors', t('Doors that matter'), found.map(([id, one]) => /** @type {any} */ (one)?.name ?? id).join(', ') || t('none'), () => [
    h('p', {class: 'quiet'}, t('The doors around a safe zone, and those on the way to somebody. A door of a safe zone needs a role that keeps it shut.')),
    found.map(([id, one]) => {
      const own = /** @type {any} */ (one) ?? {};
      const name = own.name ?? id;
      const [from = '', to = ''] = listOf(own.between);
      const opens = listOf(own.opens_without_power_from);
      const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) => live.draft.edit([value === '' ? {op: 'remove', path: ['doors', id, key]} : {op: 'put', path: ['doors', id, key], value}], `${name}: ${words}`);
      return h('section', {class: 'piece', key: id, id: `zones-door-${id}`},
        wrongElse(live, ['doors', id], ['between', 'kept_shut_by', 'opens_without_power_from']),
        h('div', {class: 'fields with-end'},
          line({id: `door-${id}`, label: t('Name of the door'), value: name, commit: (value) => value && put('name', value, t('is now called %(name)s', {name: value}))}),
          pick({id: `door-${id}-from`, label: t('Between'), value: from, options: zones, commit: (value) => put('between', [value, to], t('its place changed'))}),
          pick({id: `door-${id}-to`, label: t('and'), value: to, options: zones, wrong: wrongAt(live, ['doors', id, 'between']), commit: (value) => put('between', [from, value], t('its place changed'))}),
          pick({id: `door-${id}-by`, label: t('Is kept shut by'), value: own.kept_shut_by ?? '', wrong: wrongAt(live, ['doors', id, 'kept_shut_by']), options: [{value: '', name: t('nobody')}, ...roles], commit: (value) => put('kept_shut_by', value, t('who keeps it shut changed'))}),
          told({id: `door-${id}-lock`, label: t('Can be locked'), value: own.lockable, commit: (value) => put('lockable', value, t('lock changed'))}),
          h('button', {type: 'button', class: 'small', 'aria-label': t('Remove %(name)s', {name}), onclick: () => removeDoor(live, id, name)}, icon('no'))),
        some({id: `door-${id}-opens`, legend: t('Opens by hand from inside, locked or not and without power, from'), all: zones.filter(({value}) => value === from || value === to || opens.includes(value)).map(({value, name: zone}) => ({id: value, name: zone})), chosen: opens,
          wrong: wrongAt(live, ['doors', id, 'opens_without_power_from']), commit: (chosen) => put('opens_without_power_from', chosen.length ? chosen : '', t('from where it opens changed'))}));
    }),
    zones.length > 1 ? adding({id: 'door', label: t('A new door'), add: (name) => live.draft.edit([{op: 'put', path: ['doors', idFor(name, all.doors)], value: {name, between: [zones[0].value, zones[1].value]}}], t('Door added: %(name)s', {name}))}) : null,
  ]);
}

/** Take a door out, and out of the walks through it. @param {any} live @param {string} id @param {string} name */
function removeDoor(live, id, name) {
  const walks = listOf(live.answers.tree.walks).map((walk, at) => ({walk, at})).filter(({walk}) => Array.isArray(walk) && walk[3] === id);
  live.draft.edit([...walks.map(({walk, at}) => ({op: 'put', path: ['walks', at], value: walk.slice(0, 3)})), {op: 'remove', path: ['doors', id]}], t('Door removed: %(name)s', {name}));
}

/** @param {any} live */
function floors(live) {
  const {all} = live.answers;
  const numbers = [...new Set([...Object.keys(all.floors ?? {}), ...Object.values(all.zones ?? {}).map((/** @type {any} */ one) => one?.floor).filter((one) => one !== undefined && one !== null).map(String)])].sort((a, b) => Number(a) - Number(b));
  const put = (/** @type {string} */ number, /** @type {string} */ key, /** @type {string} */ value) =>
    live.draft.edit([value ? {op: 'put', path: ['floors', number, key], value} : {op: 'remove', path: ['floors', number, key]}], `${t('Floor %(floor)s', {floor: number})}: ${t('changed')}`);
  return part(live, 'floors', t('Floors'), numbers.length ? numbers.map((number) => all.floors?.[number]?.name ?? number).join(', ') : t('one floor'), () => (numbers.length
    ? numbers.map((number) => h('div', {class: 'fields', key: number},
      line({id: `floor-${number}`, label: t('Floor %(floor)s is called', {floor: number}), value: all.floors?.[number]?.name ?? '', commit: (value) => put(number, 'name', value)}),
      pictureFields(live, number)))
    : h('p', {class: 'quiet'}, t('Give a zone the number of its floor, and the floor can get a name here.'))));
}

/** @param {any} live */
function screens(live) {
  const {all} = live.answers;
  const found = Object.entries(all.screens ?? {});
  const readers = [{value: 'staff', name: t('staff only')}, {value: 'security', name: t('the guard')}, {value: 'discreet', name: t('staff, but visitors can see it')}, {value: 'public', name: t('visitors')}];
  const zones = [{value: '', name: t('no fixed place')}, ...zonesOf(live)];
  return part(live, 'screens', t('Screens'), found.map(([id, one]) => /** @type {any} */ (one)?.name ?? id).join(', ') || t('none'), () => [
    h('p', {class: 'quiet'}, t('Where a screen hangs, and who can read it there: that decides what it may show.')),
    found.map(([id, one]) => {
      const own = /** @type {any} */ (one) ?? {};
      const name = own.name ?? id;
      const put = (/** @type {string} */ key, /** @type {string} */ value, /** @type {string} */ words) => live.draft.edit([value ? {op: 'put', path: ['screens', id, key], value} : {op: 'remove', path: ['screens', id, key]}], `${name}: ${words}`);
      return h('div', {class: 'fields with-end', key: id, id: `zones-screen-${id}`},
        line({id: `screen-${id}`, label: t('Name of the screen'), value: name, commit: (value) => value && put('name', value, t('is now called %(name)s', {name: value}))}),
        pick({id: `screen-${id}-zone`, label: t('Hangs in'), value: own.zone ?? '', options: zones, commit: (value) => put('zone', value, t('its place changed'))}),
        pick({id: `screen-${id}-audience`, label: t('Who can read it'), value: own.audience ?? '', options: readers, commit: (value) => put('audience', value, t('who can read it changed'))}),
        own.neighbour || own.audience === 'public' ? pick({id: `screen-${id}-neighbour`, label: t('Hangs at the neighbour'), value: own.neighbour ?? '', options: neighboursFor(all, own), commit: (value) => put('neighbour', value, t('whose screen it is changed'))}) : null,
        h('button', {type: 'button', class: 'small', 'aria-label': t('Remove %(name)s', {name}), onclick: () => live.draft.edit([{op: 'remove', path: ['screens', id]}], t('Screen removed: %(name)s', {name}))}, icon('no')));
    }),
    adding({id: 'screen', label: t('A new screen'), add: (name) => live.draft.edit([{op: 'put', path: ['screens', idFor(name, all.screens)], value: {name, audience: 'staff'}}], t('Screen added: %(name)s', {name}))}),
  ]);
}

/** At whom a screen can hang that shows her only that the office closes; what stands there already stays to be chosen.
 * @param {any} all @param {any} own */
function neighboursFor(all, own) {
  const contacts = Object.entries(all.contacts ?? {}).map(([id, one]) => ({value: id, name: /** @type {any} */ (one)?.name ?? id}));
  const unknown = own.neighbour && !contacts.some(({value}) => value === own.neighbour) ? [{value: own.neighbour, name: String(own.neighbour)}] : [];
  return [{value: '', name: t('nobody: in the office')}, ...contacts, ...unknown];
}
