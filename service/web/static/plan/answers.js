// What the service says of the text: what is in it, what is wrong, whether it holds, and what it changes. Asked again
// after every change; an answer to an older text is thrown away.

import {ask, post, Unanswered} from './desk.js';
import {may} from './reading.js';

const QUIET = 300; // ms without a further change before the service is asked
const SLOW = 60_000; // ms that a proof may take

export class Answers {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {{plan: any, tree: any, usable: boolean, findings: any[], version: string|null, deviations: any[]}|null} */
    this.read = null;
    /** The last text's content that could be read at all: forms go on showing it. @type {any} */
    this.tree = {};
    /** The text whose content `tree` is. @type {string|null} */
    this.of = null;
    this.readable = true;
    /** What the agency's standard under the text says, and which of it is locked. @type {{name: string, tree: any, locked: Record<string, string>}|null} */
    this.base = null;
    /** @type {any} */
    this.whole = null;
    /** @type {any} */
    this.coverage = null;
    /** @type {any[]|null} */
    this.differences = null;
    this.pending = false;
    this.offline = false;
    this.error = '';
    this.weeks = 4;
    this.week = '';
    this.text = '';
    this.count = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** What the plan says: the text's content, on top of what its standard says. */
  get all() {
    return this.base && this.whole ? this.whole : this.tree;
  }

  get findings() {
    return this.read?.findings ?? [];
  }

  get errors() {
    return this.findings.filter((/** @type {any} */ one) => one.severity === 'error');
  }

  get warnings() {
    return this.findings.filter((/** @type {any} */ one) => one.severity !== 'error');
  }

  /** @param {string} text */
  about(text) {
    const first = !this.text;
    this.text = text;
    // What is still on its way is about an older text: it would take back what a form has changed since.
    this.count++;
    this.pending = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), first ? 0 : QUIET);
  }

  /** Ask everything about the text: first what is quick, so that the page says something soon. */
  async ask() {
    const count = ++this.count;
    const text = this.text;
    const isOld = () => count !== this.count;
    this.pending = true;
    await this.trying(isOld, async () => {
      const read = may('try_plan') ? await post('/read', {text}) : await ask('GET', '/read');
      if (isOld()) return;
      this.take(read, text);
      this.offline = false;
      this.changed();
      if (!read.usable || !may('try_plan')) {
        this.coverage = this.differences = null;
        return;
      }
      const week = this.week ? {week: this.week} : {};
      const [quick, diff] = await Promise.all([
        post('/coverage', {text, weeks: this.weeks, mends: false, ...week}, SLOW), post('/diff', {old: null, new: text}).catch(() => ({differences: null})),
      ]);
      if (isOld()) return;
      this.coverage = {...quick, weaknesses: this.coverage?.weaknesses ?? [], single_points: this.coverage?.single_points ?? [], searching: true};
      this.differences = diff.differences;
      this.changed();
      const coverage = await post('/coverage', {text, weeks: this.weeks, without_one: true, ...week}, SLOW);
      if (!isOld()) this.coverage = coverage;
    });
  }

  /** @param {any} read @param {string} text */
  take(read, text) {
    this.read = read;
    this.readable = read.tree !== null && typeof read.tree === 'object' && !Array.isArray(read.tree);
    this.of = text;
    if (!this.readable) return;
    this.tree = read.tree;
    this.base = read.base ?? null;
    this.whole = read.whole ?? null;
  }

  /** What a form's change made of the text, before the rest is known of it. @param {string} text @param {any} tree @param {any} whole */
  grown(text, tree, whole) {
    if (!tree) return;
    this.of = text;
    this.tree = tree;
    if (whole) this.whole = whole;
  }

  /** Know what a text says before it is changed: after taking back or typing it may not be known yet. @param {string} text */
  async know(text) {
    if (this.of !== text) this.take(await post('/read', {text}), text);
  }

  /** Show another week in the grid. @param {string} week its Monday */
  async turn(week) {
    this.week = week;
    if (this.pending || !this.coverage) return this.ask();
    const count = ++this.count;
    const isOld = () => count !== this.count;
    this.pending = true;
    this.changed();
    await this.trying(isOld, async () => {
      const {grid} = await post('/coverage', {text: this.text, weeks: 1, mends: false, week}, SLOW);
      if (!isOld()) this.coverage = {...this.coverage, grid};
    });
  }

  /** @param {() => boolean} isOld @param {() => Promise<void>} asking */
  async trying(isOld, asking) {
    let wrong = null;
    try {
      await asking();
    } catch (caught) {
      wrong = caught;
    }
    if (isOld()) return;
    this.offline = wrong instanceof Unanswered;
    this.error = wrong ? /** @type {Error} */ (wrong).message : '';
    this.pending = false;
    this.changed();
  }
}
