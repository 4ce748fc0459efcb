// How the name of a zone stands in it: whole in as few lines as it takes, or as much of it as can be read. Pure.

const LINES = 4; // into which a whole name is laid
const MOST = 6; // of one that is shortened
const SHORTEST = 3; // letters on each side of where a word is cut

/** A name in one line, in two, and so on, each about as long as the others. @param {string} name @returns {string[][]} */
export function wrapped(name) {
  const words = name.split(' ');
  return [...Array(Math.min(LINES, words.length)).keys()].map((more) => {
    /** @type {string[]} */
    const lines = [];
    for (const word of words) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + word.length / 2 < name.length / (more + 1)) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

/** As much of a name as there is room for, and its number in any case: that is what tells rooms of one kind apart.
 * @param {string} name @param {number} letters  in a line @param {number} room  for lines @returns {string[]} */
export function shortened(name, letters, room) {
  const wide = Math.max(letters, 2);
  const most = Math.min(Math.max(room, 1), MOST);
  const lines = laid(name, wide);
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  const words = name.split(' ');
  const at = words.findLastIndex((word) => /[0-9]/.test(word));
  const number = words[at];
  const isThere = at >= 0 && kept.slice(0, -1).join(' ').split(' ').includes(number);
  if (at < 0 || isThere || number.length > wide) return [...kept.slice(0, -1), ended(kept[most - 1], wide)];
  const called = at && `… ${words[at - 1]} ${number}`; // what is numbered, where there is room for the word
  const tail = called && called.length <= wide ? called : `… ${number}`;
  if (most > 1) return [...kept.slice(0, -1), tail.length > wide ? number : tail];
  return [wide > tail.length + SHORTEST ? `${kept[0].slice(0, wide - tail.length)}${tail}` : number];
}

/** A line that says that it goes on. @param {string} line @param {number} wide */
const ended = (line, wide) => `${line.slice(0, wide - 1).trimEnd()}…`;

/** All of a name in lines; a word that is longer than one is cut. @param {string} name @param {number} wide @returns {string[]} */
function laid(name, wide) {
  /** @type {string[]} */
  const lines = [];
  for (const word of name.split(' ').flatMap((one) => cut(one, wide))) {
    const last = lines.at(-1);
    if (last !== undefined && !last.endsWith('-') && last.length + 1 + word.length <= wide) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** @param {string} word @param {number} wide @returns {string[]} */
function cut(word, wide) {
  if (word.length <= wide) return [word];
  const at = Math.max(1, Math.min(wide - 1, word.length - SHORTEST));
  return [`${word.slice(0, at)}-`, ...cut(word.slice(at), wide)];
}
