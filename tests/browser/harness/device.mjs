// A customer's device, played through the appliance's interface for devices as the client would.
import { once } from 'node:events';
import WebSocket from 'ws';

const ABILITIES = { view: true, control: true, clipboard: true, annotations: false, files: 'yes' };

export class Device {
  /** Joins the session that the code was made for, and is there. @param {string} url @param {string} code */
  static async attach(url, code) {
    const device = { platform: 'linux', name: 'A laptop', version: '0.1.0', abilities: ABILITIES };
    const body = JSON.stringify({ with: { kind: 'code', code }, device });
    const answer = await fetch(`${url}/device/attach`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!answer.ok) throw new Error(`the device may not attach: ${answer.status} ${await answer.text()}`);
    const one = new Device();
    const { token } = await answer.json();
    one.live = new WebSocket(`${url.replace('http', 'ws')}/device/live`, { headers: { authorization: `Bearer ${token}` } });
    await once(one.live, 'open');
    return one;
  }

  async close() {
    if (this.live.readyState === WebSocket.CLOSED) return;
    const closed = once(this.live, 'close');
    this.live.close();
    await closed;
  }
}
