// @ts-check
// Where the customer writes. The draft is kept for this tab on every pause, so a reload or a lost
// connection takes nothing away.
import { byId, put } from './dom.js';
import { bytes } from './text.js';

const LONGEST_BYTES = 16 * 1024;
const TYPING_MS = 3_000;

export class Composer {
  #form = byId('composer');
  #field = /** @type {HTMLTextAreaElement} */ (byId('message'));
  #tooLong = byId('toolong');
  #typed = -Infinity;
  /** @type {number | undefined} */ #saving;

  /**
   * @param {string} session
   * @param {{send: (text: string) => void, typing: () => void}} on
   */
  constructor(session, on) {
    this.key = `farhand:draft:${session}`;
    this.on = on;
    this.#field.value = sessionStorage.getItem(this.key) ?? '';
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
    sessionStorage.removeItem(this.key);
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
    this.#saving = setTimeout(() => this.#save(), 300);
    if (this.#field.value.trim() && performance.now() - this.#typed > TYPING_MS) {
      this.#typed = performance.now();
      this.on.typing();
    }
  }

  #save() {
    clearTimeout(this.#saving);
    if (this.#field.value) sessionStorage.setItem(this.key, this.#field.value);
    else sessionStorage.removeItem(this.key);
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
