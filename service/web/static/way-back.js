// Where the focus goes while a question stands in the place of what had opened it, and that it finds its way back.

export class WayBack {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** What had opened the question: drawn anew it is another element. @type {{id: string, words: string}|null} */
    this.from = null;
    /** @type {'in'|'back'|null} */
    this.due = null;
  }

  /** Something is asked, or is asked no more; call it before that is drawn. @param {boolean} wasOpen @param {boolean} isOpen */
  turn(wasOpen, isOpen) {
    const active = document.activeElement;
    if (!wasOpen && isOpen) this.from = active instanceof HTMLElement && this.root.contains(active) ? {id: active.id, words: active.textContent ?? ''} : null;
    this.due = isOpen ? 'in' : wasOpen ? 'back' : this.due;
  }

  /** Call it when it has been drawn. */
  follow() {
    const {due, from} = this;
    this.due = null;
    if (due === 'in') /** @type {HTMLElement|null} */ (this.root.querySelector('[data-first]'))?.focus();
    if (due !== 'back' || !from) return;
    // What has a name of its own is not looked for by its words: others may say the same, and be about something else.
    const buttons = [...this.root.querySelectorAll('button')];
    buttons.find((one) => (from.id ? one.id === from.id : one.textContent === from.words))?.focus();
  }
}
