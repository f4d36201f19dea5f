// A representative, played through the appliance's API as a console would.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';

export class Representative {
  /** Signs in, connects, and is available. @param {string} url @param {{user_name: string, password: string}} who */
  static async signIn(url, who) {
    const one = new Representative();
    one.url = url;
    const { token, me } = await one.ask('POST', '/sign-in', who);
    one.token = token;
    one.me = me;
    await one.connect();
    await one.ask('PUT', '/me/presence', { presence: 'available' });
    return one;
  }

  /** Opens the live connection, which is what being there means. */
  async connect() {
    const { ticket } = await this.ask('POST', '/live/ticket', {});
    const { seq } = await this.ask('GET', '/snapshot');
    this.live = new WebSocket(`${this.url.replace('http', 'ws')}/api/v1/live?ticket=${ticket}&since=${seq}`);
    await once(this.live, 'open');
  }

  /** Closes it. */
  async disconnect() {
    const closed = once(this.live, 'close');
    this.live.close();
    await closed;
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async ask(method, path, body) {
    const headers = { 'content-type': 'application/json' };
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    const key = body?.client_id ?? randomUUID();
    if (method !== 'GET') headers['idempotency-key'] = key;
    const answer = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** The waiting session of a customer with this name; waits until there is one. @param {string} name */
  async waiting(name) {
    for (let tries = 0; tries < 100; tries += 1) {
      const { sessions } = await this.ask('GET', '/snapshot');
      const found = sessions.find(({ customer, state }) => customer.name === name && state.kind === 'waiting');
      if (found) return found;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`${name} does not wait in any of the queues`);
  }

  /** Accepts the session of a customer with this name. @param {string} name */
  async accept(name) {
    const { lsid } = await this.waiting(name);
    await this.ask('POST', `/sessions/${lsid}/accept`, {});
    return lsid;
  }

  /** @param {string} lsid @param {string} text */
  say(lsid, text) {
    return this.ask('POST', `/sessions/${lsid}/messages`, { client_id: randomUUID(), text });
  }

  /** @param {string} lsid */
  types(lsid) {
    this.live.send(JSON.stringify({ type: 'typing', lsid }));
  }

  /** @param {string} lsid */
  hold(lsid) {
    return this.ask('POST', `/sessions/${lsid}/hold`, {});
  }

  /** @param {string} lsid */
  end(lsid) {
    return this.ask('POST', `/sessions/${lsid}/end`, {});
  }

  /** Asks the customer to open the client; answers the code and the link. @param {string} lsid @param {string} [purpose] */
  elevate(lsid, purpose) {
    return this.ask('POST', `/sessions/${lsid}/elevate`, { purpose });
  }

  /** The texts that the customer wrote, oldest first. @param {string} lsid */
  async heard(lsid) {
    const { entries } = await this.detail(lsid);
    return entries.filter(({ author, body }) => author.kind === 'customer' && body.kind === 'message').map(({ body }) => body.text);
  }

  /** @param {string} lsid */
  detail(lsid) {
    return this.ask('GET', `/sessions/${lsid}`);
  }

  /** A key for the own queue. @param {object} [more] */
  async newKey(more = {}) {
    return this.ask('POST', '/keys', { queue: `rep:${this.me.id}`, ...more });
  }

  /** A key as it stands. @param {number} id */
  key(id) {
    return this.ask('GET', `/keys/${id}`);
  }

  /** Takes a key back. @param {number} id */
  revoke(id) {
    return this.ask('POST', `/keys/${id}/revoke`, {});
  }

  /** Sends a key by mail. @param {number} id @param {object} invitations */
  invite(id, invitations) {
    return this.ask('POST', `/keys/${id}/invitations`, invitations);
  }
}
