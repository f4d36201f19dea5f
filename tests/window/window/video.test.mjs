// A video on the customer's screen in the real window: it comes as H.264 and is shown through the web
// view's own decoder where that has one, as tiles where it has none, and exactly once it rests.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after } from 'node:test';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { Device } from '../harness/device.mjs';
import { differences, hand, pixels } from '../harness/glass.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { DIALOG, accept, button, elevate } from '../harness/workplace.mjs';

const NAME = 'Rosa Lindqvist';
const TOOLS = `//*[@role='toolbar'][@aria-label='Screen tools']`;
/** GStreamer's decoders of H.264, as if none was installed. */
const NO_DECODERS = ['avdec_h264', 'openh264dec', 'vah264dec', 'vaapih264dec', 'v4l2h264dec', 'nvh264dec'];
/** A place of the device's screen where nothing is. */
const ASIDE = /** @type {const} */ ([900, 600]);
/** The video: so many pictures, of this size, at this place. */
const VIDEO = { pictures: 12, size: '640x384', at: '+100+80' };
/** Busy machines begin late to see a motion as one. */
const PATIENCE = 60_000;

/** A console that shows a device. */
class Desk {
  folder = freshFolder();
  /** @type {Console | undefined} */
  console;
  /** @type {Device | undefined} */
  device;

  /** @param {NodeJS.ProcessEnv} environment what the console's web view finds besides the usual */
  async start(environment) {
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      [this.console, this.device] = await Promise.all([Console.start(this.folder, ['--demo']), Device.start()]);
    } finally {
      process.env = before;
    }
  }

  get running() {
    assert.ok(this.console, 'the console runs');
    return this.console;
  }

  get remote() {
    assert.ok(this.device, 'the device runs');
    return this.device;
  }

  /** Brings the device's screen into the window. */
  async view() {
    const { window } = this.running;
    this.customer = new Customer(await this.running.portal());
    await this.customer.begin(NAME, 'The film is gone from the list');
    await accept(window, NAME);
    const code = await elevate(window);
    this.remote.attend(['--site', this.customer.portal, '--code', code]);
    await window.find(`${DIALOG}//*[contains(., 'Joined.')]`);
    await window.click(DIALOG + button('Close'));
    await window.click(`//button[@role='tab'][contains(., 'Screen')]`);
    await window.click(button('Ask to view and control'));
    await window.find(`//*[contains(@class, 'cstrip-words')][contains(., 'You are in control.')]`);
  }

  /** Shows every pixel of the device as it is. */
  async focus() {
    const { window } = this.running;
    await window.click(`${TOOLS}//button[@aria-label='Focus mode']`);
    await window.click(TOOLS + button('1:1'));
    await until('the picture is at 1:1', async () => (await this.place()).width === this.remote.size.width, PATIENCE);
    const { x, y } = await this.place();
    // Over the picture, so that the device's own pointer is not drawn into it.
    hand(this.running.display, 'mousemove', String(x + ASIDE[0]), String(y + ASIDE[1]));
  }

  /** Where the picture is in the window, in its pixels. */
  place() {
    return this.running.window.run(`
      const { x, y, width, height } = document.querySelector('.stage canvas').getBoundingClientRect()
      return { x: screenX + x, y: screenY + y, width, height }`);
  }

  /** Counts what the page decodes from now on, and what of that it draws. */
  count() {
    return this.running.window.run(`
      window.counted = { decoded: 0, drawn: 0 }
      if (typeof VideoDecoder === 'undefined') return
      const count = (kind, name, of) => {
        const before = kind.prototype[name]
        kind.prototype[name] = function (...given) {
          of(given)
          return before.apply(this, given)
        }
      }
      count(VideoDecoder, 'decode', () => (window.counted.decoded += 1))
      const isFrame = (image) => image instanceof VideoFrame
      count(CanvasRenderingContext2D, 'drawImage', ([image]) => (window.counted.drawn += isFrame(image) ? 1 : 0))`);
  }

  /** @returns {Promise<{decoded: number, drawn: number}>} */
  counted() {
    return this.running.window.run('return window.counted');
  }

  /** The codec that most of the last second's bytes were in, as the readout says. */
  readout() {
    return this.running.window.run(`return document.querySelector('.readout')?.title ?? ''`);
  }

  async seen() {
    return pixels(this.running.display, await this.place());
  }

  /** Plays a film in a window of the device: something between photograph and noise that wanders. */
  async play() {
    const film = join(this.remote.folder, 'film.miff');
    const steps = Array.from({ length: VIDEO.pictures }, (_, at) => ['(', '-clone', '0', '-roll', `+${at * 9}+${at * 5}`, ')']);
    const first = ['-size', VIDEO.size, '-seed', '7', 'plasma:tomato-steelblue', '-attenuate', '0.3', '+noise', 'Gaussian'];
    execFileSync('convert', [...first, ...steps.flat(), '-depth', '8', film]);
    this.film = await this.remote.run('animate', '-delay', '3', '-geometry', VIDEO.at, film);
  }

  /** Holds the film: its last picture stays. */
  hold() {
    this.film?.signal('SIGSTOP');
  }

  /** Waits until what is shown and what stands on the device are the same pixels. @param {string} when */
  same(when) {
    return until(
      `${when}, the picture is the device’s`,
      async () => {
        const count = differences(await this.seen(), this.remote.picture());
        if (count > 0) throw new Error(`${count} pixels differ`);
        return true;
      },
      PATIENCE,
    );
  }

  async close() {
    this.film?.signal('SIGCONT');
    this.customer?.leave();
    await this.device?.close();
    await this.console?.close();
    remove(this.folder);
  }
}

/** @type {Desk | undefined} */
let desk;
const step = walk(() => desk?.console);
after(() => desk?.close());

/** @returns {Desk} */
function here() {
  assert.ok(desk, 'there is a desk');
  return desk;
}

/** Waits until the film has come as H.264, and moves before the representative's eyes. */
async function moves() {
  const shown = await here().seen();
  await until('the readout says H.264', async () => (await here().readout()).includes('H.264'), PATIENCE);
  await until('another picture is shown', async () => !shown.equals(await here().seen()), PATIENCE);
}

step('a console whose web view decodes H.264 shows a device', async () => {
  desk = new Desk();
  await desk.start({});
  await desk.view();
  await desk.count();
});

step('a film is decoded by the web view', async () => {
  await here().play();
  await moves();
  await here().focus();
  await until('sixty pictures were drawn', async () => (await here().counted()).drawn >= 60, PATIENCE);
  await here().running.shoot('24-film');
});

step('when it rests, every pixel is that of the device', async () => {
  here().hold();
  await here().same('at rest');
  const { decoded, drawn } = await here().counted();
  assert.ok(drawn * 10 >= decoded * 9, `${drawn} pictures were drawn of ${decoded}`);
});

step('a console whose web view has no decoder shows the same film', async () => {
  await here().close();
  desk = new Desk();
  await desk.start({ GST_PLUGIN_FEATURE_RANK: NO_DECODERS.map((name) => `${name}:NONE`).join(',') });
  await desk.view();
  await desk.count();
  await desk.play();
  await moves();
  assert.deepEqual(await desk.counted(), { decoded: 0, drawn: 0 }, 'the engine decodes it');
});

step('and every pixel of it when it rests', async () => {
  await here().focus();
  here().hold();
  await here().same('at rest');
});
