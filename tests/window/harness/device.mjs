// The customer's computer: a display of its own, programs on it, and the real client without windows.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './children.mjs';
import { pixels } from './glass.mjs';
import { until } from './until.mjs';

const PROGRAM =
  process.env.FARHAND_CLIENT ?? fileURLToPath(new URL('../../../target/debug/farhand-client', import.meta.url));

/** A computer. */
export class Device {
  /** So small that the console's focus mode shows all of it at 1:1. */
  size = { width: 1024, height: 640 };
  display = '';
  folder = mkdtempSync(join(tmpdir(), 'farhand-device-'));
  /** What runs on it besides the client. @type {Child[]} */
  programs = [];
  /** What its programs find in their environment besides. @type {NodeJS.ProcessEnv} */
  surroundings = {};

  static async start() {
    assert.ok(existsSync(PROGRAM), `there is no client at ${PROGRAM}; build it, or set FARHAND_CLIENT`);
    const device = new Device();
    try {
      await device.open();
      return device;
    } catch (error) {
      await device.close();
      throw error;
    }
  }

  async open() {
    const { width, height } = this.size;
    this.server = new Child('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp']);
    this.display = `:${await this.server.line(/^(\d+)$/m)}`;
  }

  /** A terminal that keeps each line that is typed into it. */
  terminal() {
    return this.run('xterm', '-geometry', '60x12+20+20', '-e', 'sh', '-c', `cat > '${join(this.folder, 'typed')}'`);
  }

  /** Makes its screen this large from now on. @param {number} width @param {number} height */
  resize(width, height) {
    const name = `${width}x${height}`;
    // The times of a monitor that does not exist.
    const mode = [40, width, width + 8, width + 16, width + 32, height, height + 1, height + 2, height + 4].map(String);
    this.randr('--newmode', name, ...mode);
    this.randr('--addmode', 'screen', name);
    this.randr('--output', 'screen', '--mode', name);
    this.size = { width, height };
  }

  /** Has the size that it began with again. */
  whole() {
    this.randr('--output', 'screen', '--mode', '1024x640');
    this.size = { width: 1024, height: 640 };
  }

  /** Has two screens from now on, side by side. */
  split() {
    const { width, height } = this.size;
    const half = width / 2;
    this.randr('--setmonitor', 'left', `${half}/100x${height}/100+0+0`, 'screen');
    this.randr('--setmonitor', 'right', `${half}/100x${height}/100+${half}+0`, 'none');
  }

  /** Has one screen again. */
  join() {
    for (const name of ['right', 'left']) this.randr('--delmonitor', name);
  }

  /** @param {string[]} args */
  randr(...args) {
    execFileSync('xrandr', ['--display', this.display, ...args]);
  }

  /** What was typed into the terminal. */
  typed() {
    const file = join(this.folder, 'typed');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Starts a program on the display, and waits until something of it is shown. @param {string} program @param {string[]} args */
  async run(program, ...args) {
    const before = this.picture();
    const child = new Child(program, args, { env: this.environment() });
    this.programs.push(child);
    await until(`${program} is shown`, () => !before.equals(this.picture()));
    return child;
  }

  /** Its whole screen. */
  picture() {
    return pixels(this.display, { x: 0, y: 0, ...this.size });
  }

  /** Starts the client, which answers by its policy. @param {string[]} invitation none to come back to the session from before */
  attend(invitation = []) {
    this.client_with(invitation, ['--headless', '--allow', 'control', '--clipboard']);
  }

  /** Starts the client, which lends one folder whole. @param {string} folder @param {string[]} [invitation] */
  lend(folder, invitation = []) {
    this.client_with(invitation, ['--headless', '--allow', 'control', '--files', 'all', '--files-folder', folder]);
  }

  /** Starts the client with its windows, which show what is drawn; somebody else answers. @param {string[]} invitation */
  appear(invitation) {
    this.client_with(invitation, []);
  }

  /** @param {string[]} invitation @param {string[]} policy */
  client_with(invitation, policy) {
    const args = [...policy, '--display', this.display, '--name', 'Rosa’s computer', ...invitation];
    this.client = new Child(PROGRAM, args, { env: this.environment() });
  }

  /** Kills the client in the middle of whatever it does. */
  async kill() {
    this.client?.signal('SIGKILL');
    await this.client?.ended;
  }

  /** @returns {NodeJS.ProcessEnv} */
  environment() {
    const { XDG_DATA_HOME: _data, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
    return { ...rest, DISPLAY: this.display, HOME: this.folder, XDG_RUNTIME_DIR: this.folder, ...this.surroundings };
  }

  async close() {
    await this.client?.end();
    for (const program of this.programs) await program.end();
    await this.server?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
