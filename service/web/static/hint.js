// On pages that are made by the service: a place below each field in which somebody writes freely, for what it may tell.

import {tellClues} from './clues.js';
import {loadWords} from './words.js';

const fields = /** @type {NodeListOf<HTMLTextAreaElement>} */ (document.querySelectorAll('textarea[data-hint]'));
if (fields.length) {
  await loadWords();
  fields.forEach((field) => {
    const said = document.createElement('p');
    said.className = 'hint';
    said.setAttribute('aria-live', 'polite');
    field.after(said);
    tellClues(field);
  });
}
