// The way to an appliance, which can be made slow.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Bytes that pass at once on a slow line. */
const STEP = 16 * 1024;

/** @typedef {import('node:net').Socket} Socket */

/** Passes connections on, each way by itself, and counts their bytes. */
export class Line {
  /** Where it begins. */
  address = '';
  /** Bytes that have passed, both ways. */
  passed = 0;
  server = createServer((caller) => this.#join(caller));
  /** Where it leads. @type {URL} */
  #to;
  /** Bytes in a second, on each way of each connection; 0 is as fast as it goes. */
  #rate = 0;
  /** Wakes those that wait for their turn. @type {Set<() => void>} */
  #waiting = new Set();
  /** @type {Set<Socket>} */
  #open = new Set();

  /** @param {string} to an appliance's address */
  constructor(to) {
    this.#to = new URL(to);
  }

  /** @param {string} to */
  static async to(to) {
    const line = new Line(to);
    line.server.listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (line.server.address());
    line.address = `http://127.0.0.1:${port}`;
    return line;
  }

  /** @param {number} rate */
  slow(rate) {
    this.#rate = rate;
  }

  /** As fast as it goes, also for what waits. */
  free() {
    this.#rate = 0;
    for (const wake of [...this.#waiting]) wake();
  }

  close() {
    this.free();
    for (const socket of this.#open) socket.destroy();
    this.server.close();
  }

  /** @param {Socket} caller */
  #join(caller) {
    const appliance = connect(Number(this.#to.port), this.#to.hostname);
    for (const [from, to] of /** @type {[Socket, Socket][]} */ ([[caller, appliance], [appliance, caller]])) {
      this.#open.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => this.#open.delete(from));
      this.#pass(from, to).catch(() => to.destroy());
    }
  }

  /** @param {Socket} from @param {Socket} to */
  async #pass(from, to) {
    for await (const piece of from) {
      for (let at = 0; at < piece.length; at += STEP) {
        const part = piece.subarray(at, at + STEP);
        this.passed += part.length;
        if (!to.write(part)) await once(to, 'drain');
        if (this.#rate > 0) await this.#turn((part.length * 1000) / this.#rate);
      }
    }
    to.end();
  }

  /** Lets so much time pass, or less when the line becomes free. @param {number} ms */
  #turn(ms) {
    return /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        this.#waiting.add(wake);
      })
    );
  }
}
