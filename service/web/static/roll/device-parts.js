// What the page of buttons and gateways shows while one is given its password: a form for a gateway, and what to write down.

import {h} from '../element.js';
import {day} from '../time.js';
import {t} from '../words.js';
import {copied, toCopy} from './parts.js';

/**
 * What has to be written into a device: shown once.
 * @param {{made: import('./devices.js').Made, broker: import('./devices.js').Shown['broker'], draw: () => void, close: () => void}} of
 */
export function madeView({made, broker, draw, close}) {
  const one = (/** @type {string} */ id, /** @type {string} */ label, /** @type {string} */ text) => toCopy({
    id, label, text, copied: made.copied === id, copy: async () => { made.copied = await copied(id, text) ? id : null; draw(); },
  });
  const press = made.kind === 'gateway' ? made.publishes.join(', ') : made.publishes.find((topic) => topic.endsWith('/press')) ?? made.publishes[0] ?? '';
  return h('section', {class: 'open-card', key: 'made', 'aria-labelledby': 'made-title'},
    h('h2', {id: 'made-title', tabindex: '-1'}, t('Write this into %(device)s', {device: made.device})),
    h('p', null, t('The password is shown only now. Whoever has it can press in its name: copy it, and leave it nowhere.')),
    h('div', {class: 'made-beside'},
      h('div', {class: 'made'},
        one('made-broker', t('Broker'), broker.address), one('made-user', t('User name'), made.user), one('made-password', t('Password, shown only now'), made.password),
        one('made-topic', made.kind === 'gateway' ? t('Everything below') : t('It presses on the topic'), press),
        made.hears.length && made.kind !== 'gateway' ? one('made-hears', t('It is answered on the topic'), made.hears[0]) : null),
      h('figure', {class: 'code-picture'},
        h('svg', {viewBox: `0 0 ${made.code.size} ${made.code.size}`, role: 'img', 'aria-label': t('Broker, user name and password as a QR code'), 'shape-rendering': 'crispEdges'},
          h('rect', {width: made.code.size, height: made.code.size, fill: '#fff'}), h('path', {d: made.code.path, fill: '#000'})),
        h('figcaption', {class: 'quiet'}, t('The same as a QR code, for a device that reads one')))),
    broker.tls || broker.follows !== 'by_itself' ? null : h('p', {class: 'quiet'}, t('This address is reached from Trygg’s own computer only. For buttons elsewhere set TRYGG_BROKER_HOST.')),
    broker.authority ? h('details', {class: 'part'}, h('summary', null, t('The certificate that it has to trust')),
      h('div', {class: 'part-body'}, h('p', {class: 'quiet'}, t('It is no secret, and the same for every button.')),
        h('textarea', {readonly: true, rows: '6', class: 'pem', 'aria-label': t('The certificate that it has to trust'), '.value': broker.authority}))) : null,
    made.old_until ? h('p', null, t('The old password holds until %(day)s. End it as soon as the new one works.', {day: day(made.old_until)})) : null,
    broker.follows === 'by_itself' ? null : h('p', null, broker.follows === 'files' ? t('It counts within seconds. Where your mosquitto does not follow, this page and the screens say so.')
      : t('It holds when the files are written and your mosquitto is reloaded: trygg broker config --out …')),
    h('p', {class: 'quiet'}, t('Then press it, and look at the screen: a device on a topic that is not its own is not told so.')),
    h('div', {class: 'acts'}, h('button', {type: 'button', class: 'act', onclick: close}, t('I have written it down'))));
}

/** @param {{busy: boolean, close: () => void, give: (device: string, prefixes: string[]) => void}} of */
export const gatewayForm = ({busy, close, give}) => h('form', {class: 'open-card', key: 'gateway-form', 'aria-labelledby': 'gateway-title', onsubmit: (/** @type {any} */ event) => {
  event.preventDefault();
  const typed = Object.fromEntries(new FormData(event.target));
  give(String(typed.device).trim(), String(typed.prefixes).split(/[\s,]+/).filter(Boolean));
}},
h('h2', {id: 'gateway-title'}, t('Let a gateway in')),
h('p', {class: 'quiet'}, t('A gateway speaks for buttons that cannot themselves, for instance Zigbee2MQTT. Whoever has its password can press for every one of them.')),
h('div', {class: 'fields'},
  h('label', {class: 'field'}, h('span', null, t('What it is called: small letters, digits and hyphens')), h('input', {id: 'gateway-name', name: 'device', required: true, maxlength: '63', pattern: '[a-z0-9][a-z0-9\\-]*', autocomplete: 'off', spellcheck: 'false'})),
  h('label', {class: 'field'}, h('span', null, t('The first levels of its topics, for instance zigbee2mqtt')), h('input', {name: 'prefixes', required: true, maxlength: '250', autocomplete: 'off', spellcheck: 'false'}))),
h('div', {class: 'acts'}, h('button', {class: 'act', disabled: busy}, t('Let it in')),
  h('button', {type: 'button', class: 'plain', onclick: close}, t('Cancel'))));
