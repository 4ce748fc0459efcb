// A screen that visitors can see: the office's name and the time, and on a discreet one the agreed mark while something
// is going on. Nothing here may tell anybody what, where or who.

import {markClass} from './alarm-words.js';
import {h} from './element.js';
import {known} from './facts.js';
import {day, minute, now} from './time.js';
import {t} from './words.js';

/** @param {{link: import('./link.js').Link, audience: string}} live */
export function visitorView({link, audience}) {
  const marked = audience === 'discreet' && link.board.alarms.length > 0;
  return h('main', {class: 'visitor', key: 'visitor'},
    h('h1', null, known().name),
    h('p', {class: 'idle-clock'}, minute(now())),
    h('p', {class: 'idle-day'}, day(now())),
    h('footer', null,
      link.lost && link.known ? h('span', {class: 'visitor-lost'}, t('Not connected')) : null,
      marked ? h('svg', {class: markClass(link.board.alarms), viewBox: '0 0 24 24', role: 'img', 'aria-label': t('Agreed mark')},
        h('path', {d: 'M12 3l9 9-9 9-9-9z'})) : null));
}
