// @ts-check
// What a user agent's text tells. Browsers freeze much of it, so it is read only where there is nothing
// better, and what it hides is left out.

/** System and version by the user agent; those that it hides are left out. @param {string} agent @returns {[string | undefined, string | undefined]} */
export function systemOf(agent) {
  const android = /Android (\d+(?:\.\d+)*)/.exec(agent);
  // Chromium says "Android 10; K" for all of them.
  if (android) return ['Android', /Android 10; K\)/.test(agent) ? undefined : android[1]];
  const ios = /(?:iPhone|CPU) OS (\d+(?:_\d+)*)/.exec(agent);
  if (ios) return ['iOS', ios[1].replaceAll('_', '.')];
  if (/Windows NT 10/.test(agent)) return ['Windows', '10 or 11'];
  if (/Windows/.test(agent)) return ['Windows', undefined];
  if (/Mac OS X/.test(agent)) return ['macOS', undefined];
  return [/CrOS/.test(agent) ? 'ChromeOS' : /Linux/.test(agent) ? 'Linux' : undefined, undefined];
}

const BROWSERS = /** @type {[string, RegExp][]} */ ([
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Edge', /Edg(?:A|iOS)?\/([\d.]+)/],
  ['Opera', /OPR\/([\d.]+)/],
  ['Samsung Internet', /SamsungBrowser\/([\d.]+)/],
  ['Chrome', /(?:Chrome|CriOS)\/([\d.]+)/],
  ['Safari', /Version\/([\d.]+).* Safari/],
]);

/** Name and version by the user agent. @param {string} agent @returns {[string | undefined, string | undefined]} */
export function browserOf(agent) {
  for (const [name, pattern] of BROWSERS) {
    const found = pattern.exec(agent);
    if (found) return [name, found[1]];
  }
  return [undefined, undefined];
}

/** @param {string} agent */
export const engineOf = (agent) => (/Firefox\//.test(agent) ? 'Gecko' : /Chrome\//.test(agent) ? 'Blink' : /AppleWebKit/.test(agent) ? 'WebKit' : undefined);
