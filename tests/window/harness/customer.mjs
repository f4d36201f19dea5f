// A customer's browser without a screen: the portal's pages, cookies, and its live connection.
import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { until } from './until.mjs';

/** @typedef {{number: number, body: {kind: string, text?: string}}} Entry */

/** One customer in one session. */
export class Customer {
  /** @type {Map<string, string>} */
  cookies = new Map();
  /** What the page would show, in the order it came. @type {Entry[]} */
  entries = [];
  /** Where the session stands: `waiting`, `active`, `held`, `ended`. */
  state = '';
  /** The question that is open, by its number. @type {number | undefined} */
  question;

  /** @param {string} portal */
  constructor(portal) {
    this.portal = portal;
  }

  /** Goes from the start page to the queue, by the first issue. @param {string} name @param {string} details */
  async begin(name, details) {
    const start = await (await this.get('/')).text();
    const issue = /href="(\/issue\/[^"]+)"/.exec(start)?.[1];
    assert.ok(issue, 'the portal offers an issue');
    assert.equal((await this.get(issue)).url, `${this.portal}/begin`);
    await this.agree(name, details);
  }

  /** Has the page of an invitation's link in sight, as a person has. @param {string} link */
  async opens(link) {
    const { pathname } = new URL(link);
    assert.ok((await this.get(pathname)).ok, 'the page of the link is there');
    const seen = await this.send(`${pathname}/opened`, new URLSearchParams(), 'application/x-www-form-urlencoded');
    assert.equal(seen.status, 204, 'the page says that it is in sight');
  }

  /** Goes from an invitation's link to the queue. @param {string} link @param {string} name */
  async follows(link, name) {
    const { pathname } = new URL(link);
    const start = await this.send(pathname, new URLSearchParams({ with: 'browser' }), 'application/x-www-form-urlencoded');
    assert.equal(start.headers.get('location'), '/begin');
    await this.agree(name, '');
  }

  /** Fills in the last form. @param {string} name @param {string} details */
  async agree(name, details) {
    const form = { name, company: 'Example Ltd', details, recording: 'allow', agreement: 'accept', script: '1' };
    const answer = await this.send('/begin', new URLSearchParams(form), 'application/x-www-form-urlencoded');
    assert.equal(answer.status, 303, 'the session begins');
    await this.listen();
    await this.is('waiting');
  }

  /** Opens the live connection, which is what makes a customer present. */
  async listen() {
    const address = `${this.portal.replace('http', 'ws')}/portal/api/live?after=0`;
    const socket = new WebSocket(address, { headers: this.headers() });
    this.socket = socket;
    socket.on('message', (frame) => this.hear(JSON.parse(String(frame))));
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
  }

  /** @param {any} frame */
  hear(frame) {
    if (frame.type === 'view') {
      this.state = frame.view.state.kind;
      this.question = frame.view.question?.ask;
    }
    if (frame.type === 'entries') this.entries.push(...frame.entries);
  }

  /** Waits until the session stands there. @param {string} state */
  is(state) {
    return until(`the session is ${state}`, () => this.state === state);
  }

  /** Waits until a message arrives. @param {string} text */
  reads(text) {
    return until(`the customer reads “${text}”`, () => this.messages().includes(text));
  }

  /** The messages' texts, in their order. */
  messages() {
    return this.entries.flatMap(({ body }) => (body.kind === 'message' && body.text !== undefined ? [body.text] : []));
  }

  /** @param {string} text */
  async says(text) {
    const clientId = crypto.randomUUID();
    const message = JSON.stringify({ client_id: clientId, text });
    const answer = await this.send('/portal/api/messages', message, 'application/json', { 'Idempotency-Key': clientId });
    assert.ok(answer.ok, `the message is taken: ${answer.status}`);
  }

  /** Puts a file into the chat. @param {string} name @param {Buffer} bytes */
  async hands(name, bytes) {
    const id = crypto.randomUUID();
    const purpose = Buffer.from(JSON.stringify({ kind: 'chat', id, name, media_type: null })).toString('base64');
    const headers = { ...this.headers(), 'Tus-Resumable': '1.0.0' };
    const uploads = `${this.portal}/portal/api/uploads`;
    const about = { 'Upload-Length': String(bytes.length), 'Upload-Metadata': `purpose ${purpose}` };
    const made = await fetch(uploads, { method: 'POST', headers: { ...headers, ...about } });
    assert.equal(made.status, 201, await made.text());
    const content = { 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' };
    const written = await fetch(`${uploads}/${id}`, { method: 'PATCH', headers: { ...headers, ...content }, body: new Uint8Array(bytes) });
    assert.equal(written.status, 204, await written.text());
  }

  /** Allows as soon as there is a question, as the page's buttons do. @param {'view' | 'control' | 'clipboard'} what */
  async allows(what) {
    const ask = await until('the customer is asked', () => this.question);
    const answer = await this.send('/portal/api/answer', JSON.stringify({ ask, allow: what }), 'application/json');
    assert.equal(answer.status, 204, `${what} is allowed: ${await answer.text()}`);
  }

  /** Accepts or declines to open the client, as the page's buttons do. @param {boolean} accept */
  async elevates(accept) {
    const answer = await this.send('/portal/api/elevation', JSON.stringify({ accept }), 'application/json');
    assert.equal(answer.status, 204, `the answer about the client is taken: ${await answer.text()}`);
  }

  /** Stops what was allowed, as the page's buttons do. @param {'view' | 'control' | 'clipboard' | 'files' | 'info'} what */
  async stops(what) {
    const answer = await this.send('/portal/api/withdraw', JSON.stringify({ what }), 'application/json');
    assert.equal(answer.status, 204, `${what} is stopped`);
  }

  leave() {
    this.socket?.close();
  }

  /** Follows redirects, because each may set a cookie. @param {string} path @returns {Promise<Response>} */
  async get(path) {
    const answer = await this.keep(await fetch(this.portal + path, { headers: this.headers(), redirect: 'manual' }));
    const next = answer.headers.get('location');
    return next ? this.get(new URL(next, this.portal).pathname) : answer;
  }

  /**
   * @param {string} path
   * @param {string | URLSearchParams} body
   * @param {string} type
   * @param {Record<string, string>} [more]
   */
  async send(path, body, type, more = {}) {
    const headers = { ...this.headers(), ...more, 'Content-Type': type };
    return this.keep(await fetch(this.portal + path, { method: 'POST', headers, body, redirect: 'manual' }));
  }

  headers() {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { Origin: this.portal, Cookie: cookie };
  }

  /** @param {Response} answer */
  keep(answer) {
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) this.cookies.set(name, value);
    }
    return answer;
  }
}
