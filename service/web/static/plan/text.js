// The plan as text, with what is wrong at its lines. It is the same document that the forms change.

import {h} from '../element.js';
import {t} from '../words.js';

/** @param {any} live */
export function textView(live) {
  const {draft, answers} = live;
  const lines = draft.text.split('\n').length;
  const marked = new Map();
  for (const one of answers.findings) {
    if (marked.get(one.line) !== 'error') marked.set(one.line, one.severity);
  }
  return [
    h('p', {class: 'lead'}, draft.readonly ? t('This text is the plan.') : t('This text is the plan. The forms change the same text, and your comments in it stay.')),
    h('section', {class: 'text-findings', id: 'text-findings', 'aria-labelledby': 'findings-title'},
      h('h2', {id: 'findings-title'}, answers.findings.length ? t('What is wrong with the text') : t('Nothing is wrong with the text.')),
      h('ol', {class: 'findings'}, answers.findings.slice(0, 100).map((/** @type {any} */ one, /** @type {number} */ at) =>
        h('li', {class: `finding is-${one.severity}`, key: at},
          h('button', {type: 'button', class: 'plain', onclick: () => jump(one.line, one.column)}, t('Line %(line)s', {line: one.line})),
          h('p', null, h('strong', null, one.message), ' ', one.remedy, ' ', h('span', {class: 'quiet'}, one.code)))))),
    h('div', {class: 'writing', key: 'writing'},
      h('div', {class: 'gutter', 'aria-hidden': 'true'}, Array.from({length: lines}, (_, at) =>
        h('span', {class: marked.has(at + 1) ? `is-${marked.get(at + 1)}` : null, key: at}, at + 1))),
      h('textarea', {id: 'text', class: 'text', spellcheck: 'false', wrap: 'off', autocapitalize: 'off', autocomplete: 'off', rows: Math.max(24, lines + 1), 'aria-label': t('The plan as text'),
        'aria-describedby': answers.findings.length ? 'text-findings' : null, readonly: Boolean(draft.readonly), '.value': draft.text,
        oninput: (/** @type {any} */ event) => draft.set(event.target.value, t('Text typed'))})),
    h('p', null, h('button', {type: 'button', class: 'plain', onclick: () => download(live)}, t('Keep a copy of the text on this computer'))),
  ];
}

/** Put the cursor at a place of the text. @param {number} line @param {number} [column] */
export function jump(line, column = 1) {
  const area = /** @type {HTMLTextAreaElement|null} */ (document.getElementById('text'));
  if (!area) return;
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  area.focus();
  area.setSelectionRange(start + column - 1, start + (lines[line - 1]?.length ?? 0));
  const height = area.scrollHeight / area.value.split('\n').length;
  window.scrollTo({top: area.getBoundingClientRect().top + scrollY + height * (line - 6)});
}

/** @param {any} live */
function download(live) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([live.draft.text], {type: 'application/yaml'}));
  link.download = `${live.office}.yaml`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}
