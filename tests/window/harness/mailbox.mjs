// A mail server that keeps what it gets, and refuses whom it is told to refuse. Plain text, on loopback.
import { createServer } from 'node:net';
import { until } from './until.mjs';

/** A message as it came. */
class Letter {
  /** @param {string[]} to @param {string} source */
  constructor(to, source) {
    this.to = to;
    this.source = source;
  }

  /** A header's value in one line, decoded where it is encoded. @param {string} name */
  header(name) {
    const head = this.source.slice(0, this.source.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
    const value = new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1] ?? '';
    const words = value.replaceAll(/\?=\s+=\?/g, '?==?');
    return words.replaceAll(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, word) => Buffer.from(word, 'base64').toString());
  }

  /** The part of a kind, as people read it. @param {'plain' | 'html'} kind */
  part(kind) {
    const boundary = /boundary="?([^";\s]+)"?/i.exec(this.source)?.[1] ?? '';
    const parts = this.source.split(`--${boundary}`);
    const part = parts.find((one) => one.trimStart().toLowerCase().includes(`text/${kind}`) && one.includes('\r\n\r\n')) ?? '';
    const body = part.slice(part.indexOf('\r\n\r\n') + 4);
    if (/transfer-encoding: *base64/i.test(part)) return Buffer.from(body, 'base64').toString();
    return /transfer-encoding: *quoted-printable/i.test(part) ? unquoted(body) : body;
  }
}

/** See above. */
export class Mailbox {
  /** Everything that came, in its order. @type {Letter[]} */
  letters = [];
  /** What is said to whom, in place of taking it. @type {Map<string, string>} */
  refused = new Map();
  port = 0;
  /** @type {Set<import('node:net').Socket>} */
  sockets = new Set();
  server = createServer((socket) => this.serve(socket));

  static async start() {
    const mailbox = new Mailbox();
    await new Promise((ready) => mailbox.server.listen(0, '127.0.0.1', () => ready(undefined)));
    const address = mailbox.server.address();
    if (address && typeof address === 'object') mailbox.port = address.port;
    return mailbox;
  }

  /** The newest message to somebody, as soon as there are this many. @param {string} address @param {number} [count] */
  to(address, count = 1) {
    return until(`a message to ${address}`, () => {
      const found = this.letters.filter((letter) => letter.to.includes(address));
      return found.length >= count ? found.at(-1) : undefined;
    });
  }

  /** @param {import('node:net').Socket} socket */
  serve(socket) {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let waiting = '';
    /** @type {string[]} */
    let to = [];
    let data = false;
    const say = (/** @type {string} */ words) => socket.write(`${words}\r\n`);
    say('220 mail.example.com ESMTP');
    socket.on('data', (bytes) => {
      waiting += bytes.toString('latin1');
      for (;;) {
        const end = data ? waiting.indexOf('\r\n.\r\n') : waiting.indexOf('\r\n');
        if (end < 0) return;
        const text = waiting.slice(0, end);
        waiting = waiting.slice(end + (data ? 5 : 2));
        if (data) {
          const source = Buffer.from(text.replaceAll('\r\n..', '\r\n.'), 'latin1').toString();
          this.letters.push(new Letter(to, source));
          [data, to] = [false, []];
          say('250 2.0.0 kept');
        } else if (/^DATA/i.test(text)) {
          data = true;
          say('354 go on');
        } else if (/^RCPT/i.test(text)) {
          const address = /<([^>]*)>/.exec(text)?.[1] ?? '';
          const refusal = this.refused.get(address);
          if (!refusal) to.push(address);
          say(refusal ?? '250 2.1.5 taken');
        } else {
          if (/^(MAIL|RSET)/i.test(text)) to = [];
          say(/^EHLO/i.test(text) ? '250-mail.example.com\r\n250 8BITMIME' : /^QUIT/i.test(text) ? '221 bye' : '250 2.0.0 well');
          if (/^QUIT/i.test(text)) socket.end();
        }
      }
    });
  }

  close() {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

/** @param {string} body */
function unquoted(body) {
  const bytes = body.replaceAll('=\r\n', '').replaceAll(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
