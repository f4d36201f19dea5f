// A mail server that takes everything and keeps it: what a customer's mailbox would hold.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { until } from './steps.mjs';

export class Mailbox {
  /** Messages as they came, oldest first. @type {{to: string[], text: string}[]} */ messages = [];
  /** @type {Set<import('node:net').Socket>} */ #open = new Set();

  static async open() {
    const mailbox = new Mailbox();
    mailbox.server = createServer((socket) => mailbox.#take(socket));
    mailbox.server.listen(0, '127.0.0.1');
    await once(mailbox.server, 'listening');
    mailbox.port = /** @type {import('node:net').AddressInfo} */ (mailbox.server.address()).port;
    return mailbox;
  }

  /** The link in the newest message to somebody; waits for it. @param {string} to */
  async link(to) {
    const found = () => this.messages.findLast((message) => message.to.includes(to));
    await until(async () => found() !== undefined, `a message to ${to}`);
    // Long lines are broken with an equals sign, and others of them are written as =3D.
    const text = found().text.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    return text.match(/https?:\/\/[\w.:]+\/i\/[\w-]{32}/)?.[0];
  }

  async close() {
    for (const socket of this.#open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  /** @param {import('node:net').Socket} socket */
  #take(socket) {
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8');
    let [waiting, content] = ['', false];
    /** @type {string[]} */ let to = [];
    const say = (/** @type {string} */ words) => socket.write(`${words}\r\n`);
    const hear = (/** @type {string} */ line) => {
      const [verb] = line.toUpperCase().split(/[ :]/);
      if (verb === 'EHLO') return say('250 mailbox.example.com');
      if (verb === 'RCPT') to.push(line.match(/<(.*)>/)?.[1] ?? '');
      if (verb === 'MAIL' || verb === 'RSET') to = [];
      if (verb === 'QUIT') return socket.end('221 Good bye\r\n');
      content = verb === 'DATA';
      return say(content ? '354 Go on' : '250 OK');
    };
    socket.on('data', (piece) => {
      waiting += piece;
      for (;;) {
        const end = waiting.indexOf(content ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const whole = waiting.slice(0, end);
        waiting = waiting.slice(end + (content ? 5 : 2));
        if (!content) {
          hear(whole);
          continue;
        }
        content = false;
        this.messages.push({ to, text: whole });
        say('250 Taken');
      }
    });
    say('220 mailbox.example.com');
  }
}
