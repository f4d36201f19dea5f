// A line between the phone and the appliance that can go dead without anybody being told.
import { createServer, connect } from 'node:net';
import { once } from 'node:events';

export class Proxy {
  #frozen = false;
  /** @type {Set<import('node:net').Socket>} */ #open = new Set();

  /** @param {string} to the appliance's address */
  static async before(to) {
    const { hostname, port } = new URL(to);
    const proxy = new Proxy();
    proxy.server = createServer((phone) => proxy.#join(phone, connect(Number(port), hostname)));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    proxy.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (proxy.server.address()).port}`;
    return proxy;
  }

  /** From now on nothing passes on the lines that are open; they stay open. */
  freeze() {
    for (const socket of this.#open) socket.pause().unpipe();
    this.#frozen = true;
  }

  /** New lines work again; the dead ones stay dead. */
  thaw() {
    this.#frozen = false;
  }

  async close() {
    for (const socket of this.#open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  /** @param {import('node:net').Socket} phone @param {import('node:net').Socket} appliance */
  #join(phone, appliance) {
    for (const [socket, other] of [[phone, appliance], [appliance, phone]]) {
      this.#open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#open.delete(socket);
        other.destroy();
      });
      if (!this.#frozen) socket.pipe(other);
    }
  }
}
