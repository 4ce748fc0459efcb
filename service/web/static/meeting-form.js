// How a meeting is begun in three taps: where, who watches, how long. Nothing is asked about the other person.

import {clientHint, hinted} from './clues.js';
import {h} from './element.js';
import {everybody} from './facts.js';
import {N, t} from './words.js';

/** @typedef {{place: string, zone: string|null, watcher: string|null, colleague: string|null, minutes: number, where: string, key: string}} Form */

const PLACES = /** @type {Record<string, string>} */ ({room: N('In a room'), home_visit: N('Home visit'), lone: N('I work alone')});
const MINUTES = [15, 30, 45, 60, 90, 120];

/** @returns {Form} */
export const newForm = () => ({place: 'room', zone: null, watcher: null, colleague: null, minutes: 30, where: '',
  key: Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')});

/** @param {{form: Form, told: any, me: string, busy: boolean, draw: () => void, begin: () => void}} given */
export function beginForm({form, told, me, busy, draw, begin}) {
  const others = everybody().filter(({key}) => key !== me);
  const room = told.rooms.find((/** @type {any} */ one) => one.zone === form.zone);
  const ready = form.watcher && (form.place === 'room' ? form.zone : form.place === 'lone' || form.where.trim());
  const missing = ready ? null : form.place === 'room' && !form.zone ? t('Choose a room first.') : form.place === 'home_visit' && !form.where.trim() ? t('Write the street and number first.') : t('Choose who watches first.');
  /** @param {Partial<Form>} what */
  const choose = (what) => { Object.assign(form, what); draw(); };
  return h('section', {class: 'meeting-form', key: 'form'}, h('h2', null, t('Have a meeting watched')),
    chips(t('What is it?'), Object.keys(PLACES).map((place) => [place, t(PLACES[place])]), form.place, (place) => choose({place})),
    form.place === 'room' ? [
      chips(t('Where?'), told.rooms.map((/** @type {any} */ one) => [one.zone, one.name]), form.zone, (zone) => choose({zone})),
      room?.remarks.length ? h('ul', {class: 'remarks', key: 'remarks'}, room.remarks.map((/** @type {string} */ one) => h('li', {key: one}, one))) : null,
    ] : form.place === 'home_visit' ? h('p', {key: 'where'}, h('label', {for: 'visit'}, t('Street and number – nothing about whom you meet')),
      h('input', {...hinted('visit'), type: 'text', maxlength: 120, autocomplete: 'off', '.value': form.where, oninput: (/** @type {any} */ e) => choose({where: e.target.value})}), clientHint('visit')) : null,
    chips(t('Who watches?'), others.map(({key, name}) => [key, name]), form.watcher, (watcher) => choose({watcher, colleague: form.colleague === watcher ? null : form.colleague})),
    form.place === 'lone' ? null : h('p', {key: 'beside'}, h('label', {for: 'beside'}, t('Who is beside you?')),
      h('select', {id: 'beside', onchange: (/** @type {any} */ e) => choose({colleague: e.target.value || null})},
        h('option', {value: '', selected: !form.colleague}, t('Nobody')),
        others.filter(({key}) => key !== form.watcher).map(({key, name}) => h('option', {key, value: key, selected: key === form.colleague}, name)))),
    chips(t('How long?'), MINUTES.map((minutes) => [String(minutes), t('%(minutes)s min', {minutes})]), String(form.minutes), (minutes) => choose({minutes: Number(minutes)})),
    h('p', {class: 'meeting-buttons', key: 'begin'}, h('button', {type: 'button', class: 'main', disabled: busy || !ready, onclick: begin}, t('Begin – %(minutes)s min', {minutes: form.minutes}))),
    missing ? h('p', {class: 'missing', key: 'missing'}, missing) : null,
    h('p', {class: 'quiet', key: 'what'}, t('If you do not say that you are well afterwards, you are asked quietly, then whoever watches, then an alarm is raised.')));
}

/** @param {string} words @param {[string, string][]} choices @param {string|null} chosen @param {(choice: string) => void} choose */
function chips(words, choices, chosen, choose) {
  return h('fieldset', {class: 'chips', key: words}, h('legend', null, words), choices.map(([value, name]) =>
    h('button', {type: 'button', key: value, class: 'chip', 'aria-pressed': String(value === chosen), onclick: () => choose(value)}, name)));
}
