// The larger pieces of forms: a section that opens, several ticks, how many have to have answered.

import {h} from '../element.js';
import {t} from '../words.js';
import {line, pick, wrongOf} from './field.js';

/** A section that opens; what is in it is made only then. It has no tabindex: Chromium would pass over all that is in it. @param {any} live @param {string} id @param {string} title @param {string} summary @param {() => any} content */
export const part = (live, id, title, summary, content) =>
  h('details', {class: 'part', key: `part-${id}`, id, '.open': live.open.has(id), ontoggle: (/** @type {any} */ event) => {
    if (event.target.open === live.open.has(id)) return;
    if (event.target.open) live.open.add(id);
    else live.open.delete(id);
    live.draw();
  }},
  h('summary', null, h('strong', null, title), summary ? h('span', {class: 'quiet'}, ` ${summary}`) : null),
  live.open.has(id) ? h('div', {class: 'part-body'}, content()) : null);

/** Some out of several. @param {{id: string, legend: string, all: {id: string, name: string}[], chosen: string[], commit: (chosen: string[], words: string) => void, wrong?: string}} of */
export const some = ({id, legend, all, chosen, commit, wrong}) => h('fieldset', {class: 'ticks', key: `some-${id}`, 'aria-describedby': wrong ? `${id}-wrong` : null}, h('legend', null, legend),
  wrongOf(id, wrong),
  all.map((one) => h('label', {class: 'tick', key: one.id}, h('input', {type: 'checkbox', id: `${id}-${one.id}`, '.checked': chosen.includes(one.id),
    onchange: (/** @type {any} */ event) => commit(event.target.checked ? [...chosen, one.id] : chosen.filter((other) => other !== one.id), `${legend}: ${one.name}`)}), h('span', null, one.name))));

/** How many have to have accepted, arrived or pressed; empty: not asked for.
 * @param {{id: string, legend: string, value: any, pressers?: boolean, commit: (value: any) => void}} of commit gets undefined where nothing is asked for */
export const counts = ({id, legend, value, pressers, commit}) => h('fieldset', {class: 'counts', key: `counts-${id}`}, h('legend', null, legend),
  h('div', {class: 'fields'}, [['accepted', t('are coming')], ['arrived', t('are there')], ...(pressers ? [['pressers', t('different people have pressed')]] : [])].map(([key, label]) =>
    line({id: `${id}-${key}`, label: t('So many %(what)s', {what: label}), type: 'number', value: String(value?.[key] ?? ''), more: {min: '0', max: '99', inputmode: 'numeric'}, commit: (typed) => {
      const {[key]: _, ...rest} = value ?? {};
      const next = typed && typed !== '0' ? {...rest, [key]: typed} : rest;
      commit(Object.keys(next).length ? next : undefined);
    }}))));

/** Yes, no, or not told. @param {{id: string, label: string, value: any, commit: (value: string) => void}} of commit gets '' for not told */
export const told = ({id, label, value, commit}) => pick({id, label, value: value === 'yes' ? 'true' : value === 'no' ? 'false' : value ?? '', commit,
  options: [{value: '', name: t('not told')}, {value: 'true', name: t('yes')}, {value: 'false', name: t('no')}]});

/** A name to add something by. @param {{id: string, label: string, add: (name: string) => void, more?: any}} of */
export const adding = ({id, label, add, more = null}) => h('form', {class: 'adding', key: `adding-${id}`, onsubmit: (/** @type {any} */ event) => {
  event.preventDefault();
  const name = String(new FormData(event.target).get('name') ?? '').trim();
  if (!name) return;
  add(name);
  event.target.reset();
}},
h('label', {class: 'field'}, h('span', null, label), h('input', {id: `new-${id}`, name: 'name', required: true, maxlength: '60', autocomplete: 'off'})), more,
h('button', {class: 'plain'}, t('Add')));

/** A button that takes a whole section out of the office's text. @param {any} live @param {string} section @param {string} name @param {any[]} [edits] what goes with it */
export const takeOut = (live, section, name, edits = []) => (live.answers.tree[section] === undefined ? null : h('p', {key: 'take-out'},
  h('button', {type: 'button', class: 'plain', id: `take-out-${section}`, onclick: () => live.draft.edit([{op: 'remove', path: [section]}, ...edits], t('Taken out of the plan: %(what)s', {what: name}))}, t('Take this out of the plan'))));
