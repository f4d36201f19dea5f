// @ts-check
// The live connection: opens it, reads frames, and opens it again when it is lost. It resumes
// after the newest entry that was seen, so nothing is missed and nothing comes twice.
import { request, Refusal } from './api.js';

const FIRST_MS = 1_000;
const FACTOR = 1.6;
const LONGEST_MS = 30_000;
/** For how long opening may take. */
const OPENING_MS = 15_000;
/** The appliance says something every 20 s; after this long without a word the line is dead. */
const SILENCE_MS = 50_000;

/** The pause before try number `tries`, counted from 0, within 20 % of the plan. @param {number} tries */
export const pause = (tries, chance = Math.random()) =>
  Math.round(Math.min(LONGEST_MS, FIRST_MS * FACTOR ** tries) * (0.8 + 0.4 * chance));

export class Link {
  /** @type {WebSocket | undefined} */ #socket;
  /** @type {number | undefined} */ #timer;
  /** Failed tries in a row; -1 while connected. */
  #tries = 0;
  #heardAt = 0;
  #over = false;

  /**
   * @param {object} on
   * @param {() => number} on.after the newest entry that the page has
   * @param {(frame: import('./wire.js').Frame) => void} on.frame
   * @param {() => void} on.open
   * @param {(nextTry: number) => void} on.lost when, on `performance.now()`'s clock, it tries again
   * @param {() => void} on.gone the session is not this browser's any more
   */
  constructor(on) {
    this.on = on;
    addEventListener('online', () => this.now());
    addEventListener('offline', () => this.#drop());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && !this.#socket) this.now();
    });
    setInterval(() => {
      const silent = performance.now() - this.#heardAt;
      if (this.#socket && silent > (this.#tries < 0 ? SILENCE_MS : OPENING_MS)) this.#drop();
    }, 1_000);
  }

  /** Opens the connection at once, also while it waits for the next try. */
  now() {
    if (this.#over || this.#socket) return;
    clearTimeout(this.#timer);
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/portal/api/live?after=${this.on.after()}`);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.onmessage = (event) => this.#heard(socket, event.data);
    socket.onclose = () => {
      if (this.#socket === socket) this.#drop();
    };
  }

  /** Says something, if anybody can hear it. @param {object} frame */
  say(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Treats the connection as lost, because an answer stayed away. */
  doubt() {
    if (this.#socket) this.#drop();
  }

  /** Opens it no more; what still comes is heard until the appliance closes it. */
  last() {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #close() {
    this.last();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** @param {WebSocket} socket @param {string} data */
  #heard(socket, data) {
    if (this.#socket !== socket) return;
    this.#heardAt = performance.now();
    if (this.#tries >= 0) {
      this.#tries = -1;
      this.on.open();
    }
    this.on.frame(JSON.parse(data));
  }

  #drop() {
    if (this.#over) return;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#tries = Math.max(0, this.#tries);
    const wait = pause(this.#tries);
    this.#tries += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), wait);
    this.on.lost(performance.now() + wait);
    void this.#ask();
  }

  /** A refused handshake does not say why; a plain request does. */
  async #ask() {
    try {
      await request('GET', '/session');
    } catch (error) {
      if (error instanceof Refusal && !error.later) {
        this.#close();
        this.on.gone();
      }
    }
  }
}
