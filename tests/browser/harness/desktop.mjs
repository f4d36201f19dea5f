// A computer with the real client: a display of its own, a terminal on it, and what stands there.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from './steps.mjs';

const TARGET = process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, '../../../target');
const PROGRAM = process.env.FARHAND_CLIENT ?? join(TARGET, 'debug/farhand-client');

export class Desktop {
  size = { width: 640, height: 480 };
  folder = mkdtempSync(join(tmpdir(), 'farhand-desktop-'));
  /** @type {import('node:child_process').ChildProcess[]} */ #children = [];

  static async start() {
    if (!existsSync(PROGRAM)) throw new Error(`no client at ${PROGRAM}; build it or set FARHAND_CLIENT`);
    const desktop = new Desktop();
    const { width, height } = desktop.size;
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    desktop.#children.push(server);
    const [number] = await once(server.stdio[3], 'data');
    desktop.display = `:${String(number).trim()}`;
    const empty = desktop.picture();
    desktop.#run('xterm', '-geometry', '60x12+20+20', '-e', 'sh', '-c', `cat > '${desktop.folder}/typed'`);
    await until(async () => !empty.equals(desktop.picture()), 'the terminal is shown');
    return desktop;
  }

  /** The client joins by a code, and allows all that is asked for. @param {string} site @param {string} code */
  join(site, code) {
    this.#client('--site', site, '--code', code);
  }

  /** The client follows a link, likewise. @param {string} link */
  open(link) {
    this.#client('--link', link);
  }

  /** Waits until the client has ended: its session is over. */
  async left() {
    const client = this.#children.at(-1);
    await until(async () => client?.exitCode !== null, 'the client ends with its session');
  }

  /** @param {...string} to */
  #client(...to) {
    this.#run(PROGRAM, '--headless', '--allow', 'control', '--display', this.display, ...to);
  }

  /** All pixels, three bytes each, row by row. */
  picture() {
    return execFileSync('import', ['-display', this.display, '-window', 'root', '-depth', '8', 'rgb:-'], {
      maxBuffer: 64 * 1024 * 1024,
    });
  }

  /** What was typed into the terminal, line by line. */
  typed() {
    const file = join(this.folder, 'typed');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  async close() {
    for (const child of this.#children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** @param {string} program @param {...string} args */
  #run(program, ...args) {
    const { XDG_DATA_HOME: _data, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
    const env = { ...rest, DISPLAY: this.display, HOME: this.folder, XDG_RUNTIME_DIR: this.folder };
    this.#children.push(spawn(program, args, { env, stdio: 'ignore' }));
  }
}
