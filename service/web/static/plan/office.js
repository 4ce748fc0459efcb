// The office itself: its name, when it is open, and until when the plan holds.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {longDay} from './calendar.js';
import {line, pick, tick} from './field.js';
import {housePart} from './house.js';
import {listOf} from './names.js';
import {weekFields} from './shift.js';

const LANGUAGES = /** @type {Record<string, string>} */ ({sv: 'Svenska', nb: 'Norsk', en: 'English'});

/** @param {any} live */
export function officeView(live) {
  const {tree} = live.answers;
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) => live.draft.edit([{op: 'put', path: [key], value}], words);
  const closed = listOf(tree.closed);
  const spoken = listOf(tree.languages);
  return [
    h('div', {class: 'fields'},
      line({id: 'office-name', label: t('Name of the office'), value: tree.name ?? '', wide: true, commit: (value) => value && put('name', value, t('The office is now called %(name)s', {name: value}))}),
      tree.standard ? null : pick({id: 'office-country', label: t('Public holidays of'), value: tree.country ?? 'SE', options: [{value: 'SE', name: t('Sweden')}, {value: 'NO', name: t('Norway')}],
        commit: (value) => live.draft.edit([{op: 'put', path: ['country'], value}, {op: 'put', path: ['time_zone'], value: value === 'NO' ? 'Europe/Oslo' : 'Europe/Stockholm'}], t('Country changed'))}),
      line({id: 'office-expires', label: t('The plan holds until'), type: 'date', value: tree.expires ?? '', hint: t('At most twelve months ahead. The screens remind in good time.'), commit: (value) => value && put('expires', value, t('The plan holds until %(day)s', {day: value}))})),
    h('fieldset', {class: 'ticks'}, h('legend', null, t('Languages of the duties')), Object.entries(LANGUAGES).map(([lang, name]) =>
      tick({id: `office-${lang}`, label: name, value: spoken.includes(lang), commit: (value) => put('languages', value ? [...spoken, lang] : spoken.filter((one) => one !== lang), t('Languages changed'))}))),
    h('section', {class: 'sheet-card', 'aria-labelledby': 'hours-title'}, h('h2', {id: 'hours-title'}, t('Opening hours')),
      h('p', {class: 'quiet'}, t('Write them like 08:00-16:30. Two periods have a comma between them. An empty day is closed.')),
      weekFields({id: 'hours', hours: tree.hours, live, none: t('closed'), commit: (hours) => put('hours', hours, t('Opening hours changed'))})),
    h('section', {class: 'sheet-card', 'aria-labelledby': 'closed-title'}, h('h2', {id: 'closed-title'}, t('Closed besides public holidays')),
      closed.length ? h('ul', {class: 'rows'}, closed.map((day, at) => h('li', {key: day, class: 'one-row'}, h('span', null, /^\d{4}-\d\d-\d\d$/.test(day) ? longDay(day) : day),
        h('button', {type: 'button', class: 'small', 'aria-label': t('Take %(name)s out', {name: day}), onclick: () => put('closed', closed.filter((_, other) => other !== at), t('Closing day taken out'))}, icon('no')))))
        : h('p', {class: 'quiet'}, t('No further days.')),
      h('form', {class: 'adding', onsubmit: (/** @type {any} */ event) => {
        event.preventDefault();
        const day = new FormData(event.target).get('day')?.toString();
        if (day && !closed.includes(day)) put('closed', [...closed, day].sort(), t('Closed on %(day)s', {day: longDay(day)}));
      }},
      h('label', {class: 'field'}, h('span', null, t('A further closing day')), h('input', {type: 'date', name: 'day', required: true})), h('button', {class: 'plain'}, t('Add')))),
    h('div', {class: 'parts-list', key: 'house'}, housePart(live)),
    h('p', null, h('button', {type: 'button', class: 'plain', onclick: () => { live.starting = true; live.draw(); }}, t('Begin anew from a template'))),
  ];
}
