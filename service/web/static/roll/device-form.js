// What is known of a button, as a form: for a new one, and for one that is handed over, moved, lost or out of service.

import {h} from '../element.js';
import {kindOf} from '../facts.js';
import {N, t} from '../words.js';
import {ABILITIES, familyName, MUTE, STANDINGS} from './device-words.js';
import {sure, wrong} from './parts.js';

/** @typedef {import('./device-words.js').Enrolled} Enrolled */
/** @typedef {{family: string, broker: string, device: string, known_as: string[], model?: string|null, gestures: string[], through?: string|null, answers: string[]}} Found */
/** @typedef {{id: string, name: string}} Choice */

/** @type {Record<string, string>} */
const GESTURES = {
  '*': N('Every other press'),
  single: N('A short press'),
  double: N('Two presses'),
  triple: N('Three presses'),
  long: N('A long press'),
  hold: N('Held down'),
  sos: N('SOS'),
};

/** How often buttons speak by themselves, and how long each may then be silent. @type {Record<string, string>} */
const SILENCES = {
  '': N('Only when it is pressed: it cannot be supervised'),
  180: N('Every minute'),
  7200: N('Every hour'),
  93600: N('Every day'),
};

/** @param {string} gesture */
const gestureName = (gesture) => (Object.hasOwn(GESTURES, gesture) ? t(GESTURES[gesture]) : t('The press “%(gesture)s”', {gesture}));

/** What the service calls a button of this name: Åsas knapp becomes asas-knapp. @param {string} name */
export const slugFor = (name) => name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[øö]/g, 'o').replace(/æ/g, 'ae')
  .replace(/[^a-z0-9_]+/g, '-').replace(/^[-_]+|-+$/g, '').slice(0, 63);

export class DeviceForm {
  /** @param {{one?: Enrolled, found?: Found, changed: () => void}} of */
  constructor({one, found, changed}) {
    this.changed = changed;
    this.one = one ?? null;
    this.found = found ?? null;
    this.name = one?.name ?? '';
    const isNative = (found?.family ?? 'native') === 'native';
    this.device = one?.device ?? (found && isNative ? found.device : '');
    /** Whether its short name follows its name: until somebody writes another one, or its topic says what it is. */
    this.follows = !one && !this.device;
    this.holder = one?.holder ?? '';
    this.place = one?.place ?? '';
    /** @type {Record<string, string>} */
    this.kinds = {...one?.kinds ?? {'*': 'emergency'}};
    this.gestures = [...new Set([...(found?.gestures ?? []), ...Object.keys(this.kinds)])].filter((gesture) => gesture !== '*');
    this.answers = new Set(one?.answers ?? found?.answers ?? ['led', 'vibration']);
    this.knownAs = (one?.known_as ?? (found && !isNative ? found.known_as : [])).join('\n');
    this.family = one?.family ?? found?.family ?? 'native';
    this.standing = one?.standing ?? 'in_use';
    this.until = one?.until ?? '';
    /** How long it may be silent, in seconds; empty: it is not supervised. */
    this.silent = String(one?.reporting_s ?? '');
    this.isAskingOut = false;
    /** @type {string|null} */
    this.error = null;
  }

  /** @param {string} name */
  call(name) {
    this.name = name;
    if (this.follows) this.device = slugFor(name);
    this.changed();
  }

  get facts() {
    const base = this.one ?? this.found;
    return {
      after: this.one?.revision ?? 0, name: this.name.trim(), holder: this.standing === 'unissued' ? null : this.holder || null, place: this.place || null,
      kinds: this.kinds, answers: [...this.answers], known_as: this.knownAs.split('\n').map((line) => line.trim()).filter(Boolean),
      family: this.family, broker: base?.broker ?? 'own', model: base?.model ?? null, through: base?.through ?? null,
      reporting_s: this.silent ? Number(this.silent) : null, standing: this.standing, until: this.standing === 'out_of_service' ? this.until || null : null,
    };
  }
}

/** @param {string} id @param {string} label @param {string} value @param {{value: string, label: string}[]} choices @param {(value: string) => void} chosen */
const select = (id, label, value, choices, chosen) => h('label', {class: 'field', key: id}, h('span', null, label),
  h('select', {id, '.value': value, onchange: (/** @type {any} */ event) => chosen(event.target.value)},
    choices.map((one) => h('option', {key: one.value, value: one.value, selected: one.value === value}, one.label))));

/**
 * @param {{form: DeviceForm, busy: boolean, people: Choice[], zones: Choice[], kinds: string[], families: string[],
 *   save: () => void, remove: () => void, close: () => void}} of
 */
