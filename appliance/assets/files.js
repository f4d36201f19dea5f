// @ts-check
// Files and photos that the customer sends from the chat: chosen, dropped or pasted, sent one after the
// other, each with its progress and a way to cancel or try again.
import { Refusal } from './api.js';
import { byId, icon, make, put } from './dom.js';
import { sizeWords } from './kinds.js';
import { pause } from './link.js';
import { forDisplay } from './text.js';
import { forgetOthers, Unreadable, Upload } from './upload.js';

/** Files that can be chosen at a time. */
const MOST = 50;

const REFUSED = /** @type {Record<string, string>} */ ({
  wrong_state: 'Not sent, the session is over',
  forbidden: 'Not sent, files cannot be sent here',
  invalid_field: 'Not sent, this name cannot be used',
  unauthorized: 'Not sent, the session is over',
});

/** @typedef {{upload: Upload, row: Row, tries: number, ended: boolean, renewed: boolean}} Sending */

export class Files {
  /** @type {Sending[]} */ #queue = [];
  #running = false;
  #over = false;
  #input = /** @type {HTMLInputElement} */ (byId('files'));

  /**
   * @param {string} session
   * @param {number} most bytes of a file; 0 where files are switched off
   * @param {{say: (words: string) => void, added: () => void, doubt: () => void}} on
   */
  constructor(session, most, on) {
    this.session = session;
    this.most = most;
    this.on = on;
    forgetOthers(session);
    byId('attach').hidden = most === 0;
    if (most === 0) return;
    byId('attach').addEventListener('click', () => this.#input.click());
    this.#input.addEventListener('change', () => {
      this.add([...(this.#input.files ?? [])]);
      // The same file can be chosen once more.
      this.#input.value = '';
    });
    byId('message').addEventListener('paste', (/** @type {ClipboardEvent} */ event) => this.#pasted(event));
    this.#drops(byId('talk'));
  }

  /** @param {File[]} files */
  add(files) {
    if (this.#over || !files.length) return;
    if (files.length > MOST) {
      this.on.say(`You can send at most ${MOST} files at a time.`);
      files = files.slice(0, MOST);
    }
    for (const file of files) this.#queue.push(this.#sending(file));
    this.on.added();
    void this.#run();
  }

  /** An entry of the chat has come: what is there need not be shown as being sent. @param {string} id */
  arrived(id) {
    const found = this.#queue.find((one) => one.upload.id === id);
    if (found) this.#remove(found);
  }

  /** The session is over: what is left stays on screen as not sent. */
  close() {
    this.#over = true;
    for (const one of this.#queue) {
      if (!one.ended) this.#fail(one, REFUSED.wrong_state, false);
      one.upload.cancel();
    }
  }

  /** @param {File} file @returns {Sending} */
  #sending(file) {
    const row = new Row(file, { cancel: () => this.#cancel(one), retry: () => this.#retry(one) });
    const upload = new Upload(this.session, file, (sent) => row.progress(sent));
    /** @type {Sending} */ const one = { upload, row, tries: 0, ended: false, renewed: false };
    byId('sending').append(row.line);
    return one;
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#next(); next; next = this.#next()) await this.#send(next);
    this.#running = false;
  }

  #next() {
    return this.#over ? undefined : this.#queue.find((one) => !one.ended);
  }

  /** @param {Sending} one */
  async #send(one) {
    const { upload, row } = one;
    if (upload.file.size > this.most) return this.#fail(one, `Not sent, a file can have at most ${sizeWords(this.most)}`, false);
    row.progress(0);
    try {
      await upload.send();
      one.ended = true;
      row.sent();
    } catch (error) {
      if (!upload.cancelled && !this.#over) await this.#after(one, error);
    }
  }

  /** @param {Sending} one @param {unknown} error */
  async #after(one, error) {
    if (error instanceof Unreadable) return this.#fail(one, 'Not sent, the file cannot be read any more', false);
    if (error instanceof Refusal && !passes(error)) {
      const anew = error.status === 410 || error.code === 'idempotency_mismatch';
      if (anew) one.upload.renew();
      // One that stood still for too long (a phone that slept) has ended: it begins anew by itself, once.
      if (anew && !one.renewed) {
        one.renewed = true;
        return;
      }
      const large = error.code === 'too_large' ? `Not sent: ${error.message}` : undefined;
      return this.#fail(one, large ?? (anew ? 'Not sent' : REFUSED[error.code]) ?? 'Not sent', anew);
    }
    if (!(error instanceof Refusal)) this.on.doubt();
    one.row.waits();
    one.tries += 1;
    await Promise.race([new Promise((done) => setTimeout(done, pause(one.tries, Math.random()))), one.row.hurried()]);
  }

  /** @param {Sending} one @param {string} words @param {boolean} again */
  #fail(one, words, again) {
    one.ended = true;
    one.row.failed(words, again);
    this.on.say(`${forDisplay(one.upload.file.name)}: ${words}`);
  }

  /** @param {Sending} one */
  #cancel(one) {
    one.upload.cancel();
    this.#remove(one);
  }

  /** @param {Sending} one */
  #retry(one) {
    one.ended = false;
    one.tries = 0;
    void this.#run();
  }

