// @ts-check
// What people typed, made fit for showing. The rule is the one of the appliance's `for_display`:
// control characters (but newline and tab) and direction overrides become U+FFFD.

// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text that hides and reorders nothing. @param {string} text */
export const forDisplay = (text) => text.replace(HIDDEN, '\ufffd');

/**
 * A text cut into plain runs and web addresses. Only whole `http` and `https` addresses count;
 * the full stop that ends a sentence is not part of one.
 * @param {string} text
 * @returns {{text: string, href?: string}[]}
 */
export function parts(text) {
  const shown = forDisplay(text);
  /** @type {{text: string, href?: string}[]} */
  const found = [];
  let from = 0;
  for (const match of shown.matchAll(/\bhttps?:\/\/[^\s<>"'`\ufffd]+/gi)) {
    const address = trimmed(match[0]);
    const href = safe(address);
    if (!href) continue;
    if (match.index > from) found.push({ text: shown.slice(from, match.index) });
    found.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < shown.length) found.push({ text: shown.slice(from) });
  return found;
}

/** Without the punctuation that follows an address in a sentence. @param {string} address */
function trimmed(address) {
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1];
    const closes = last === ')' && opened(address.slice(0, end)) < 0;
    if (!/[.,;:!?…”’\]}]/.test(last) && !closes) break;
  }
  return address.slice(0, end);
}

/** How many brackets are open at the end; below zero where too many are closed. @param {string} text */
const opened = (text) => text.split('(').length - text.split(')').length;

/** The address as the browser reads it, if it is one for the web. @param {string} address */
function safe(address) {
  try {
    const url = new URL(address);
    const web = url.protocol === 'http:' || url.protocol === 'https:';
    // A name before an @ makes an address look like another site's.
    return web && !url.username && !url.password ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** At most nine digits in groups of three. @param {string} typed */
export const grouped = (typed) => typed.replace(/\D/g, '').slice(0, 9).replace(/(\d{3})(?=\d)/g, '$1 ');

/** Bytes of UTF-8. @param {string} text */
export const bytes = (text) => new TextEncoder().encode(text).length;

/** The first letters for a name's disc. @param {string} name */
export function initials(name) {
  const words = forDisplay(name).split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]].map((w) => [...w][0]) : [...(words[0] ?? '?')].slice(0, 2);
  return letters.join('').toUpperCase();
}

/** Seconds as m:ss, or h:mm:ss from an hour on. @param {number} seconds */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Until when something works, in the time of this place. @param {number} until @param {number} now */
export function untilWords(until, now) {
  const [end, today] = [new Date(until), new Date(now)];
  const time = end.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const days = Math.round((midnight(end) - midnight(today)) / 86_400_000);
  if (days === 0) return `until ${time} today`;
  if (days === 1) return `until ${time} tomorrow`;
  return `until ${end.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })}, ${time}`;
}

/** @param {Date} day */
const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
