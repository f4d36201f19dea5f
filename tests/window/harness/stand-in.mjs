// The way to an appliance on which somebody else answers for the dashboard: everything passes, but what a
// supervisor sees is a crowd that no test could bring together.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

/** @typedef {import('./crowd.mjs').Crowd} Crowd */

export class StandIn {
  /** Where it begins. */
  address = '';
  server = createServer((asked, answer) => this.#pass(asked, answer));
  #sockets = new WebSocketServer({ noServer: true });
  /** The newest live connection whose console looks at the dashboard. @type {WebSocket | undefined} */
  #watching;
  #to;
  #crowd;

  /** @param {string} to an appliance's address @param {Crowd} crowd */
  constructor(to, crowd) {
    this.#to = new URL(to);
    this.#crowd = crowd;
    this.server.on('upgrade', (asked, socket, head) => this.#join(asked, socket, head));
  }

  /** @param {string} to @param {Crowd} crowd */
  static async before(to, crowd) {
    const standIn = new StandIn(to, crowd);
    standIn.server.listen(0, '127.0.0.1');
    await once(standIn.server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (standIn.server.address());
    standIn.address = `http://127.0.0.1:${port}`;
    return standIn;
  }

  /** Tells the console what is different. @param {string} patch as the appliance would write it */
  tell(patch) {
    this.#watching?.send(patch);
  }

  close() {
    for (const one of this.#sockets.clients) one.terminate();
    this.server.closeAllConnections();
    this.server.close();
  }

  /** @param {import('node:http').IncomingMessage} asked @param {import('node:http').ServerResponse} answer */
  #pass(asked, answer) {
    const { method, headers, url } = asked;
    const passed = request({ host: this.#to.hostname, port: this.#to.port, method, path: url, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  }

  /** @param {import('node:http').IncomingMessage} asked @param {import('node:stream').Duplex} socket @param {Buffer} head */
  #join(asked, socket, head) {
    const appliance = new WebSocket(`ws://${this.#to.host}${asked.url}`);
    appliance.on('error', () => socket.destroy());
    appliance.on('upgrade', () =>
      this.#sockets.handleUpgrade(asked, socket, head, (console) => {
        console.on('message', (data) => this.#asked(console, appliance, String(data)));
        appliance.on('message', (data) => this.#said(console, String(data)));
        console.on('close', () => appliance.terminate());
        appliance.on('close', () => console.terminate());
      }),
    );
  }

  /** @param {WebSocket} console @param {WebSocket} appliance @param {string} text */
  #asked(console, appliance, text) {
    const frame = JSON.parse(text);
    if (frame.type !== 'watch_dashboard') {
      if (appliance.readyState === WebSocket.OPEN) appliance.send(text);
      return;
    }
    this.#watching = frame.span === null ? undefined : console;
    if (frame.span !== null) console.send(JSON.stringify({ type: 'dashboard', dashboard: this.#crowd.whole(frame.span) }));
  }

  /** @param {WebSocket} console @param {string} text */
  #said(console, text) {
    console.send(text);
  }
}