export function formView({form, busy, people, zones, kinds, families, save, remove, close}) {
  const set = (/** @type {keyof DeviceForm} */ name) => (/** @type {any} */ value) => { /** @type {any} */ (form)[name] = value; form.changed(); };
  const named = (/** @type {Choice[]} */ some) => some.map((one) => ({value: one.id, label: one.name}));
  const id = form.one?.device ?? 'new';
  const known = kinds.includes('emergency') ? kinds : ['emergency', ...kinds];
  return h('form', {class: 'open-card', key: `form-${id}`, 'aria-labelledby': 'form-title', onsubmit: (/** @type {any} */ event) => { event.preventDefault(); save(); }},
    h('h2', {id: 'form-title', tabindex: '-1'}, form.one ? t('Change %(name)s', {name: form.one.name}) : t('Enrol a button')),
    wrong(form.error),
    h('div', {class: 'fields'},
      h('label', {class: 'field'}, h('span', null, t('What the screens call it')),
        h('input', {id: 'device-name', required: true, maxlength: '100', autocomplete: 'off', '.value': form.name, oninput: (/** @type {any} */ event) => form.call(event.target.value)})),
      form.one ? null : h('label', {class: 'field'}, h('span', null, t('Its short name: small letters, digits and hyphens')),
        h('input', {id: 'device-slug', required: true, maxlength: '63', pattern: '[a-z0-9][a-z0-9_\\-]*', autocomplete: 'off', spellcheck: 'false', '.value': form.device,
          oninput: (/** @type {any} */ event) => { form.follows = false; set('device')(event.target.value); }})),
      select('device-standing', t('How it stands'), form.standing, Object.entries(STANDINGS).map(([value, label]) => ({value, label: t(label)})), set('standing')),
      form.standing === 'out_of_service' ? h('label', {class: 'field', key: 'until'}, h('span', null, t('Last day out of service')),
        h('input', {id: 'device-until', type: 'date', required: true, '.value': form.until, onchange: (/** @type {any} */ event) => set('until')(event.target.value)})) : null,
      form.standing === 'unissued' ? null : select('device-holder', t('Who wears it'), form.holder, [{value: '', label: t('Nobody: it hangs in its place')}, ...named(people)], set('holder')),
      select('device-silent', t('How often it speaks by itself'), form.silent, [...Object.entries(SILENCES).map(([value, label]) => ({value, label: t(label)})),
        ...(Object.hasOwn(SILENCES, form.silent) ? [] : [{value: form.silent, label: t('At least every %(seconds)s seconds', {seconds: form.silent})}])], set('silent')),
      select('device-place', t('Its place, or where its wearer usually is'), form.place, [{value: '', label: t('No place')}, ...named(zones)], set('place'))),
    h('fieldset', null, h('legend', null, t('What a press raises')),
      h('div', {class: 'fields'}, ['*', ...form.gestures].map((gesture) => select(`kind-${gesture}`, form.gestures.length || gesture !== '*' ? gestureName(gesture) : t('Every press'), form.kinds[gesture] ?? '',
        [...(gesture === '*' ? [] : [{value: '', label: t('The same as every other press')}]), ...known.map((kind) => ({value: kind, label: kindOf(kind)}))],
        (kind) => { if (kind) form.kinds[gesture] = kind; else delete form.kinds[gesture]; form.changed(); })))),
    h('fieldset', {class: 'ticks'}, h('legend', null, t('How it answers its wearer')),
      Object.entries(ABILITIES).map(([ability, label]) => h('label', {class: 'tick', key: ability},
        h('input', {type: 'checkbox', '.checked': form.answers.has(ability), onchange: (/** @type {any} */ event) => {
          if (event.target.checked) form.answers.add(ability); else form.answers.delete(ability);
          form.changed();
        }}), t(label)))),
    form.answers.size ? null : h('p', {class: 'place is-worry', key: 'mute', role: 'status'}, t(MUTE)),
    h('details', {class: 'part', key: 'address', open: !form.one && !form.found}, h('summary', null, t('Its address'),
      h('span', {class: 'quiet'}, [familyName(form.family), form.found?.model ?? form.one?.model].filter(Boolean).join(', '))),
    h('div', {class: 'part-body'},
      form.found || form.one ? null : select('device-family', t('What it speaks'), form.family, families.map((family) => ({value: family, label: familyName(family)})),
        (family) => { form.family = family; form.answers = new Set(family === 'native' ? ['led', 'vibration'] : []); form.changed(); }),
      h('label', {class: 'field'}, h('span', null, t('What it is called in its own messages: one name or address on each line')),
        h('textarea', {id: 'device-known', rows: '3', spellcheck: 'false', '.value': form.knownAs, oninput: (/** @type {any} */ event) => set('knownAs')(event.target.value)})))),
    h('div', {class: 'acts'}, h('button', {class: 'act', disabled: busy}, form.one ? t('Save') : t('Enrol it')), h('button', {type: 'button', class: 'plain', onclick: close}, t('Cancel')),
      form.one ? sure({id: 'remove', label: t('Take it out of the list …'), open: form.isAskingOut, busy, yes: t('Yes, take it out'), act: remove,
        ask: (open) => { form.isAskingOut = open; form.changed(); },
        question: t('Take %(name)s out of the list? Nobody is its wearer any more. A button that is only away is better called lost or out of service.', {name: form.one.name})}) : null));
}
