// Words of a plan that it says in each of its languages, with a field for each of them.

import {t} from '../words.js';
import {line} from './field.js';
import {listOf} from './names.js';

/** @param {{live: any, id: string, label: string, value: any, path: (string|number)[], words: string, max: string, wrong?: string}} of `max`: characters that one may write */
export function inLanguages({live, id, label, value, path, words, max, wrong}) {
  const langs = listOf(live.answers.all.languages);
  const isTable = Boolean(value) && typeof value === 'object';
  const texts = /** @type {Record<string, string>} */ (isTable ? value : value ? {[langs[0]]: value} : {});
  const commit = (/** @type {string} */ lang, /** @type {string} */ typed) => {
    const left = Object.fromEntries(Object.entries({...texts, [lang]: typed}).filter(([, one]) => one));
    if (!Object.keys(left).length) {
      live.draft.refused++;
      return live.draft.fail(null, t('These words are needed. Take the whole line out if it is not.'));
    }
    const isPlain = Object.keys(left).length === 1 && left[langs[0]] && !isTable;
    live.draft.edit([isTable && typed ? {op: 'put', path: [...path, lang], value: typed} : isTable ? {op: 'remove', path: [...path, lang]} : {op: 'put', path, value: isPlain ? typed : left}], words);
  };
  return langs.map((lang, at) => line({id: `${id}-${lang}`, label: langs.length > 1 ? `${label} (${lang})` : label, wide: true, value: String(texts[lang] ?? ''), wrong: at ? undefined : wrong,
    more: {maxlength: max, lang}, commit: (typed) => commit(lang, typed)}));
}
