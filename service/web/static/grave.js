// Faults that keep a press from going all the way, or the plan from being kept. Each is said by itself, and no flat battery
// hides it; a lesser fault is shown too, but does not take away that the screen is connected and true.

const GRAVE = ['broker_down', 'taken_over', 'timers_late', 'job_failed', 'spool_down', 'store_down', 'plan_fallback'];

/** The codes of the grave faults, the gravest first. */
export const graveCodes = () => GRAVE;

/** @param {{code: string}} fault */
export const isGrave = (fault) => GRAVE.includes(fault.code);

/** The grave ones among what a heartbeat reports. @param {any[]} faults @returns {any[]} */
export const graveOf = (faults) => faults.filter(isGrave);
