// @ts-check
// The conversation on screen: confirmed entries in the log, unsent messages below it.
import { byId, icon, make, timeOf, written } from './dom.js';
import { isProgram, sizeWords } from './kinds.js';
import { Outbox } from './outbox.js';
import { forDisplay } from './text.js';
import { eventWords } from './words.js';

/** @typedef {import('./wire.js').Entry} Entry */

const NEAR_PX = 80;
const MINUTE_MS = 60_000;

const WHY_REFUSED = /** @type {Record<string, string>} */ ({
  wrong_state: 'Not sent, the session is over',
  invalid_field: 'Not sent, the message is too long',
  too_large: 'Not sent, the message is too long',
});

export class Log {
  #scroll = byId('scroll');
  #list = byId('log');
  #pending = byId('pending');
  #new = byId('new');
  /** @type {Entry | undefined} */ #last;
  /** @type {HTMLElement | undefined} */ #tail;
  /** Who joined with the entry before. @type {string | undefined} */ #joined;
  /** Numbers of entries on screen: an answer and the live feed may bring the same one. */
  #shown = new Set();

  /**
   * @param {object} on
   * @param {(id: string) => void} on.retry
   * @param {(id: string) => void} on.remove
   * @param {() => string} on.helper whose name stands above the chat and need not be repeated
   */
  constructor(on) {
    this.on = on;
    this.#new.querySelector('button').addEventListener('click', () => this.toEnd());
    this.#scroll.addEventListener('scroll', () => {
      if (this.#near()) this.#new.hidden = true;
    });
    new ResizeObserver(() => {
      if (this.#stick) this.toEnd();
    }).observe(this.#scroll);
  }

  #stick = true;

  #near() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    this.#stick = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    return this.#stick;
  }

  toEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#stick = true;
    this.#new.hidden = true;
  }

  /** Adds entries, oldest first. @param {Entry[]} entries @returns {Entry[]} those that were new */
  add(entries) {
    const fresh = entries.filter((entry) => !this.#shown.has(entry.number));
    const stick = this.#near();
    for (const entry of fresh) {
      this.#shown.add(entry.number);
      const line = this.#line(entry);
      if (line) this.#place(entry.number, line);
    }
    if (stick) this.toEnd();
    else if (fresh.some((entry) => entry.author.kind === 'representative' || entry.author.kind === 'helper')) this.#new.hidden = false;
    return fresh;
  }

  /** From now on new lines are read out; until then it was history. */
  ready() {
    this.#list.removeAttribute('aria-busy');
  }

  /** Shows what is not confirmed yet. @param {import('./outbox.js').Unsent[]} unsent */
  pending(unsent) {
    const stick = this.#near();
    this.#pending.replaceChildren(...unsent.map((one) => this.#unsent(one)));
    if (stick) this.toEnd();
  }

  /** Puts a line where its number belongs; nearly always at the end. @param {number} number @param {HTMLElement} line */
  #place(number, line) {
    line.dataset.number = String(number);
    let after = this.#list.lastElementChild;
    while (after && Number(after.dataset.number) > number) after = after.previousElementSibling;
    if (after) after.after(line);
    else this.#list.prepend(line);
  }

  /** @param {Entry} entry */
  #line(entry) {
    const { body } = entry;
    if (body.kind === 'message') return this.#said(entry, make('div', 'b', ...written(body.text)));
    if (body.kind === 'file') return this.#said(entry, file(body.file, entry.author.kind === 'customer'));
    return this.#event(entry);
  }

  /** @param {Entry} entry @param {HTMLElement} what */
  #said(entry, what) {
    const own = entry.author.kind === 'customer';
    const follows = this.#follows(entry);
    const who = own ? 'You' : forDisplay(entry.author.kind === 'representative' || entry.author.kind === 'helper' ? entry.author.name : '');
    const line = make('div', `m${own ? ' me' : ''}${follows ? ' cont' : ''}`);
    if (own || follows || who === this.on.helper()) line.append(make('span', 'unseen', `${who}: `));
    else line.append(make('small', 'name', who));
    line.append(what, make('small', 'num', own ? `Sent ${timeOf(entry.at)}` : timeOf(entry.at)));
    if (follows) this.#tail?.querySelector('small.num')?.remove();
    this.#last = entry;
    this.#tail = line;
    return line;
  }

  /** Whether it goes on from the line before it: same author, same minute. @param {Entry} entry */
  #follows(entry) {
    const last = this.#last;
    if (!last || JSON.stringify(last.author) !== JSON.stringify(entry.author)) return false;
    return Math.floor(last.at / MINUTE_MS) === Math.floor(entry.at / MINUTE_MS);
  }

  /** @param {Entry} entry */
  #event(entry) {
    if (entry.body.kind !== 'event') return undefined;
    const { event } = entry.body;
    const words = eventWords(event, entry.author);
    // Who joins to help is the owner too; one line says it.
    const said = event.kind === 'conference_owner_changed' && event.name === this.#joined;
    this.#joined = event.kind === 'conference_member_added' ? event.name : undefined;
    if (!words || said) return undefined;
    this.#last = undefined;
    this.#tail = undefined;
    return make('div', 'ev', words);
  }

  /** @param {import('./outbox.js').Unsent} one */
  #unsent(one) {
    const line = make('div', 'm me', make('div', 'b', ...written(one.text)));
    if (!Outbox.late(one)) {
      line.append(make('small', '', 'Sending'));
      return line;
    }
    line.classList.add('failed');
    const words = one.refused ? (WHY_REFUSED[one.refused] ?? 'Not sent') : 'Not sent yet';
    const acts = make('span', 'acts', make('small', '', words));
    if (!one.refused) acts.append(button('Retry', () => this.on.retry(one.id)));
    acts.append(button('Delete', () => this.on.remove(one.id)));
    line.append(acts);
    return line;
  }
}

/** A file that can be saved, and is never shown. @param {import('./wire.js').ChatFile} file @param {boolean} own */
function file({ upload, name, size }, own) {
  const shown = forDisplay(name);
  const save = make('a', 'save', 'Save', make('span', 'unseen', ` ${shown}`));
  save.href = `/portal/api/uploads/${upload}`;
  save.download = shown;
  const box = make('div', 'b file', icon('file'), make('span', 'fname', shown), make('small', '', sizeWords(size)), save);
  if (!own && isProgram(name)) {
    box.append(make('span', 'warns', icon('triangle-alert'), 'This file can run a program. Save it only if you expect it.'));
  }
  return box;
}

/** @param {string} words @param {() => void} does */
function button(words, does) {
  const made = make('button', '', words);
  made.type = 'button';
  made.addEventListener('click', does);
  return made;
}
