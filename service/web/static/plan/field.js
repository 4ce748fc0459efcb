// The forms' fields: each changes the text as soon as it is left, and says what it is by a label that is always there.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {choosing} from './hand.js';

/** What is wrong with a field, beneath it. @param {string} id @param {string|undefined} wrong */
export const wrongOf = (id, wrong) => (wrong ? h('small', {id: `${id}-wrong`, class: 'field-wrong', key: 'wrong'}, icon('warning'), h('span', null, wrong)) : null);

/** Whoever hears the page hears it with the field. @param {string} id @param {string|undefined} hint @param {string|undefined} wrong */
const about = (id, hint, wrong) => ({'aria-invalid': wrong ? 'true' : null, 'aria-describedby': [hint ? `${id}-hint` : '', wrong ? `${id}-wrong` : ''].filter(Boolean).join(' ') || null});

/** One line of words. @param {{id: string, label: string, value: string, commit: (value: string) => void, hint?: string, type?: string, wide?: boolean, hidden?: boolean, wrong?: string, more?: any}} of */
export const line = ({id, label, value, commit, hint, type = 'text', wide, hidden, wrong, more = {}}) =>
  h('label', {class: `field ${wide ? 'is-wide' : ''}`, key: `field-${id}`}, h('span', {class: hidden ? 'hidden-words' : null}, label),
    h('input', {id, type, '.value': value, autocomplete: 'off', ...about(id, hint, wrong), ...more,
      onchange: (/** @type {any} */ event) => { if (event.target.value.trim() !== value) commit(event.target.value.trim()); }}),
    hint ? h('small', {id: `${id}-hint`, class: 'quiet'}, hint) : null, wrongOf(id, wrong));

/** Several lines of words. @param {{id: string, label: string, value: string, commit: (value: string) => void, lang?: string, rows?: number}} of */
export const lines = ({id, label, value, commit, lang, rows = 3}) =>
  h('label', {class: 'field is-wide', key: `field-${id}`}, h('span', null, label),
    h('textarea', {id, rows, lang, '.value': value,
      onchange: (/** @type {any} */ event) => { const said = event.target.value.trim().replace(/\s+/g, ' '); if (said !== value) commit(said); }}));

/** One out of several. @param {{id: string, label: string, value: string, options: {value: string, name: string}[], commit: (value: string) => void, hidden?: boolean, wrong?: string}} of */
export const pick = ({id, label, value, options, commit, hidden, wrong}) =>
  h('label', {class: 'field', key: `field-${id}`}, h('span', {class: hidden ? 'hidden-words' : null}, label),
    h('select', {id, ...about(id, undefined, wrong), ...choosing((chosen) => { if (chosen !== value) commit(chosen); })},
      options.map((option) => h('option', {value: option.value, key: option.value, '.selected': option.value === value}, option.name))), wrongOf(id, wrong));

/** Yes or no. @param {{id: string, label: string, value: boolean, commit: (value: boolean) => void, hidden?: boolean}} of */
export const tick = ({id, label, value, commit, hidden}) =>
  h('label', {class: 'tick', key: `field-${id}`}, h('input', {id, type: 'checkbox', '.checked': value,
    onchange: (/** @type {any} */ event) => commit(event.target.checked)}), h('span', {class: hidden ? 'hidden-words' : null}, label));

/** Seconds as people say them, for a field: 90 s, 2 min. @param {string|number|null|undefined} value */
export const seconds = (value) => (value === null || value === undefined ? '' : /^\d+$/.test(String(value)) ? `${value} s` : String(value));

/** A list in an order: each with buttons to move and to take out, and a choice to add.
 * @param {{id: string, label: string, names: {id: string, name: string}[], choices: {id: string, name: string, kind?: string}[], commit: (ids: string[], words: string) => void, empty: string}} of */
export function order({id, label, names, choices, commit, empty}) {
  const ids = names.map((one) => one.id);
  const swap = (/** @type {number} */ at, /** @type {number} */ by) => {
    const moved = [...ids];
    [moved[at], moved[at + by]] = [moved[at + by], moved[at]];
    commit(moved, t('%(name)s moved', {name: names[at].name}));
  };
  const rest = choices.filter((one) => !ids.includes(one.id));
  return h('fieldset', {class: 'order', key: `order-${id}`}, h('legend', null, label),
    names.length ? h('ol', null, names.map((one, at) => h('li', {key: one.id},
      h('span', {class: 'order-name'}, one.name),
      h('button', {type: 'button', class: 'small', id: `${id}-up-${one.id}`, disabled: at === 0, 'aria-label': t('Move %(name)s up', {name: one.name}), onclick: () => swap(at, -1)}, '↑'),
      h('button', {type: 'button', class: 'small', id: `${id}-down-${one.id}`, disabled: at === names.length - 1, 'aria-label': t('Move %(name)s down', {name: one.name}), onclick: () => swap(at, 1)}, '↓'),
      h('button', {type: 'button', class: 'small', 'aria-label': t('Take %(name)s out', {name: one.name}), onclick: () => commit(ids.filter((other) => other !== one.id), t('%(name)s taken out', {name: one.name}))}, icon('no')))))
      : h('p', {class: 'quiet'}, empty),
    rest.length ? h('label', {class: 'field', 'data-adds': true}, h('span', null, t('Add')),
      h('select', {id: `${id}-add`, key: `${id}-add-${ids.length}`, ...choosing((value) => {
        const chosen = rest.find((one) => one.id === value);
        if (chosen) commit([...ids, chosen.id], t('%(name)s added', {name: chosen.name}));
      })},
      h('option', {value: ''}, t('choose …')),
      rest.map((one) => h('option', {value: one.id, key: one.id}, one.kind ? `${one.name} (${one.kind})` : one.name)))) : null);
}
