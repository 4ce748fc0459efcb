// Where a plan begins: a template that is like the office, then step by step through what is the office's own.

import {h} from '../element.js';
import {known} from '../facts.js';
import {t} from '../words.js';
import {ask} from './desk.js';

/** @type {{list: any[]|null, error: string, asked: boolean}} */
const templates = {list: null, error: '', asked: false};

/** @param {any} live */
async function fetchTemplates(live) {
  templates.asked = true;
  templates.error = '';
  try {
    templates.list = await ask('GET', '/templates');
  } catch (wrong) {
    templates.error = /** @type {Error} */ (wrong).message;
  }
  live.draw();
}

/** @param {any} live */
export function startView(live) {
  if (!templates.asked) fetchTemplates(live);
  const hasPlan = live.draft.text.trim() !== '';
  return h('section', {class: 'start', key: 'start', 'aria-labelledby': 'start-title'},
    h('h1', {id: 'start-title', tabindex: '-1', 'data-first': true}, hasPlan ? t('Begin anew from a template') : t('%(office)s has no plan yet', {office: known().name ?? live.office})),
    h('p', {class: 'lead'}, t('Choose the office that is most like yours. Its people and zones are invented; step by step you put in your own. It takes about half an hour, and nothing holds before you publish it.')),
    templates.error ? h('p', {class: 'band is-fault', role: 'alert'}, templates.error, ' ', h('button', {type: 'button', class: 'plain', onclick: () => fetchTemplates(live)}, t('Try again'))) : null,
    templates.list === null && !templates.error ? h('p', {class: 'quiet', role: 'status'}, t('The templates are being fetched …')) : null,
    h('ul', {class: 'templates'}, (templates.list ?? []).map((one) => h('li', {class: 'card', key: one.id},
      h('h2', null, one.title), h('p', null, one.says),
      h('button', {type: 'button', class: 'act', 'aria-label': t('Begin with: %(what)s', {what: one.title}), onclick: () => live.begin(one.text, t('Begun from a template: %(what)s', {what: one.title}))}, t('Begin with this one'))))),
    hasPlan ? h('p', null, h('button', {type: 'button', class: 'plain', onclick: () => { live.starting = false; live.draw(); }}, t('Back to the plan'))) : null);
}
