// An adb server with one phone, which is made of a text: a line `$ program arguments`, and below it what that
// prints. The phone's shell is this computer's. The real protocol, as far as the client asks for it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TEXT = fileURLToPath(new URL('../../../crates/info/tests/phones/orbit7_android14.txt', import.meta.url));
export const SERIAL = 'OB7EXAMPLE01';
const PROGRAMS = ['getprop', 'dumpsys', 'settings', 'pm', 'wm', 'top', 'df', 'logcat', 'locksettings', 'uname', 'date', 'cat', 'ip', 'which', 'sleep'];
const SCRIPT = `#!/bin/sh
name=$(/usr/bin/basename "$0")
said="$PHONE/$(printf '%s' "$name\${*:+ $*}" | /usr/bin/tr -c 'A-Za-z0-9.' '_')"
test -f "$said" && exec /bin/cat "$said"
exit 127
`;

/** See above. */
export class Phone {
  folder = mkdtempSync(join(tmpdir(), 'farhand-phone-'));
  port = 0;
  server = createServer((socket) => this.serve(socket));

  /** A phone with this many apps. @param {number} apps */
  static async start(apps) {
    const phone = new Phone();
    phone.unfold(apps);
    await new Promise((ready) => phone.server.listen(0, '127.0.0.1', () => ready(undefined)));
    const address = phone.server.address();
    if (address && typeof address === 'object') phone.port = address.port;
    return phone;
  }

  /** @param {number} apps */
  unfold(apps) {
    const names = Array.from({ length: apps }, (_, n) => `com.example.app${String(n).padStart(5, '0')}`);
    const parts = sections(readFileSync(TEXT, 'utf8'));
    parts.set('pm list packages -i --show-versioncode', names.map((name) => `package:${name} versionCode:7 installer=com.android.vending\n`).join(''));
    parts.set('dumpsys package packages', names.map((name, n) => `  Package [${name}] (1a2b3c):\n    versionName=${n % 40}.2\n    lastUpdateTime=2026-0${1 + (n % 9)}-11 10:00:00\n`).join(''));
    for (const [command, printed] of parts) writeFileSync(join(this.folder, command.replaceAll(/[^A-Za-z0-9.]/g, '_')), printed);
    mkdirSync(join(this.folder, 'bin'));
    for (const name of PROGRAMS) writeFileSync(join(this.folder, 'bin', name), SCRIPT, { mode: 0o755 });
  }

  /** @param {import('node:net').Socket} socket */
  serve(socket) {
    let waiting = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      waiting = Buffer.concat([waiting, bytes]);
      for (let length = size(waiting); length !== undefined && waiting.length >= 4 + length; length = size(waiting)) {
        const service = waiting.toString('utf8', 4, 4 + length);
        waiting = waiting.subarray(4 + length);
        this.answer(socket, service);
      }
    });
  }

  /** @param {import('node:net').Socket} socket @param {string} service */
  answer(socket, service) {
    if (service === 'host:devices-l') {
      const list = `${SERIAL} device usb:1-2 product:orbit7 model:OB7_EU device:orbit7 transport_id:1\n`;
      socket.end(`OKAY${list.length.toString(16).padStart(4, '0')}${list}`);
    } else if (service === `host:transport:${SERIAL}`) socket.write('OKAY');
    else if (service.startsWith('exec:')) this.run(socket, service.slice(5));
    else socket.end('FAIL0007unknown');
  }

  /** @param {import('node:net').Socket} socket @param {string} command */
  run(socket, command) {
    socket.write('OKAY');
    const env = { PATH: `${join(this.folder, 'bin')}:/usr/bin:/bin`, PHONE: this.folder };
    spawn('/bin/sh', ['-f', '-c', command], { env, stdio: ['ignore', 'pipe', 'ignore'] }).stdout.pipe(socket);
  }

  close() {
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The length of the request that begins here. @param {Buffer} bytes */
function size(bytes) {
  return bytes.length < 4 ? undefined : Number.parseInt(bytes.toString('latin1', 0, 4), 16);
}

/** @param {string} text */
function sections(text) {
  const parts = text.split(/^\$ /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]));
}
