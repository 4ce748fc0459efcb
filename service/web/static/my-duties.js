// What somebody is to do in an alarm by the plan in force, and one tap to say that she has read it.

import {dutyFirst, dutyRest} from './duty.js';
import {h} from './element.js';
import {known, roleOf} from './facts.js';
import {icon} from './icon.js';
import {ask} from './plan/desk.js';
import {t} from './words.js';

/** The duties of whoever holds this telephone. */
export class MyDuties {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {any} */
    this.plan = null;
    /** @type {string|null} */
    this.busy = null;
    /** @type {string|null} */
    this.error = null;
  }

  /** Look up who has read what; without an answer what was known stays. */
  async lookUp() {
    try {
      this.plan = (await ask('GET', '')).in_force;
    } catch {
      return;
    }
    this.changed();
  }

  /** Say that a duty was read: that of the version which is shown. @param {string} role @param {string} who */
  async say(role, who) {
    if (this.busy) return;
    this.busy = role;
    this.error = null;
    this.changed();
    try {
      this.plan = (await ask('POST', '/read-duty', {role, by: who, version: this.plan.version})).in_force;
    } catch (wrong) {
      this.error = wrong instanceof Error ? wrong.message : String(wrong);
    }
    this.busy = null;
    this.changed();
  }

  /** @param {string} who */
  view(who) {
    // What this page can show is the plan it was given: another version's words are not hers to confirm here.
    if (!this.plan || this.plan.version !== known().plan?.version) return null;
    const own = (/** @type {any[]} */ all) => all.filter((one) => one.person === who).map((one) => one.role);
    const unread = own(this.plan.unread);
    const read = own(this.plan.read);
    if (!unread.length && !read.length) return null;
    return h('section', {class: 'duties', key: 'duties', 'aria-labelledby': 'duties-title'},
      h('h2', {id: 'duties-title'}, t('Your duties')),
      this.error ? h('p', {class: 'sheet-error', role: 'alert'}, icon('warning'), this.error) : null,
      h('ul', null,
        unread.map((role) => h('li', {key: `unread-${role}`}, h('h3', null, roleOf(role)), dutyFirst(role), dutyRest(role),
          h('button', {type: 'button', class: 'big is-primary', disabled: this.busy !== null, onclick: () => this.say(role, who)},
            this.busy === role ? t('Being sent …') : t('I have read it')))),
        read.map((role) => h('li', {key: `read-${role}`}, h('details', null,
          h('summary', null, h('span', null, roleOf(role)), h('small', null, t('You have read it'))),
          dutyFirst(role), dutyRest(role))))));
  }
}
