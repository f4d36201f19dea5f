// @ts-check
// Values of system information as the appliance takes them (crates/protocol/src/info), and the ways in
// which there is none: the browser has no such thing, may not tell it, or did not.

/** @typedef {import('./wire.js').InfoValue} InfoValue */
/** @typedef {{key: string, label?: string, value: InfoValue}} Property */
/** @typedef {() => InfoValue | Promise<InfoValue>} Told */

/** For how long one value is waited for. */
const PATIENCE_MS = 5_000;

export const UNKNOWN = /** @type {InfoValue} */ ({ kind: 'unknown' });
export const NOT_SUPPORTED = /** @type {InfoValue} */ ({ kind: 'not_supported' });
export const NOT_PERMITTED = /** @type {InfoValue} */ ({ kind: 'not_permitted' });

/** @param {unknown} told a browser that tells nothing says so with an empty text @returns {InfoValue} */
export const text = (told) => (told === undefined || told === '' ? NOT_SUPPORTED : typeof told === 'string' ? { kind: 'text', text: told } : UNKNOWN);

/** @param {unknown} told @returns {InfoValue} */
export const flag = (told) => (told === undefined ? NOT_SUPPORTED : { kind: 'flag', on: Boolean(told) });

/** @param {unknown} told @param {(whole: number) => InfoValue} make @returns {InfoValue} */
const whole = (told, make) => {
  if (told === undefined || told === null) return NOT_SUPPORTED;
  const number = Math.round(Number(told));
  return Number.isSafeInteger(number) ? make(number) : UNKNOWN;
};

/** @param {unknown} told */
export const count = (told) => whole(told, (count) => (count < 0 ? UNKNOWN : { kind: 'count', count }));

/** @param {unknown} told */
export const bytes = (told) => whole(told, (bytes) => (bytes < 0 ? UNKNOWN : { kind: 'bytes', bytes }));

/** @param {unknown} told in milliseconds */
export const duration = (told) => whole(told, (ms) => ({ kind: 'duration', ms }));

/** @param {unknown} told in milliseconds since 1970 */
export const moment = (told) => whole(told, (at) => ({ kind: 'moment', at }));

/** @param {number | undefined | null} told @param {string} unit */
export const measure = (told, unit) => whole(told === undefined || told === null ? told : told * 1000, (milli) => ({ kind: 'measure', milli, unit }));

/** Why something was not told, by what the browser throws. @param {unknown} error @returns {InfoValue} */
export function absent(error) {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return NOT_PERMITTED;
  return name === 'NotSupportedError' ? NOT_SUPPORTED : UNKNOWN;
}

/** What is told, in its time. @param {Told} tell @param {number} [patience] @returns {Promise<InfoValue>} */
export async function guarded(tell, patience = PATIENCE_MS) {
  /** @type {number | undefined} */ let timer;
  const late = new Promise((done) => (timer = setTimeout(() => done(UNKNOWN), patience)));
  try {
    return /** @type {InfoValue} */ (await Promise.race([tell(), late]));
  } catch (error) {
    return absent(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A reading's body of one group. What one of the values does never keeps the others away.
 * @param {Record<string, Told | [string, Told]>} told what to tell by its key, with a label where the console has no word for it
 * @param {{id: string, label?: string}} [group]
 */
export async function properties(told, group = { id: 'main' }) {
  const all = Object.entries(told).map(async ([key, one]) => {
    const [label, tell] = Array.isArray(one) ? one : [undefined, one];
    return { key, ...(label && { label }), value: await guarded(tell) };
  });
  return { kind: 'properties', groups: [{ ...group, properties: await Promise.all(all) }] };
}

/** Things that this browser does not tell of. @param {...string} keys @returns {Record<string, Told>} */
export const without = (...keys) => Object.fromEntries(keys.map((key) => [key, () => NOT_SUPPORTED]));
