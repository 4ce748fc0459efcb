// The picture under a floor's drawing: chosen on this computer, made small enough here, and kept by the service under a
// name that says what is in it, so that a published plan goes on showing the picture it had.

import {h} from '../element.js';
import {office} from '../facts.js';
import {small} from '../small-picture.js';
import {lang, t} from '../words.js';
import {Refused, Unanswered} from './desk.js';
import {line} from './field.js';

const BASE = `/api/v1/offices/${encodeURIComponent(office)}/plan/pictures`;
const WIDE = 30; // metres, where nobody has said
const UPLOAD = 60_000; // ms

/** What is known of pictures by their names. @type {Map<string, {state: 'loading'|'ready'|'failed', ratio: number, why: string}>} */
const seen = new Map();
/** What is being sent, by floor, and what was wrong with it. @type {Map<string, {busy: boolean, error: string}>} */
const sending = new Map();

/** A floor's picture as it is to be drawn, in metres; null where it has none. @param {any} live @param {string} floor */
export function pictureOf(live, floor) {
  const own = live.answers.all.floors?.[floor];
  const name = typeof own?.picture === 'string' ? own.picture : '';
  if (!name) return null;
  if (!seen.has(name)) look(live, name);
  const known = /** @type {{state: string, ratio: number, why: string}} */ (seen.get(name));
  const width = metres(own.width);
  const shown = known.state === 'ready';
  return {...known, address: `${BASE}/${encodeURIComponent(name)}`, width: shown ? width : 0, height: shown ? width * known.ratio : 0};
}

/** @param {any} value */
const metres = (value) => (Number(value) >= 1 && Number(value) <= 1_000 ? Number(value) : WIDE);

/** Find out how a picture can be drawn, or why not. @param {any} live @param {string} name */
function look(live, name) {
  seen.set(name, {state: 'loading', ratio: 0, why: ''});
  const image = new Image();
  image.onload = () => {
    seen.set(name, {state: 'ready', ratio: image.naturalHeight / Math.max(1, image.naturalWidth), why: ''});
    live.draw();
  };
  image.onerror = async () => {
    seen.set(name, {state: 'failed', ratio: 0, why: await whyNot(name)});
    live.draw();
  };
  image.src = `${BASE}/${encodeURIComponent(name)}`;
}

/** @param {string} name */
async function whyNot(name) {
  try {
    const answer = await fetch(`${BASE}/${encodeURIComponent(name)}?lang=${lang}`);
    return answer.ok ? t('This browser cannot read it.') : (await answer.json()).detail;
  } catch {
    return t('The service does not answer.');
  }
}

/** @param {any} live @param {string} floor */
export function pictureFields(live, floor) {
  const own = live.answers.all.floors?.[floor] ?? {};
  const where = t('Floor %(floor)s', {floor});
  const now = sending.get(floor);
  const picture = pictureOf(live, floor);
  return [
    h('div', {class: 'picture-form', key: 'picture'},
      h('label', {class: 'field', 'data-adds': true}, h('span', null, own.picture ? t('Another picture under the drawing') : t('A picture under the drawing')),
        h('input', {id: `floor-${floor}-picture`, type: 'file', accept: 'image/png,image/jpeg', disabled: now?.busy, 'aria-describedby': `floor-${floor}-picture-hint`,
          onchange: (/** @type {any} */ event) => { if (event.target.files[0]) send(live, floor, event.target.files[0], event.target); }}),
        h('small', {id: `floor-${floor}-picture-hint`, class: 'quiet'}, t('A drawing or photo of the floor, as PNG or JPEG. What a camera writes into a photo is left out.'))),
      now?.busy ? h('p', {class: 'quiet', role: 'status'}, t('The picture is being sent …')) : null,
      now?.error ? h('p', {class: 'band is-fault', role: 'alert'}, now.error) : null,
      picture?.state === 'failed' ? h('p', {class: 'band is-fault'}, picture.why) : null,
      own.picture ? h('button', {type: 'button', class: 'plain', 'aria-label': t('%(floor)s: take the picture away', {floor: where}),
        onclick: () => live.draft.edit([...(own.width === undefined ? [] : [{op: 'remove', path: ['floors', floor, 'width']}]), {op: 'remove', path: ['floors', floor, 'picture']}], `${where}: ${t('picture taken away')}`)}, t('Take the picture away')) : null),
    own.picture ? line({id: `floor-${floor}-width`, label: t('So many metres wide is what it shows'), type: 'number', value: String(own.width ?? ''), more: {min: '1', max: '1000', inputmode: 'numeric', placeholder: String(WIDE)},
      hint: t('Measure a wall you know. The zones are drawn to this measure.'),
      commit: (value) => live.draft.edit([value ? {op: 'put', path: ['floors', floor, 'width'], value} : {op: 'remove', path: ['floors', floor, 'width']}], `${where}: ${t('width changed')}`)}) : null,
  ];
}

/** @param {any} live @param {string} floor @param {File} file @param {HTMLInputElement} field */
async function send(live, floor, file, field) {
  const where = t('Floor %(floor)s', {floor});
  sending.set(floor, {busy: true, error: ''});
  live.draw();
  let error = '';
  try {
    const {name} = await keep(await small(file));
    seen.delete(name);
    const own = live.answers.all.floors?.[floor];
    const edits = own ? [{op: 'put', path: ['floors', floor, 'picture'], value: name}] : [{op: 'put', path: ['floors', floor], value: {name: where, picture: name}}];
    await live.draft.edit(edits, `${where}: ${t('picture added')}`);
  } catch (wrong) {
    error = wrong instanceof Refused || wrong instanceof Unanswered ? wrong.message : t('This is no picture in PNG or JPEG. Save it as one of these.');
  }
  field.value = '';
  sending.set(floor, {busy: false, error});
  live.draw();
  field.focus();
}

/** @param {Blob} picture */
async function keep(picture) {
  let answer;
  try {
    answer = await fetch(`${BASE}?lang=${lang}`, {method: 'POST', body: picture, signal: AbortSignal.timeout(UPLOAD)});
  } catch {
    throw new Unanswered(t('The service does not answer. The picture was not kept.'));
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}
