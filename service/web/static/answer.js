// The page behind an answer link, kept true while it lies open: it works without this, and then says as of when it is.

const EVERY_MS = 10_000;
const page = () => document.querySelector('main');

/** What a page says, without the second in which it was asked for. @param {Document} from */
const said = (from) => {
  const main = /** @type {HTMLElement|null|undefined} */ (from.querySelector('main')?.cloneNode(true));
  main?.querySelector('.as-of')?.remove();
  return main?.innerHTML ?? '';
};

/** Ask again; nothing is answered by it. What is the same stays where a thumb or a reader is. */
async function look() {
  if (document.hidden || page()?.classList.contains('is-sent')) return;
  try {
    const answer = await fetch(location.href, {cache: 'no-store'});
    if (answer.status >= 500 || page()?.classList.contains('is-sent')) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [now, before] = [fresh.querySelector('.as-of'), document.querySelector('.as-of')];
    if (said(fresh) !== said(document)) page()?.replaceWith(/** @type {Node} */ (fresh.querySelector('main')));
    else if (now && before) before.textContent = now.textContent;
  } catch {
    // no line: the page goes on saying as of when it is
  }
}

document.addEventListener('submit', () => page()?.classList.add('is-sent'));
window.addEventListener('pageshow', () => page()?.classList.remove('is-sent')); // also when somebody goes back
document.addEventListener('visibilitychange', look);
setInterval(look, EVERY_MS);
