// The real appliance with demonstration data in a folder of its own, on a free port.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

const TARGET = process.env.CARGO_TARGET_DIR ?? resolve(import.meta.dirname, '../../../target');
const PROGRAM = process.env.FARHAND_APPLIANCE ?? join(TARGET, 'debug/farhand-appliance');

export class Appliance {
  /** The password of representatives that are added. */
  password = randomUUID();

  /** Seeds a folder and serves it. */
  static async start() {
    if (!existsSync(PROGRAM)) throw new Error(`no appliance at ${PROGRAM}; build it or set FARHAND_APPLIANCE`);
    const appliance = new Appliance();
    appliance.data = mkdtempSync(join(tmpdir(), 'farhand-portal-'));
    appliance.words = await appliance.run('demo');
    await appliance.serve();
    return appliance;
  }

  /** Runs a subcommand on the folder and answers what it printed. @param {string} command @param {...string} args */
  async run(command, ...args) {
    const env = { ...process.env, FARHAND_PASSWORD: this.password };
    const child = spawn(PROGRAM, [command, '--data', this.data, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = collect(child);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${out.text}`);
    return out.text;
  }

  /** Lets the elevation of a session run out now, as if its time had passed. @param {string} lsid */
  runOut(lsid) {
    this.change("UPDATE session SET due_at = 1, body = json_set(body, '$.elevating.expires_at', 1) WHERE lsid = ?", lsid);
  }

  /** Changes the database while it is served: what only the passing of time does. @param {string} sql @param {...(string | number)} values */
  change(sql, ...values) {
    const script = 'import json, sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], timeout=10)\nwith db: db.execute(sys.argv[2], json.loads(sys.argv[3]))';
    execFileSync('python3', ['-c', script, join(this.data, 'farhand.sqlite3'), sql, JSON.stringify(values)]);
  }

  /** Starts to serve; also again, on the same port, after `stop`. */
  async serve() {
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    this.child = spawn(PROGRAM, ['serve', '--data', this.data, '--listen', listen], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.out = collect(this.child);
    this.url = await this.out.found(/https?:\/\/127\.0\.0\.1:\d+/);
  }

  /** Stops serving, as a restart does. */
  async stop() {
    const closed = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await closed;
  }

  /** Stops, and leaves nothing behind. */
  async end() {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** Everything that a program prints. @param {import('node:child_process').ChildProcess} child */
function collect(child) {
  const out = {
    text: '',
    /** Waits until `pattern` is in it. @param {RegExp} pattern @returns {Promise<string>} */
    found: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = out.text.match(pattern);
          if (match) resolve(match[0]);
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        child.once('close', () => reject(new Error(`it ended: ${out.text}`)));
        look();
      }),
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => (out.text += text));
  }
  return out;
}
