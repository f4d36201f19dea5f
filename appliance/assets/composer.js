// @ts-check
// Where the customer writes. The draft is kept in the browser on every pause, and at least every two
// seconds, until the session is over: so a closed tab, a reload or a lost connection takes nothing
// away.
import { byId, put } from './dom.js';
import { bytes } from './text.js';

const PREFIX = 'farhand:draft:';
const LONGEST_BYTES = 16 * 1024;
const PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 2_000;
const TYPING_MS = 3_000;

export class Composer {
  #form = byId('composer');
  #field = /** @type {HTMLTextAreaElement} */ (byId('message'));
  #tooLong = byId('toolong');
  #typed = -Infinity;
  /** @type {number | undefined} */ #saving;
  /** Since when there is something unsaved. @type {number | undefined} */ #unsaved;

  /**
   * @param {string} session
   * @param {{send: (text: string) => void, typing: () => void}} on
   */
  constructor(session, on) {
    this.key = PREFIX + session;
    this.on = on;
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && key !== this.key) localStorage.removeItem(key);
    }
    this.#field.value = localStorage.getItem(this.key) ?? '';
    this.#form.addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#send();
    });
    this.#field.addEventListener('input', () => this.#changed());
    this.#field.addEventListener('keydown', (event) => this.#key(event));
    addEventListener('pagehide', () => this.#save());
    this.#fit();
  }

  /** @param {string} helper */
  address(helper) {
    const words = helper ? `Message ${helper}` : 'Message';
    this.#field.placeholder = words;
    this.#field.setAttribute('aria-label', words);
  }

  /** Forgets the draft: the session is over. */
  clear() {
    clearTimeout(this.#saving);
    localStorage.removeItem(this.key);
  }

  /** Enter sends where there is a keyboard; on a touch screen it starts a new line. @param {KeyboardEvent} event */
  #key(event) {
    const touch = matchMedia('(pointer: coarse)').matches;
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || touch) return;
    event.preventDefault();
    this.#send();
  }

  #changed() {
    this.#fit();
    this.#tooLong.hidden = true;
    clearTimeout(this.#saving);
    this.#unsaved ??= performance.now();
    const left = this.#unsaved + LONGEST_PAUSE_MS - performance.now();
    this.#saving = setTimeout(() => this.#save(), Math.max(0, Math.min(PAUSE_MS, left)));
    if (this.#field.value.trim() && performance.now() - this.#typed > TYPING_MS) {
      this.#typed = performance.now();
      this.on.typing();
    }
  }

  #save() {
    clearTimeout(this.#saving);
    this.#unsaved = undefined;
    if (this.#field.value) localStorage.setItem(this.key, this.#field.value);
    else localStorage.removeItem(this.key);
  }

  #send() {
    const text = this.#field.value.trim();
    if (!text) return;
    if (bytes(text) > LONGEST_BYTES) {
      put(this.#tooLong, 'This message is too long. Please send it in parts.');
      this.#tooLong.hidden = false;
      return;
    }
    this.on.send(text);
    this.#field.value = '';
    this.#typed = -Infinity;
    this.#save();
    this.#fit();
    this.#field.focus();
  }

  /** Grows with its text where the style sheet alone does not do it. */
  #fit() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}