  /** @param {Sending} one */
  #remove(one) {
    one.ended = true;
    this.#queue = this.#queue.filter((other) => other !== one);
    const within = one.row.line.contains(document.activeElement);
    one.row.line.remove();
    if (within) byId('message').focus();
  }

  /** A picture that was copied; text that comes with it is pasted as ever. @param {ClipboardEvent} event */
  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    this.add(files);
  }

  /** @param {HTMLElement} at */
  #drops(at) {
    const files = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (/** @type {DragEvent} */ event) => {
      if (!files(event)) return;
      event.preventDefault();
      byId('drop').hidden = this.#over;
    };
    at.addEventListener('dragenter', over);
    at.addEventListener('dragover', over);
    at.addEventListener('dragleave', (event) => {
      if (!(event.relatedTarget instanceof Node && at.contains(event.relatedTarget))) byId('drop').hidden = true;
    });
    at.addEventListener('drop', (event) => {
      byId('drop').hidden = true;
      if (!files(event)) return;
      event.preventDefault();
      this.add(whole(event.dataTransfer));
    });
    // Beside the chat the browser would leave the page for the file.
    for (const kind of /** @type {const} */ (['dragover', 'drop'])) {
      addEventListener(kind, (event) => {
        if (files(event)) event.preventDefault();
      });
    }
  }
}

/** Files that were dropped, without folders, which a page cannot send as they are. @param {DataTransfer | null} dropped */
function whole(dropped) {
  const items = [...(dropped?.items ?? [])].filter((item) => item.kind === 'file');
  const folders = items.map((item) => item.webkitGetAsEntry?.()?.isDirectory ?? false);
  return [...(dropped?.files ?? [])].filter((_, i) => !folders[i]);
}

/** Whether it may work by itself later. @param {Refusal} error */
const passes = (error) => error.later || (error.status === 409 && error.code === 'wrong_state') || error.status === 460;

/** One file on its way, on screen. */
class Row {
  #bar = document.createElement('progress');
  #words = make('small', 'num');
  #retry = button('Retry');
  #cancel = button('Cancel');
  /** @type {() => void} */ #hurry = () => {};

  /** @param {File} file @param {{cancel: () => void, retry: () => void}} on */
  constructor(file, on) {
    const name = forDisplay(file.name);
    this.size = file.size;
    this.#bar.max = Math.max(1, file.size);
    this.#bar.value = 0;
    this.#bar.setAttribute('aria-label', `Sending ${name}`);
    this.#retry.append(make('span', 'unseen', ` ${name}`));
    this.#cancel.append(make('span', 'unseen', ` ${name}`));
    this.#retry.hidden = true;
    this.#retry.addEventListener('click', () => (this.#waiting ? this.#hurry() : on.retry()));
    this.#cancel.addEventListener('click', on.cancel);
    const about = make('div', 'b file', icon('file'), make('span', 'fname', name), make('small', '', sizeWords(file.size)), this.#bar);
    this.line = make('div', 'm me', about, make('span', 'acts', this.#words, this.#retry, this.#cancel));
    put(this.#words, 'Waiting');
  }

  #waiting = false;

  /** @param {number} sent */
  progress(sent) {
    this.#waiting = false;
    this.line.classList.remove('failed');
    this.#bar.hidden = false;
    this.#bar.value = sent;
    this.#retry.hidden = true;
    put(this.#words, this.size && sent >= this.size ? 'Almost there' : `Sending, ${Math.floor((sent * 100) / Math.max(1, this.size))} %`);
  }

  /** The chat shows it in a moment. */
  sent() {
    this.#bar.value = this.#bar.max;
    put(this.#words, 'Sent');
    this.#cancel.hidden = true;
  }

  /** It goes on by itself. */
  waits() {
    this.#waiting = true;
    this.#retry.hidden = false;
    put(this.#words, 'Interrupted, goes on by itself');
  }

  /** Done when the customer does not want to wait. @returns {Promise<void>} */
  hurried() {
    return new Promise((done) => (this.#hurry = done));
  }

  /** @param {string} words @param {boolean} again whether it may work */
  failed(words, again) {
    this.#waiting = false;
    this.line.classList.add('failed');
    this.#bar.hidden = true;
    this.#retry.hidden = !again;
    put(this.#words, words);
    this.#cancel.firstChild?.replaceWith('Remove');
  }
}

/** @param {string} words */
function button(words) {
  const made = make('button', '', words);
  made.type = 'button';
  return made;
}
