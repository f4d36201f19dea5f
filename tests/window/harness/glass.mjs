// What stands on an X display, pixel by pixel, and what hands do there.
import { execFileSync } from 'node:child_process';

/** Bytes of one picture at most. */
const LARGEST = 64 * 1024 * 1024;

/** @typedef {{x: number, y: number, width: number, height: number}} Area */

/** The pixels of a part of a display, three bytes each, row by row. @param {string} display @param {Area} area */
export function pixels(display, { x, y, width, height }) {
  const crop = `${width}x${height}+${x}+${y}`;
  const args = ['-display', display, '-window', 'root', '-crop', crop, '+repage', '-depth', '8', 'rgb:-'];
  return execFileSync('import', args, { maxBuffer: LARGEST });
}

/** How many pixels are not the same; all where the sizes differ. @param {Buffer} one @param {Buffer} other */
export function differences(one, other) {
  if (one.length !== other.length) return Math.max(one.length, other.length);
  let count = 0;
  for (let at = 0; at < one.length; at += 3) {
    if (one[at] !== other[at] || one[at + 1] !== other[at + 1] || one[at + 2] !== other[at + 2]) count += 1;
  }
  return count;
}

/** How many colours there are: one alone says that nothing is shown. @param {Buffer} picture */
export function colours(picture) {
  const found = new Set();
  for (let at = 0; at < picture.length; at += 3) found.add(picture.readUIntBE(at, 3));
  return found.size;
}

/** Moves the pointer, presses buttons and keys, as the X server's own devices would. @param {string} display @param {string[]} words */
export function hand(display, ...words) {
  execFileSync('xdotool', words, { env: { ...process.env, DISPLAY: display } });
}
