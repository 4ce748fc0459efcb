// Planning a drill: from the office's own scenarios, on a day; and a drill of two minutes in two taps.

import {button} from './drill-parts.js';
import {h} from './element.js';
import {known} from './facts.js';
import {minute, now} from './time.js';
import {t} from './words.js';

/**
 * @typedef {{day: string, scenarios: any[], asked: {scenario: string, manner: string, presser: string, partner: string}, micro: any|null}} Form
 */

/** The first tap shows which room, the second one begins. @param {Form} form @param {any} told @param {any} hands */
export function microPart(form, told, hands) {
  if (!told.may.start) return null;
  if (!form.micro) {
    return h('p', {class: 'drill-buttons', key: 'micro'}, button(t('Drill for two minutes …'), hands.chooseMicro, hands, 'main'));
  }
  return h('section', {class: 'drill', key: 'micro'}, h('p', {class: 'words', 'data-first': true, tabindex: '-1'}, form.micro.words),
    h('p', null, t('It is announced on the screens for a minute, then it presses; after two minutes it is over.')),
    h('p', {class: 'words'}, t('Are there visitors in %(room)s, or in sight of it?', {room: form.micro.zone_name})),
    h('p', {class: 'drill-buttons'}, button(t('No visitors – begin'), hands.beginMicro, hands, 'main'), button(t('Not now'), hands.dropMicro, hands)));
}

/** @param {Form} form @param {any} told @param {any} hands */
export function formPart(form, told, hands) {
  if (!told.may.start) return null;
  const people = Object.entries(known().people ?? {});
  return h('details', {key: 'form'}, h('summary', null, t('Plan a drill')), h('form', {class: 'drill-form', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); hands.plan(); }},
    h('p', null, h('label', {for: 'drill-day'}, t('Day')), h('input', {id: 'drill-day', type: 'date', required: true, '.value': form.day, onchange: (/** @type {any} */ event) => hands.chooseDay(event.target.value)})),
    h('div', null, h('label', {for: 'drill-scenario'}, t('What is drilled')),
      h('select', {id: 'drill-scenario', '.value': form.asked.scenario, onchange: (/** @type {any} */ event) => hands.choose({scenario: event.target.value})},
        form.scenarios.map((one) => h('option', {key: one.scenario, value: one.scenario, disabled: !isToCome(one)}, one.at ? `${minute(one.at)} · ${one.words}` : t('closed that day: %(words)s', {words: one.words})))),
      chosen(form) ? [h('p', {class: 'chosen'}, chosen(form).words), h('p', {class: 'quiet'}, chosen(form).before)] : null),
    form.scenarios.length && form.scenarios.every((one) => !one.at) ? h('p', {class: 'drill-due is-late', role: 'status'}, t('The office is closed on that day. Choose another one.')) : null,
    h('fieldset', null, h('legend', null, t('How')),
      radio('manner', 'announced', t('announced: it stands on the screens'), form, hands), radio('manner', 'unannounced', t('unannounced: the safety representative has to agree first'), form, hands)),
    h('p', null, h('label', {for: 'drill-presser'}, t('Who plays the one who presses')),
      h('select', {id: 'drill-presser', '.value': form.asked.presser, onchange: (/** @type {any} */ event) => hands.choose({presser: event.target.value})},
        h('option', {value: ''}, t('nobody')), people.map(([key, person]) => h('option', {key, value: key}, /** @type {any} */ (person).name)))),
    told.partners.length ? h('p', null, h('label', {for: 'drill-partner'}, t('Together with another office')),
      h('select', {id: 'drill-partner', '.value': form.asked.partner, onchange: (/** @type {any} */ event) => hands.choose({partner: event.target.value})},
        h('option', {value: ''}, t('no')), told.partners.map((/** @type {any} */ one) => h('option', {key: one.office, value: one.office}, one.name)))) : null,
    h('p', null, h('button', {type: 'submit', class: 'main', disabled: hands.busy || !chosen(form)}, t('Plan it')))));
}

/** @param {string} name @param {string} value @param {string} words @param {Form} form @param {any} hands */
const radio = (name, value, words, form, hands) => h('label', {key: value}, h('input', {type: 'radio', name, value, '.checked': form.asked.manner === value, onchange: () => hands.choose({manner: value})}), words);

/** The scenario that is chosen, if it can be held on that day. @param {Form} form */
export const chosen = (form) => form.scenarios.find((one) => one.scenario === form.asked.scenario && isToCome(one)) ?? null;

/** Whether a scenario can still be held at its hour of the chosen day. @param {any} one */
export const isToCome = (one) => one.at !== null && Date.parse(one.at) > now();

/** What has waited longest comes first: a room that has not practised, with nothing going wrong. @param {Form} form @param {any} told */
export function microOf(form, told) {
  const waits = new Set(told.due.zones.map((/** @type {any} */ one) => one.id));
  const plain = form.scenarios.filter((one) => one.twist === 'none');
  return plain.find((one) => waits.has(one.zone)) ?? plain[0] ?? form.scenarios[0] ?? null;
}
