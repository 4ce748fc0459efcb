// Where a home visit is, on the telephone of whoever is called when it becomes an alarm: asked for when it is, kept nowhere.

import {h} from './element.js';
import {leads} from './facts.js';
import {t} from './words.js';

export class Visits {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** By alarm: the street; null while it is asked for, and where it is not told. @type {Map<string, string|null>} */
    this.known = new Map();
  }

  /** The line with the street, under the place that nobody knows. @param {any} alarm @param {any[]} undertakings @param {string} me */
  line(alarm, undertakings, me) {
    const visit = (undertakings ?? []).find((one) => one.kind === 'meeting' && one.alarm === alarm.alarm && one.place === 'home_visit');
    if (!visit) return null;
    const called = alarm.responders.map((/** @type {any} */ r) => r.responder);
    if ([...called, visit.watcher, visit.colleague].includes(me) || leads(me)) this.lookUp(alarm);
    const where = this.known.get(alarm.alarm);
    return h('p', {class: 'call-visit', key: 'visit'}, h('span', null, where ? t('Home visit: %(where)s', {where}) : t('Home visit')));
  }

  /** @param {any} alarm */
  lookUp(alarm) {
    if (this.known.has(alarm.alarm)) return;
    this.known.set(alarm.alarm, null);
    fetch(`/api/v1/alarms/${encodeURIComponent(alarm.alarm)}/visit`).then(async (answer) => {
      if (answer.ok) this.known.set(alarm.alarm, (await answer.json()).where);
      else if (answer.status >= 500) this.known.delete(alarm.alarm);
      this.changed();
    }).catch(() => this.known.delete(alarm.alarm));
  }
}
