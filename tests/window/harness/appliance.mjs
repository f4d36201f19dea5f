// An appliance of its own, with demonstration data, as a company would run it.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './children.mjs';
import { freshFolder, remove } from './console.mjs';

const PROGRAM =
  process.env.FARHAND_APPLIANCE ?? fileURLToPath(new URL('../../../target/debug/farhand-appliance', import.meta.url));

/** An appliance that runs. */
export class Appliance {
  folder = freshFolder();
  userName = 'ines';
  password = randomBytes(9).toString('base64url');
  address = '';

  /** Fills its folder and serves it on a free port. */
  static async start() {
    assert.ok(existsSync(PROGRAM), `there is no appliance at ${PROGRAM}; build it, or set FARHAND_APPLIANCE`);
    const appliance = new Appliance();
    try {
      await appliance.open();
      return appliance;
    } catch (error) {
      await appliance.close();
      throw error;
    }
  }

  async open() {
    const data = ['--data', join(this.folder, 'appliance')];
    const env = { ...process.env, FARHAND_DEMO_PASSWORD: this.password };
    const demo = new Child(PROGRAM, ['demo', '--waiting', ...data], { env });
    await demo.ended;
    assert.equal(demo.process.exitCode, 0, demo.printed);
    this.server = new Child(PROGRAM, ['serve', '--listen', '127.0.0.1:0', ...data]);
    this.address = await this.server.line(/listening on (\S+)/);
  }

  /** Sets something while it serves, as its operator would. @param {string[]} args */
  async admin(...args) {
    const done = new Child(PROGRAM, ['admin', '--data', join(this.folder, 'appliance'), ...args]);
    await done.ended;
    assert.equal(done.process.exitCode, 0, done.printed);
  }

  async close() {
    await this.server?.end();
    remove(this.folder);
  }
}
