// What this telephone keeps by itself: a browser that may keep nothing asks again instead.

/** For as long as the page is open, through every reload. */
export const forNow = {
  /** @param {string} name @returns {any} */
  read(name) {
    try { return JSON.parse(sessionStorage.getItem(name) ?? 'null'); } catch { return null; }
  },
  /** @param {string} name @param {any} value  null takes it away */
  write(name, value) {
    try {
      if (value === null) sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, JSON.stringify(value));
    } catch {
      // without it a reload begins anew
    }
  },
};

/** For as long as the telephone keeps it: words as they are. */
export const forLong = {
  /** @param {string} name @returns {string|null} */
  read(name) {
    try { return localStorage.getItem(name); } catch { return null; }
  },
  /** @param {string} name @param {string|null} value */
  write(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // a telephone that forgets asks again next time
    }
  },
};
