// The one document that is edited: its text. A form changes it through the service, so that no comment is lost; every
// change can be taken back; nothing that was typed is lost when the line or the browser goes away.

import {office} from '../facts.js';
import {t} from '../words.js';
import {ask, post, Refused, Unanswered} from './desk.js';

const KEPT = `trygg.plan.${office}`;
const ME = `trygg.${office}.me`;
const MOST_UNDONE = 100;

/** @typedef {import('./rooted.js').Edit} Edit */

export class Draft {
  /** @param {() => void} changed called after every change @param {(text: string) => void} read called with each new text
   * @param {import('./answers.js').Answers} answers what is known of the text */
  constructor(changed, read, answers) {
    this.changed = changed;
    this.read = read;
    this.answers = answers;
    this.text = '';
    /** What the service keeps: the draft's text, or that of the plan in force. */
    this.stored = '';
    /** @type {number|null} */
    this.revision = null;
    /** @type {{text: string, words: string}[]} */
    this.undos = [];
    /** @type {any} */
    this.conflict = null;
    this.offline = false;
    this.busy = '';
    /** Changes that the service has not made yet. */
    this.editing = 0;
    this.error = '';
    this.notice = '';
    /** @type {{text: string, revision: number|null, at: string}|null} a text of an earlier visit that was never saved */
    this.found = null;
    /** What somebody is typing into a form and has not left yet. */
    this.typing = false;
    this.me = localStorage.getItem(ME) ?? '';
    this.queue = Promise.resolve();
    /** A change of what the standard says, which waits for its reason. @type {{edits: Edit[], words: string, clauses: string[], spot: string}|null} */
    this.asking = null;
    /** Counts what was not changed after all: fields then show again what the text says. */
    this.refused = 0;
    /** Why this person may not change the plan, in the service's words. */
    this.readonly = '';
    /** Makes edits fit the text, and says what they need first. @type {(edits: Edit[]) => {edits: Edit[], locked: string|null, ask: string[]}} */
    this.prepare = (edits) => ({edits, locked: null, ask: []});
  }

  get unsaved() {
    return this.text !== this.stored;
  }

  /** Begin with what the service keeps. @param {string} text @param {number|null} revision */
  begin(text, revision) {
    this.text = this.stored = text;
    this.revision = revision;
    this.undos = [];
    const kept = this.readonly ? null : recall();
    if (kept && kept.text !== text && kept.text.trim()) {
      // Begun where it was left off; what the service keeps can be taken instead by one button.
      this.found = kept;
      this.text = kept.text;
      this.revision = kept.revision;
    }
    this.read(this.text);
  }

  /** @param {string} person */
  iAm(person) {
    this.me = person;
    keep(ME, person);
    this.changed();
  }

  /** Write another text; `words` say what was changed, for taking it back. @param {string} text @param {string} words */
  set(text, words) {
    if (text === this.text) return;
    const last = this.undos.at(-1);
    // Typing is one change, however many letters it has.
    if (!(words === last?.words && words === t('Text typed'))) this.undos.push({text: this.text, words});
    if (this.undos.length > MOST_UNDONE) this.undos.shift();
    this.text = text;
    this.keepHere();
    this.read(text);
    this.changed();
  }

  undo() {
    const last = this.undos.pop();
    if (!last) return;
    this.text = last.text;
    this.error = '';
    this.notice = t('Taken back: %(what)s', {what: last.words});
    this.keepHere();
    this.read(this.text);
    this.changed();
  }

  keepHere() {
    if (this.unsaved) keep(KEPT, JSON.stringify({text: this.text, revision: this.revision, at: new Date().toISOString()}));
    else forget();
  }

  /** Throw away the text of an earlier visit. */
  dropFound() {
    this.found = null;
    this.set(this.stored, t('Unsaved text thrown away'));
    forget();
  }

  /** Have the service change the text; one change waits for the other. @param {Edit[]} edits @param {string} words
   * @returns {Promise<boolean>} whether it was changed */
  edit(edits, words) {
    const {locked, ask} = this.prepare(edits);
    if (locked) {
      this.refused++;
      this.fail(null, t('This is locked by %(standard)s and cannot be changed here.', {standard: locked}));
      return Promise.resolve(false);
    }
    if (ask.length) {
      this.asking = {edits, words, clauses: ask, spot: document.activeElement?.id ?? ''};
      this.error = this.notice = '';
      this.changed();
      return Promise.resolve(false);
    }
    return this.make(edits, words);
  }

  /** Make the change that waited for its reason, or leave everything as it is. @param {string} why empty: leave it */
  async answerWhy(why) {
    const asked = this.asking;
    if (!asked) return;
    this.asking = null;
    this.refused++;
    if (why) await this.make([...asked.edits, ...asked.clauses.map((clause) => ({op: /** @type {'put'} */ ('put'), path: ['deviations', clause], value: why}))], asked.words);
    else this.changed();
    document.getElementById(asked.spot)?.focus();
  }

  /** @param {Edit[]} edits @param {string} words @returns {Promise<boolean>} */
  make(edits, words) {
    this.editing++;
    this.changed();
    const done = this.queue.then(async () => {
      this.error = '';
      try {
        await this.answers.know(this.text);
        const {text, tree, whole} = await post('/edit', {text: this.text, edits: this.prepare(edits).edits});
        this.offline = false;
        this.notice = words;
        this.answers.grown(text, tree, whole);
        this.set(text, words);
        return true;
      } catch (wrong) {
        this.fail(wrong, t('Not changed: %(why)s', {why: /** @type {Error} */ (wrong).message}));
        return false;
      }
    });
    this.queue = done.then(() => {
      this.editing--;
      this.changed();
    });
    return done;
  }

  /** @param {unknown} wrong @param {string} words */
  fail(wrong, words) {
    if (wrong instanceof Unanswered) this.offline = true;
    if (wrong instanceof Refused && wrong.status === 403) this.readonly = wrong.message;
    this.notice = '';
    this.error = words;
    this.changed();
  }

  /** Save the draft; somebody else's change in between is shown, and nothing is overwritten. */
  async save() {
    if (this.busy) return false;
    this.busy = 'save';
    this.error = '';
    this.changed();
    const sent = this.text;
    try {
      const draft = await ask('PUT', '/draft', {text: sent, revision: this.revision, by: this.me});
      this.revision = draft.revision;
      this.stored = sent;
      this.found = null;
      this.offline = false;
      this.notice = t('The draft is saved.');
      this.keepHere();
      return true;
    } catch (wrong) {
      if (wrong instanceof Refused && wrong.status === 409 && wrong.problem.theirs) {
        this.conflict = {theirs: wrong.problem.theirs, differences: wrong.problem.differences ?? []};
        this.notice = '';
      } else {
        this.fail(wrong, t('Not saved: %(why)s', {why: /** @type {Error} */ (wrong).message}));
      }
      return false;
    } finally {
      this.busy = '';
      this.changed();
    }
  }

  /** Settle a conflict: mine over theirs, or theirs, with mine still to be had by taking back. @param {'mine'|'theirs'} which */
  async settle(which) {
    const {theirs} = this.conflict;
    this.conflict = null;
    this.revision = theirs.revision;
    this.stored = theirs.text;
    if (which === 'mine') return this.save();
    this.set(theirs.text, t('Their text taken instead of mine'));
    this.keepHere();
    this.changed();
    return true;
  }
}

/** @param {string} key @param {string} value */
function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // a browser that keeps nothing still edits
  }
}

function forget() {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // nothing was kept
  }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null');
  } catch {
    return null;
  }
}
