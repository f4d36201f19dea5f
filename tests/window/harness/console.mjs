// The real console in a real window: on a screen of its own, with a session bus of its own.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child, freePort } from './children.mjs';
import { Driver } from './driver.mjs';
import { until } from './until.mjs';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const PROGRAM = process.env.FARHAND_CONSOLE ?? here('../../../target/debug/farhand');
const SHOTS = process.env.FARHAND_SHOTS ?? here('../shots');
/** The first start makes the demo's accounts, which takes time on a slow machine. */
const STARTING = 60_000;

/** A folder for a console's data. */
export const freshFolder = () => mkdtempSync(join(tmpdir(), 'farhand-window-'));

/** Removes such a folder. @param {string | undefined} folder */
export function remove(folder) {
  if (folder) rmSync(folder, { recursive: true, force: true });
}

/** A console that runs. */
export class Console {
  /** The X display that the window is on. */
  display = '';

  /** Starts screen, bus and driver; then the program, through the driver. @param {string} data @param {string[]} args */
  static async start(data, args) {
    assert.ok(existsSync(PROGRAM), `there is no console at ${PROGRAM}; build it, or set FARHAND_CONSOLE`);
    mkdirSync(SHOTS, { recursive: true });
    const running = new Console();
    args = [...args, '--data', data];
    try {
      await running.open(args);
      return running;
    } catch (error) {
      await running.close();
      throw new Error(`the console did not start; it printed:\n${running.bus?.printed}`, { cause: error });
    }
  }

  /** @param {string[]} args */
  async open(args) {
    this.screen = new Child('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp']);
    this.display = `:${await this.screen.line(/^(\d+)$/m)}`;
    const port = await freePort();
    const driver = `echo "Bus: $DBUS_SESSION_BUS_ADDRESS" && exec WebKitWebDriver --host=127.0.0.1 --port=${port}`;
    this.bus = new Child('dbus-run-session', [`--config-file=${here('bus.conf')}`, '--', 'sh', '-c', driver], {
      env: this.environment(this.display),
    });
    const server = `http://127.0.0.1:${port}`;
    await until('the driver answers', async () => (await fetch(`${server}/status`)).ok);
    this.driver = await Driver.start(server, { binary: PROGRAM, args });
  }

  /** @param {string} display @returns {NodeJS.ProcessEnv} */
  environment(display) {
    const { WAYLAND_DISPLAY: _wayland, DBUS_SESSION_BUS_ADDRESS: _bus, ...rest } = process.env;
    return {
      ...rest,
      DISPLAY: display,
      GDK_BACKEND: 'x11',
      NO_AT_BRIDGE: '1',
      TAURI_AUTOMATION: 'true',
      TAURI_WEBVIEW_AUTOMATION: 'true',
    };
  }

  /** The window. */
  get window() {
    assert.ok(this.driver, 'the console runs');
    return this.driver;
  }

  /**
   * Starts the program once more beside the one that runs, as the system does to open a link; it hands
   * the link over and ends.
   * @param {string} data @param {string} link
   */
  async follow(data, link) {
    const address = await this.bus?.line(/^Bus: (.+)$/m);
    const env = { ...this.environment(this.display), DBUS_SESSION_BUS_ADDRESS: address };
    const second = new Child(PROGRAM, ['--data', data, link], { env });
    await second.ended;
    assert.equal(second.process.exitCode, 0, second.printed);
  }

  /** Makes the window this large. @param {number} width @param {number} height */
  async resize(width, height) {
    await this.window.ask('POST', '/window/rect', { width, height });
    await until(`the window is ${width} × ${height}`, async () => {
      const size = await this.window.run('return [innerWidth, innerHeight]');
      return size[0] === width && size[1] === height;
    });
  }

  /** What was copied here. */
  copied() {
    return execFileSync('xclip', ['-display', this.display, '-selection', 'clipboard', '-o'], { encoding: 'utf8' });
  }

  /** What a camera reads in front of the window: the QR codes in a picture of the display. */
  scanned() {
    const picture = execFileSync('import', ['-display', this.display, '-window', 'root', 'png:-'], { maxBuffer: 1 << 26 });
    const read = spawnSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', 'png:-'], { input: picture, encoding: 'utf8' });
    return read.stdout.trim().split('\n').filter(Boolean);
  }

  /** The portal's address, as the terminal says it. */
  async portal() {
    const bus = this.bus;
    assert.ok(bus, 'the console runs');
    const address = await until('the terminal shows the portal', () => /Portal: (\S+)/.exec(bus.printed)?.[1], STARTING);
    return address.replace(/\/$/, '');
  }

  /**
   * Takes a picture. The driver does so at the next frame that is drawn, and a page that stands
   * still draws none: so something that nobody sees changes for a while.
   * @param {string} name
   */
  async shoot(name) {
    await this.window.run(`
      let left = 120
      const beat = () => {
        document.body.style.opacity = --left % 2 ? '0.999' : ''
        if (left) requestAnimationFrame(beat)
      }
      beat()`);
    await this.window.shoot(join(SHOTS, `${name}.png`));
  }

  /** Ends everything, whatever has been started. */
  async close() {
    await this.driver?.end().catch(() => undefined);
    await this.bus?.end();
    await this.screen?.end();
  }

  /** Kills the program in the middle of whatever it does, as a power cut would. */
  async kill() {
    this.bus?.signal('SIGKILL');
    await this.bus?.ended;
    await this.screen?.end();
  }
}
