// Programs that a test starts, and ends again whatever happens.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { until } from './until.mjs';

/** A program with all it starts itself. */
export class Child {
  /** Everything it printed, for the report of a failing test. */
  printed = '';

  /**
   * @param {string} program
   * @param {string[]} args
   * @param {{env?: NodeJS.ProcessEnv}} [options]
   */
  constructor(program, args, { env = process.env } = {}) {
    this.name = program;
    // A group of its own: what it starts ends with it.
    this.process = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    this.process.on('error', (error) => (this.printed += `${error}\n`));
    for (const stream of this.process.stdio.slice(1)) {
      stream?.on('data', (/** @type {Buffer} */ bytes) => (this.printed += bytes));
    }
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
  }

  /** The first group of what is found in all that it prints. @param {RegExp} pattern */
  line(pattern) {
    return until(`${this.name} prints ${pattern}`, () => {
      if (this.process.exitCode !== null) throw new Error(`${this.name} ended:\n${this.printed}`);
      return pattern.exec(this.printed)?.[1];
    });
  }

  /** Asks the group to end, and waits for it. */
  async end() {
    this.signal('SIGTERM');
    const late = setTimeout(() => this.signal('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(late);
  }

  /** @param {NodeJS.Signals} name */
  signal(name) {
    if (this.process.pid === undefined || this.process.exitCode !== null) return;
    try {
      process.kill(-this.process.pid, name);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
    }
  }
}

/** A port of the loopback address that was free just now. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
