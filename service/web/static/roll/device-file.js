// Many buttons at once: a file is looked through first, and then all that stands in it is enrolled, or nothing.

import {h} from '../element.js';
import {t} from '../words.js';
import {ask, Refused} from './ask.js';
import {wrong} from './parts.js';

/** @typedef {{says: string, args: Record<string, any>}} Saying */
/** @typedef {Saying & {line: number, column: string, text: string}} Problem */

/** A sentence of the service in the reader's language; what is filled in may be one too. @param {Saying} one @returns {string} */
const say = (one) => t(one.says, Object.fromEntries(Object.entries(one.args).map(([name, value]) => [name, value?.says ? say(value) : value])));

const tooLarge = () => t('This file is too large: a list of buttons has one megabyte at most. Is it the right one? Else split it.');

/** Bytes of a file: more the service does not take, and says so only while the file is still on its way. */
const LARGEST = 1_000_000;

export class DeviceFile {
  /** @param {string} home @param {() => void} changed */
  constructor(home, changed) {
    this.address = `${home}/enrolling/file`;
    this.changed = changed;
    this.open = false;
    /** @type {string|null} */
    this.text = null;
    this.name = '';
    /** @type {{new: string[], changed: string[], counts: {new: number, changed: number, same: number}, seen: string}|null} */
    this.checked = null;
    /** @type {Problem[]} */
    this.problems = [];
    /** @type {string|null} */
    this.error = null;
    this.busy = false;
  }

  clear() {
    this.text = this.checked = this.error = null;
    this.name = '';
    this.problems = [];
    this.busy = false;
  }

  /** @param {File|undefined} file */
  async take(file) {
    this.clear();
    if (!file) return this.changed();
    this.name = file.name;
    if (file.size > LARGEST) {
      this.error = tooLarge();
      return this.changed();
    }
    try {
      // A spreadsheet that does not write UTF-8 would turn names into others.
      this.text = new TextDecoder('utf-8', {fatal: true}).decode(await file.arrayBuffer());
    } catch {
      this.error = t('This file is not UTF-8. Save it as “CSV UTF-8”, and choose it again.');
      return this.changed();
    }
    return this.send(true);
  }

  /** @param {boolean} check @returns {Promise<boolean>} whether it was done */
  async send(check) {
    this.busy = true;
    this.error = null;
    this.problems = [];
    this.changed();
    let isDone = false;
    try {
      const answer = await ask('POST', this.address, {text: this.text, check, seen: check ? null : this.checked?.seen});
      this.checked = answer;
      isDone = true;
    } catch (refused) {
      this.checked = null;
      this.problems = refused instanceof Refused ? refused.problem.problems ?? [] : [];
      const isTooLarge = refused instanceof Refused && refused.problem.code === 'too_large';
      if (!this.problems.length) this.error = isTooLarge ? tooLarge() : /** @type {Error} */ (refused).message;
    }
    this.busy = false;
    this.changed();
    return isDone;
  }
}

/** @param {{file: DeviceFile, close: () => void, enrol: () => void}} of */
export function fileView({file, close, enrol}) {
  const {checked} = file;
  const many = checked ? checked.counts.new + checked.counts.changed : 0;
  const names = (/** @type {string[]} */ some) => (some.length > 12 ? `${some.slice(0, 12).join(', ')} …` : some.join(', '));
  return h('section', {class: 'open-card', key: 'file', 'aria-labelledby': 'file-title'},
    h('h2', {id: 'file-title', tabindex: '-1'}, t('Many at once, by a file')),
    h('p', null, t('A table as CSV, one button on each line. Begin with the list as it is, and write further lines below.'), ' ',
      h('a', {href: `/api/v1${file.address}`, download: ''}, t('Save the list as a file'))),
    h('label', {class: 'field'}, h('span', null, t('The file')), h('input', {id: 'device-file', type: 'file', accept: '.csv,text/csv', onchange: (/** @type {any} */ event) => { file.take(event.target.files[0]); event.target.value = ''; }})),
    wrong(file.error),
    file.busy ? h('p', {role: 'status', key: 'busy'}, t('Being looked through …')) : null,
    file.problems.length ? h('div', {role: 'alert', key: 'problems'}, h('p', {class: 'place is-worry'}, t('%(file)s has errors. Nothing was changed. Mend them, and choose the file again.', {file: file.name})),
      h('ul', {class: 'differs'}, file.problems.map((one, number) => h('li', {key: String(number)}, one.line ? t('Line %(line)s', {line: one.line}) : t('The whole file'), one.column ? `, ${one.column}` : '', `: ${say(one)}`)))) : null,
    checked ? h('div', {role: 'status', key: 'checked'},
      h('p', null, h('b', null, many ? t('New: %(new)s. Changed: %(changed)s. As before: %(same)s.', checked.counts) : t('Everything in it is so already.'))),
      checked.new.length ? h('p', {class: 'quiet'}, t('New: %(names)s', {names: names(checked.new)})) : null,
      checked.changed.length ? h('p', {class: 'quiet'}, t('Changed: %(names)s', {names: names(checked.changed)})) : null) : null,
    h('div', {class: 'acts'}, many ? h('button', {type: 'button', class: 'act', id: 'enrol-file', disabled: file.busy, onclick: enrol}, t('Enrol all of these')) : null,
      h('button', {type: 'button', class: 'plain', onclick: close}, t('Close'))));
}
