// One thing at a time on a page: while it is under way nothing else begins, and afterwards the page looks anew.

export class Deed {
  /** @param {() => void} draw @param {() => Promise<void>} look */
  constructor(draw, look) {
    this.draw = draw;
    this.look = look;
    this.busy = false;
    /** @type {string|null} */
    this.error = null;
    /** @type {string|null} */
    this.notice = null;
  }

  /** Nothing is said any more of what was done before. */
  clear() {
    this.error = this.notice = null;
  }

  /** Do something, and show how it is then; says whether it was done. @param {() => Promise<string|null>} doing returns what to say of it */
  async act(doing) {
    if (this.busy) return false;
    this.busy = true;
    this.clear();
    this.draw();
    try {
      this.notice = await doing();
    } catch (refused) {
      this.error = /** @type {Error} */ (refused).message;
    }
    this.busy = false;
    const isDone = this.error === null;
    await this.look();
    return isDone;
  }
}
