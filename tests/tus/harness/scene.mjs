// A session at the real appliance in which files are allowed, and the addresses of its uploads.
import { once } from 'node:events';
import WebSocket from 'ws';
import { Appliance } from '../../browser/harness/appliance.mjs';
import { Representative } from '../../browser/harness/representative.mjs';
import { Customer } from '../../window/harness/customer.mjs';

const ABILITIES = { view: false, control: false, clipboard: false, annotations: false, files: 'yes' };
const SCOPE = { to_device: true, from_device: true, change: true, area: { kind: 'whole' } };

export class Scene {
  static async open() {
    const scene = new Scene();
    scene.appliance = await Appliance.start();
    const word = (/** @type {RegExp} */ pattern) => scene.appliance.words.match(pattern)?.[1] ?? '';
    const who = { user_name: word(/user name:?\s+(\S+)/i), password: word(/password:?\s+(\S+)/i) };
    scene.ines = await Representative.signIn(scene.url, who);
    scene.customer = new Customer(scene.url);
    await scene.customer.begin('Rosa Iversen', 'Large files');
    scene.lsid = await scene.ines.accept('Rosa Iversen');
    await scene.lend();
    return scene;
  }

  get url() {
    return this.appliance.url;
  }

  /** A device joins, and its files are allowed. */
  async lend() {
    const { code } = await this.ines.elevate(this.lsid);
    const device = { platform: 'linux', name: 'A laptop', version: '0.1.0', abilities: ABILITIES };
    const attached = await this.post('/device/attach', { with: { kind: 'code', code }, device });
    this.token = (await attached.json()).token;
    const session = await this.ines.ask('POST', `/sessions/${this.lsid}/ask`, { what: 'files', files: SCOPE });
    await this.post('/device/answer', { ask: session.capabilities.files.ask, allow: 'files' });
  }

  /** @param {string} path @param {object} body */
  async post(path, body) {
    const headers = { 'content-type': 'application/json', ...(this.token && { authorization: `Bearer ${this.token}` }) };
    const answer = await fetch(this.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** Where consoles, the device and the customer's page upload, each with its credential. */
  get console() {
    return { at: `${this.url}/api/v1/sessions/${this.lsid}/uploads`, headers: { Authorization: `Bearer ${this.ines.token}` } };
  }

  get device() {
    return { at: `${this.url}/device/uploads`, headers: { Authorization: `Bearer ${this.token}` } };
  }

  get page() {
    return { at: `${this.url}/portal/api/uploads`, headers: this.customer.headers() };
  }

  /** The bytes of an upload, as somebody reads them. @param {{headers: Record<string, string>}} who @param {string} address */
  async read(who, address) {
    const answer = await fetch(address, { headers: who.headers });
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** The files that stand in the chat. */
  async chat() {
    const { entries } = await this.ines.detail(this.lsid);
    return entries.filter(({ body }) => body.kind === 'file').map(({ body }) => body.file);
  }

  /** Has the device asked to send something under this id. @param {string} id */
  async ask(id) {
    const headers = { Authorization: `Bearer ${this.token}` };
    const live = new WebSocket(`${this.url.replace('http', 'ws')}/device/live`, { headers });
    const asked = new Promise((resolve) => {
      live.on('message', (frame) => JSON.parse(String(frame)).type === 'files' && resolve(undefined));
    });
    await once(live, 'open');
    const paths = [{ root: 'home', names: ['log.txt'] }];
    const asking = this.ines.ask('POST', `/sessions/${this.lsid}/files`, { kind: 'send', transfer: id, paths });
    // What is answered does not matter here: only that it was asked.
    asking.catch(() => undefined);
    await asked;
    live.close();
  }

  async close() {
    this.customer.leave();
    await this.ines.disconnect();
    await this.appliance.end();
  }
}
