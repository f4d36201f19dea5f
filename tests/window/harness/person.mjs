// Two hands at the console, over a device's screen: the pointer, fingers and the keys of a keyboard.
import { execFileSync } from 'node:child_process';
import { hand } from './glass.mjs';
import { until } from './until.mjs';

/** @typedef {import('./console.mjs').Console} Console */
/** @typedef {import('./device.mjs').Device} Device */
/** @typedef {readonly [number, number]} Spot a pixel of the device's screen */

/** Keys of a PC's keyboard by their places, as X servers number them. */
export const PLACES = { q: 24, e: 26, y: 29, a: 38, seven: 16, space: 65, enter: 36, altGr: 108, acute: 21, circumflex: 49 };

/** Somebody who looks at a device through a console. */
export class Person {
  /** @param {Console} console @param {Device} device */
  constructor(console, device) {
    this.console = console;
    this.device = device;
  }

  /** Where the picture is on the console's display. */
  place() {
    return this.console.window.run(`
      const { x, y, width, height } = document.querySelector('.stage canvas').getBoundingClientRect()
      return { x: screenX + x, y: screenY + y, width, height }`);
  }

  /** Waits until the picture has stayed in its place for a while: what moves is missed by a click. */
  async still() {
    let before = '';
    let since = Date.now();
    await until('the picture stands still', async () => {
      const now = JSON.stringify(await this.place());
      if (now !== before) [before, since] = [now, Date.now()];
      return Date.now() - since > 400;
    });
  }

  /** Moves the console's pointer over a spot. @param {Spot} spot */
  async point([x, y]) {
    const picture = await this.place();
    const across = picture.x + ((x + 0.5) * picture.width) / this.device.size.width;
    const down = picture.y + ((y + 0.5) * picture.height) / this.device.size.height;
    hand(this.console.display, 'mousemove', String(Math.round(across)), String(Math.round(down)));
  }

  /**
   * Draws a line with the pointer held down. Each spot is waited for: of moves within one frame the window
   * hears the last one.
   * @param {Spot[]} spots
   */
  async drag(spots) {
    const page = this.console.window;
    await page.run("window.drawnMoves = 0; window.onpointermove = () => { window.drawnMoves += 1 }");
    for (const [number, spot] of spots.entries()) {
      const before = Number(await page.run('return window.drawnMoves'));
      await this.point(spot);
      await until('the window has heard of the move', async () => Number(await page.run('return window.drawnMoves')) > before);
      if (number === 0) hand(this.console.display, 'mousedown', '1');
    }
    hand(this.console.display, 'mouseup', '1');
    await page.run('window.onpointermove = null');
  }

  /** Presses keys by their places. @param {number[]} places */
  press(...places) {
    hand(this.console.display, 'key', ...places.map(String));
  }

  /** The same with another one held. @param {number} held @param {number[]} places */
  pressWith(held, ...places) {
    hand(this.console.display, 'keydown', String(held), 'key', ...places.map(String), 'keyup', String(held));
  }

  /** Chooses the keyboard's layout, there or here. @param {Console | Device} computer @param {string} name */
  layout(computer, name) {
    execFileSync('setxkbmap', ['-display', computer.display, name]);
  }

  /**
   * What fingers do, as the web view would tell it; a finger's number, and where it is.
   * @param {['down' | 'move' | 'up', number, Spot][]} steps
   */
  touch(steps) {
    const { width, height } = this.device.size;
    return this.console.window.run(
      `const [steps, width, height] = arguments
      const picture = document.querySelector('.stage canvas')
      const box = picture.getBoundingClientRect()
      // Fingers that are none cannot be captured.
      picture.setPointerCapture = () => {}
      for (const [what, pointerId, [x, y]] of steps) {
        const at = { clientX: box.x + (x * box.width) / width, clientY: box.y + (y * box.height) / height }
        const rest = { pointerId, pointerType: 'touch', bubbles: true, cancelable: true, buttons: what === 'up' ? 0 : 1 }
        picture.dispatchEvent(new PointerEvent('pointer' + what, { ...at, ...rest }))
      }
      delete picture.setPointerCapture`,
      [steps, width, height],
    );
  }

  /** A text that was composed elsewhere, as the web view would tell it. @param {string} text */
  compose(text) {
    return this.console.window.run(
      `const keys = document.activeElement
      keys.value = arguments[0]
      keys.dispatchEvent(new CompositionEvent('compositionend', { data: arguments[0] }))`,
      [text],
    );
  }

  /** Chooses from a menu of the tools. @param {string} menu @param {string} item */
  async choose(menu, item) {
    await this.console.window.click(`//*[@aria-label='Screen tools']//button[.//*[@class='vh'][starts-with(., '${menu}')]]`);
    await this.console.window.click(`//*[@role='menu']//button[starts-with(normalize-space(), '${item}')]`);
  }
}
