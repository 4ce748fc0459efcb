// What somebody says who has looked a room or a door over: an answer to each question, a picture, and what else there is.

import {clientHint, hinted} from '../clues.js';
import {h} from '../element.js';
import {small} from '../small-picture.js';
import {lang, N, t} from '../words.js';
import {Refused} from './ask.js';

const UPLOAD = 60_000; // ms

/** @type {[string, string][]} */
const ANSWERS = [['yes', N('Yes')], ['no', N('No')], ['not_here', N('There is none here')]];

/** @typedef {{answers: Record<string, string>, photo: string|null, words: string}} Said */

export class Look {
  /** @param {{place: any, mayApprove: boolean, base: string, changed: () => void, leave: () => void, send: (said: Said, approve: boolean) => void}} of */
  constructor({place, mayApprove, base, changed, leave, send}) {
    this.place = place;
    this.mayApprove = mayApprove;
    this.base = base;
    this.changed = changed;
    this.leave = leave;
    this.send = send;
    /** @type {Said} */
    this.said = {answers: {}, photo: null, words: ''};
    this.approve = false;
    this.busy = false;
    this.error = '';
  }

  view() {
    const id = this.place.id;
    const open = this.place.questions.filter((/** @type {any} */ one) => !this.said.answers[one.id]).length;
    return h('form', {class: 'open-card', key: 'form', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); if (!open) this.send(this.said, this.approve); }},
      h('h3', {id: `looking-${id}`, tabindex: '-1'}, t('How is %(name)s?', {name: this.place.name})),
      this.place.questions.map((/** @type {any} */ one) => h('fieldset', {class: 'question', key: one.id},
        h('legend', null, one.says),
        h('div', {class: 'two-ways'}, ANSWERS.map(([answer, words]) => h('label', {class: 'tick', key: answer},
          h('input', {type: 'radio', name: `${id}-${one.id}`, checked: this.said.answers[one.id] === answer, onchange: () => { this.said.answers[one.id] = answer; this.changed(); }}),
          h('span', null, t(words))))))),
      h('label', {class: 'field', 'data-adds': true}, h('span', null, this.said.photo ? t('Another picture of it') : t('A picture of it')),
        h('input', {id: `photo-${id}`, type: 'file', accept: 'image/png,image/jpeg', capture: 'environment', disabled: this.busy, 'aria-describedby': `photo-${id}-hint`,
          onchange: (/** @type {any} */ event) => { if (event.target.files[0]) this.take(event.target.files[0]); }}),
        h('small', {id: `photo-${id}-hint`, class: 'quiet'}, t('Without people in it. What a camera writes into a photo is left out.'))),
      this.busy ? h('p', {class: 'quiet', role: 'status'}, t('The picture is being sent …')) : null,
      this.error ? h('p', {class: 'band is-fault', role: 'alert'}, this.error) : null,
      this.said.photo ? h('img', {class: 'taken', src: `/api/v1${this.base}/pictures/${this.said.photo}`, alt: t('The picture you have taken')}) : null,
      this.said.photo && this.mayApprove ? h('label', {class: 'tick'}, h('input', {type: 'checkbox', checked: this.approve, onchange: (/** @type {any} */ event) => { this.approve = event.target.checked; }}),
        h('span', null, t('This is how it should be: compare with this picture from now on'))) : null,
      h('label', {class: 'field is-wide'}, h('span', null, t('What else is there to say? (not needed)')),
        h('textarea', {...hinted(`words-${id}`), rows: 2, maxlength: 2000, '.value': this.said.words, 'aria-describedby': `words-${id}-hint words-${id}-rule`, onchange: (/** @type {any} */ event) => { this.said.words = event.target.value; }}),
        h('small', {id: `words-${id}-hint`, class: 'quiet'}, t('Of the room and what is in it; nothing of anybody who was there.'))), clientHint(`words-${id}`),
      h('div', {class: 'acts'},
        h('button', {type: 'submit', class: 'act', disabled: Boolean(open) || this.busy, 'aria-describedby': open ? `open-${id}` : null}, t('Write it down')),
        h('button', {type: 'button', class: 'plain', onclick: this.leave}, t('Leave it')),
        open ? h('span', {id: `open-${id}`, class: 'quiet'}, t('%(count)s questions are open', {count: open})) : null));
  }

  /** @param {File} file */
  async take(file) {
    this.busy = true;
    this.error = '';
    this.changed();
    try {
      const picture = await small(file);
      const answer = await fetch(`/api/v1${this.base}/pictures?lang=${lang}`, {method: 'POST', body: picture, signal: AbortSignal.timeout(UPLOAD)});
      const said = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Refused(said, answer.status);
      this.said.photo = said.name;
    } catch (why) {
      this.error = why instanceof Refused ? why.message : t('The picture was not kept. Choose a photo in PNG or JPEG, or write it down without one.');
    }
    this.busy = false;
    this.changed();
  }
}
