// What if: one press, as the draft would answer it, beside what the plan in force would do.

import {h} from '../element.js';
import {N, t, tied} from '../words.js';
import {post} from './desk.js';
import {zoneName} from './names.js';

const PARTS = /** @type {Record<string, string>} */ ({screens: N('the screens'), telephone: N('the telephone'), broker: N('the buttons’ broker')});

/** A press that is tried, and what came of it. */
export class Trial {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {any} */
    this.asked = {away: new Set(), down: new Set()};
    /** @type {any} */
    this.told = null;
    this.busy = false;
    this.error = '';
  }

  /** @param {string} text @param {any} content */
  async run(text, content) {
    this.busy = true;
    this.error = '';
    this.changed();
    try {
      this.told = await post('/simulate', {text, ...content, away: [...this.asked.away], down: [...this.asked.down]}, 60_000);
      this.of = text;
    } catch (wrong) {
      this.error = /** @type {Error} */ (wrong).message;
    }
    this.busy = false;
    this.changed();
    document.getElementById('told')?.focus({preventScroll: false});
  }
}

/** @param {any} live */
export function tryView(live) {
  const {tree, read} = live.answers;
  const {trial} = live;
  if (!read?.usable) return h('p', {class: 'empty'}, t('The plan cannot be tried out while it has errors.'));
  const people = Object.entries(tree.people ?? {}).map(([id, one]) => ({id, name: /** @type {any} */ (one)?.name ?? id}));
  const option = (/** @type {string} */ value, /** @type {string} */ name) => h('option', {value, key: value}, name);
  return [
    h('p', {class: 'lead'}, t('Nobody is called. You see what the plan would do, second by second.')),
    h('form', {class: 'trial', key: 'trial', onsubmit: (/** @type {any} */ event) => {
      event.preventDefault();
      const form = new FormData(event.target);
      const said = Object.fromEntries(['zone', 'at', 'presser', 'kind'].map((key) => [key, form.get(key)?.toString() || null]).filter(([, value]) => value));
      trial.run(live.draft.text, {...said, drill: form.get('drill') === 'on', runs: 1000});
    }},
    h('div', {class: 'fields'},
      h('label', {class: 'field'}, h('span', null, t('Where')), h('select', {name: 'zone', id: 'try-zone'}, option('', t('anywhere')), Object.keys(tree.zones ?? {}).map((id) => option(id, zoneName(tree, id))))),
      h('label', {class: 'field'}, h('span', null, t('When')), h('input', {name: 'at', type: 'datetime-local', id: 'try-at'}), h('small', {class: 'quiet'}, t('Empty: some time in the opening hours.'))),
      h('label', {class: 'field'}, h('span', null, t('Who presses')), h('select', {name: 'presser'}, option('', t('anybody')), people.map((one) => option(one.id, one.name)))),
      h('label', {class: 'field'}, h('span', null, t('Kind of alarm')), h('select', {name: 'kind'}, Object.keys(live.answers.all.response ?? {emergency: 1}).map((kind) => option(kind, live.kindName(kind)))))),
    choices(t('Who is away'), people.map((one) => [one.id, one.name]), trial.asked.away, live),
    choices(t('What does not work'), Object.entries(PARTS).map(([part, name]) => [part, t(name)]), trial.asked.down, live),
    h('label', {class: 'tick'}, h('input', {type: 'checkbox', name: 'drill'}), h('span', null, t('As a drill'))),
    h('p', null, h('button', {class: 'act', disabled: trial.busy}, trial.busy ? t('Being worked out …') : t('Show what happens')))),
    trial.error ? h('p', {class: 'band is-fault', role: 'alert'}, trial.error) : null,
    trial.told ? told(trial, live) : null,
  ];
}

/** @param {string} title @param {[string, string][]} all @param {Set<string>} chosen @param {any} live */
const choices = (title, all, chosen, live) => h('fieldset', {class: 'ticks'}, h('legend', null, title), all.map(([id, name]) =>
  h('label', {class: 'tick', key: id}, h('input', {type: 'checkbox', '.checked': chosen.has(id),
    onchange: () => { if (!chosen.delete(id)) chosen.add(id); live.draw(); }}), h('span', null, name))));

/** @param {any} trial @param {any} live */
function told(trial, live) {
  const {mine, live: force, differ} = trial.told;
  const theirs = new Set(force ? force.lines.map(keyOf) : []);
  const ours = new Set(mine.lines.map(keyOf));
  return h('section', {class: 'told', key: 'told', 'aria-labelledby': 'told-title', id: 'told', tabindex: '-1'},
    h('h2', {id: 'told-title'}, !force ? t('What happens by the draft') : differ ? t('The draft does something else than the plan in force') : t('The draft does the same as the plan in force')),
    trial.of === live.draft.text ? null : h('p', {class: 'band is-fault'}, t('The draft has changed since; show it again.')),
    h('div', {class: differ && force ? 'both' : 'alone'},
      timeline(t('Draft'), mine, theirs, Boolean(force)), differ && force ? timeline(t('Plan in force'), force, ours, true) : null));
}

/** @param {any} line */
const keyOf = (line) => `${line.after_s} ${line.words}`;

/** @param {string} title @param {any} one @param {Set<string>} other @param {boolean} compared */
const timeline = (title, one, other, compared) => h('section', {class: 'line-side', 'aria-label': title},
  h('h3', null, title),
  h('ol', {class: 'timeline'}, one.lines.map((/** @type {any} */ line, /** @type {number} */ at) => {
    const differs = compared && !other.has(keyOf(line));
    return h('li', {key: at, class: `${line.trouble ? 'is-trouble' : ''} ${differs ? 'is-other' : ''} ${line.detail ? 'is-detail' : ''}`},
      h('span', {class: 'after'}, line.after_s === null ? '' : after(line.after_s)), h('span', null, line.after_s === null ? line.words : untimed(line.words), differs ? h('em', {class: 'tag'}, t('differs')) : null));
  })),
  one.ends ? h('p', {class: 'ends'}, one.ends) : null,
  one.summary ? summary(one.summary) : null);

/** What many presses with drawn answers come to: each line is a name and, after a wide gap, its figures. @param {any} said */
function summary(said) {
  const [title = '', ...lines] = [typeof said === 'string' ? said : said.words ?? []].flat().map(String);
  return h('section', {class: 'summary', key: 'summary'}, h('h4', null, title),
    h('ul', {class: 'rows'}, lines.map((line, at) => {
      const [name, ...figures] = line.trim().split(/ {2,}/);
      return h('li', {key: at}, figures.length ? h('strong', null, name) : name, ' ', figures.join(' '));
    })));
}

/** Whole seconds are exact enough to read. @param {number} exact */
function after(exact) {
  const seconds = Math.round(exact);
  return tied(seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60 ? `${seconds % 60} s` : ''}`);
}

/** What happens, without the time that stands before it already. @param {string} words */
const untimed = (words) => words.replace(/^[\d.,]+ s: /, '');
