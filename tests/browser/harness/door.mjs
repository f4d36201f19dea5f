// A site of its own that serves the files of stock noVNC, and lets WebSockets through to the
// appliance, as a company's proxy would: to the appliance both are one origin.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, normalize, join } from 'node:path';

const NOVNC = dirname(dirname(createRequire(import.meta.url).resolve('@novnc/novnc')));
const PAGE = `<!doctype html><html lang="en"><title>Viewer</title><body><div id="screen"></div>
<script type="module">import RFB from '/core/rfb.js'; window.RFB = RFB</script></body></html>`;

export class Door {
  /** @param {string} to the appliance's address */
  static async before(to) {
    const door = new Door();
    door.server = createServer((request, response) => void file(request.url ?? '/', response));
    door.server.on('upgrade', (request, socket) => pass(to, request, socket));
    door.server.listen(0, '127.0.0.1');
    await once(door.server, 'listening');
    door.url = `http://127.0.0.1:${door.server.address().port}`;
    return door;
  }

  async close() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** @param {string} path @param {import('node:http').ServerResponse} response */
async function file(path, response) {
  if (path === '/') return response.setHeader('content-type', 'text/html').end(PAGE);
  const bytes = await readFile(join(NOVNC, normalize(path))).catch(() => undefined);
  if (!bytes) return response.writeHead(404).end();
  return response.setHeader('content-type', 'text/javascript').end(bytes);
}

/** Sends the request on as it came, and everything after it both ways. */
function pass(to, request, socket) {
  const { hostname, port } = new URL(to);
  const onward = connect(Number(port), hostname, () => {
    const lines = [`GET ${request.url} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
    }
    onward.write(`${lines.join('\r\n')}\r\n\r\n`);
    onward.pipe(socket).pipe(onward);
  });
  for (const [one, other] of [[socket, onward], [onward, socket]]) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}
