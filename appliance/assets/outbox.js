// @ts-check
// What the customer wrote and the appliance has not confirmed. It is stored in the browser before
// it is sent, sent in order, one at a time, under an id of its own, so that a message survives a
// reload and a cut connection and still arrives once.
import { request, Refusal } from './api.js';

/** @typedef {{id: string, text: string, at: number, refused?: string}} Unsent */

const PREFIX = 'farhand:outbox:';
const SLOW_MS = 10_000;

export class Outbox {
  /** @type {Promise<void> | undefined} */ #flushing;
  /** @type {number | undefined} */ #timer;

  /**
   * @param {string} session
   * @param {object} on
   * @param {() => void} on.change
   * @param {(entry: import('./wire.js').Entry) => void} on.sent
   * @param {() => void} on.silence an answer stayed away
   */
  constructor(session, on) {
    this.key = PREFIX + session;
    this.on = on;
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && key !== this.key) localStorage.removeItem(key);
    }
    addEventListener('storage', (event) => {
      if (event.key === this.key) on.change();
    });
  }

  /** Everything unsent, oldest first. @returns {Unsent[]} */
  get all() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? '[]');
    } catch {
      return [];
    }
  }

  /** Whether a message waits so long that the customer should know. @param {Unsent} one */
  static late(one) {
    return one.refused !== undefined || Date.now() - one.at > SLOW_MS;
  }

  /** @param {string} text */
  add(text) {
    this.#store([...this.all, { id: crypto.randomUUID?.() ?? randomId(), text, at: Date.now() }]);
    void this.flush();
  }

  /** Takes a message out: confirmed, or deleted by the customer. @param {string} id */
  remove(id) {
    const left = this.all.filter((one) => one.id !== id);
    if (left.length !== this.all.length) this.#store(left);
  }

  /** Tries a message again, and all that wait with it. @param {string} id */
  retry(id) {
    this.#store(this.all.map((one) => (one.id === id ? { id, text: one.text, at: Date.now() } : one)));
    void this.flush();
  }

  /** The session is over: what is left stays on screen as not sent. */
  close() {
    clearTimeout(this.#timer);
    const left = this.all;
    if (left.length) this.#store(left.map((one) => ({ ...one, refused: 'wrong_state' })));
  }

  /** Sends what can be sent; done when nothing is left or the line is dead. */
  flush() {
    this.#flushing ??= this.#run().finally(() => (this.#flushing = undefined));
    return this.#flushing;
  }

  async #run() {
    clearTimeout(this.#timer);
    for (let next = this.#next(); next; next = this.#next()) {
      if (!(await this.#send(next))) break;
    }
  }

  #next() {
    return this.all.find((one) => one.refused === undefined);
  }

  /** @param {Unsent} one @returns {Promise<boolean>} whether to go on with the next */
  async #send(one) {
    try {
      const entry = await request('POST', '/messages', { client_id: one.id, text: one.text }, { 'idempotency-key': one.id });
      this.remove(one.id);
      this.on.sent(entry);
      return true;
    } catch (error) {
      if (error instanceof Refusal && !error.later) {
        this.#store(this.all.map((each) => (each.id === one.id ? { ...each, refused: error.code } : each)));
        return true;
      }
      if (!(error instanceof Refusal)) this.on.silence();
      this.#timer = setTimeout(() => void this.flush(), 3_000);
      return false;
    }
  }

  /** @param {Unsent[]} all */
  #store(all) {
    localStorage.setItem(this.key, JSON.stringify(all));
    this.on.change();
  }
}

/** An id where the browser gives none over plain HTTP. */
function randomId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
