// @ts-check
// Sends one file by tus 1.0.0. A cut costs nothing that has arrived: it asks how far the appliance has
// come and goes on from there. The id is kept until the file is complete, so that choosing the same
// file again after a reload goes on, too.
import { Refusal } from './api.js';

const PREFIX = 'farhand:upload:';
const AT = '/portal/api/uploads';
const TUS = { 'tus-resumable': '1.0.0' };
const ANSWER_MS = 20_000;
/** How long a line may be still before it counts as cut. */
const STILL_MS = 30_000;

/** Forgets what was being sent in other sessions. @param {string} session */
export function forgetOthers(session) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !key.startsWith(`${PREFIX}${session}:`)) localStorage.removeItem(key);
  }
}

/** The file cannot be read any more: it was moved, deleted or changed after it was chosen. */
export class Unreadable extends Error {}

export class Upload {
  #stop = new AbortController();

  /**
   * @param {string} session
   * @param {File} file
   * @param {(sent: number) => void} progress
   */
  constructor(session, file, progress) {
    this.file = file;
    this.progress = progress;
    this.key = `${PREFIX}${session}:${file.size}:${file.lastModified}:${file.name}`;
    this.id = localStorage.getItem(this.key) ?? randomId();
    localStorage.setItem(this.key, this.id);
  }

  /** Sends what is missing. Rejects with a `Refusal`, `Unreadable`, or what a cut line throws. */
  async send() {
    if (!(await this.#make())) return this.#forget();
    const offset = await this.#offset();
    this.progress(offset);
    if (offset < this.file.size) await this.#write(offset);
    this.#forget();
  }

  /** Stops, and tells the appliance; whether it hears it matters little. */
  cancel() {
    this.#stop.abort();
    this.#forget();
    void fetch(`${AT}/${this.id}`, { method: 'DELETE', headers: TUS, keepalive: true }).catch(() => {});
  }

  /** Whether it was cancelled. */
  get cancelled() {
    return this.#stop.signal.aborted;
  }

  /** Begins anew under another id: the appliance knows nothing of the one before, or has ended it. */
  renew() {
    this.id = randomId();
    localStorage.setItem(this.key, this.id);
  }

  #forget() {
    localStorage.removeItem(this.key);
  }

  /** Makes the upload, or finds the one from before. @returns {Promise<boolean>} whether there is more to do */
  async #make() {
    const purpose = { kind: 'chat', id: this.id, name: this.file.name, media_type: this.file.type || null };
    const answer = await this.#ask(AT, {
      method: 'POST',
      headers: { ...TUS, 'upload-length': String(this.file.size), 'upload-metadata': `purpose ${base64(JSON.stringify(purpose))}` },
    });
    return answer.status === 201 && this.file.size > 0;
  }

  async #offset() {
    const answer = await this.#ask(`${AT}/${this.id}`, { method: 'HEAD', headers: TUS });
    return Number(answer.headers.get('upload-offset'));
  }

  /** @param {string} path @param {RequestInit} request */
  async #ask(path, request) {
    const signal = AbortSignal.any ? AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_MS)]) : this.#stop.signal;
    const answer = await fetch(path, { ...request, signal, credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok) throw refusal(answer.status, await answer.text());
    return answer;
  }

  /** By XMLHttpRequest, which tells how much has gone out. @param {number} offset @returns {Promise<void>} */
  async #write(offset) {
    const rest = this.file.slice(offset);
    await readable(rest);
    await new Promise((/** @type {(value?: undefined) => void} */ done, fail) => {
      const sending = new XMLHttpRequest();
      let still = setTimeout(() => sending.abort(), STILL_MS);
      sending.open('PATCH', `${AT}/${this.id}`);
      for (const [name, value] of Object.entries(TUS)) sending.setRequestHeader(name, value);
      sending.setRequestHeader('upload-offset', String(offset));
      sending.setRequestHeader('content-type', 'application/offset+octet-stream');
      sending.upload.onprogress = ({ loaded }) => {
        clearTimeout(still);
        still = setTimeout(() => sending.abort(), STILL_MS);
        this.progress(offset + loaded);
      };
      sending.onload = () => (sending.status === 204 ? done() : fail(refusal(sending.status, sending.responseText)));
      sending.onerror = sending.onabort = () => readable(rest).then(() => fail(new Error('cut')), fail);
      sending.onloadend = () => clearTimeout(still);
      this.#stop.signal.addEventListener('abort', () => sending.abort(), { once: true });
      sending.send(rest);
    });
  }
}

/** Whether the file is still there and what it was. @param {Blob} rest */
async function readable(rest) {
  await rest.slice(0, 1).arrayBuffer().catch(() => {
    throw new Unreadable();
  });
}

/** @param {number} status @param {string} text */
function refusal(status, text) {
  try {
    const { code, message } = JSON.parse(text);
    return new Refusal(status, code, message);
  } catch {
    return new Refusal(status, 'unknown', text);
  }
}

/** @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

const randomId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
