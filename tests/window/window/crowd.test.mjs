// The supervisor's page while everything moves: 50 queues, 500 representatives, 5,000 sessions, four changes
// a second, through the real engine into the real window.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Appliance } from '../harness/appliance.mjs';
import { go } from '../harness/colleagues.mjs';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Crowd } from '../harness/crowd.mjs';
import { StandIn } from '../harness/stand-in.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { signIn } from '../harness/workplace.mjs';

const SESSIONS = 5000;
/** Milliseconds between two changes: the appliance tells of no more. */
const EVERY = 250;
/** Changes in a measurement. */
const ROUNDS = 40;
const folder = freshFolder();
const crowd = new Crowd(SESSIONS, Date.now());
/** @type {Appliance} */ let appliance;
/** @type {StandIn} */ let line;
/** @type {Console} */ let ines;
const step = walk(() => ines);
let round = 0;

before(async () => {
  appliance = await Appliance.start();
  line = await StandIn.before(appliance.address, crowd);
  ines = await Console.start(join(folder, 'ines'), []);
  await ines.resize(1440, 900);
  await signIn(ines.window, line.address, appliance);
});

after(async () => {
  await ines?.close();
  line?.close();
  await appliance?.close();
  remove(folder);
});

step('the crowd shows', async () => {
  const began = Date.now();
  await go(ines, 'Supervisor');
  const rows = await until('the sessions show', () => ines.window.run(`return Number(document.querySelector('.lsessions')?.getAttribute('aria-rowcount') ?? 0) > 1000`));
  assert.ok(rows);
  console.log(`from the click to ${SESSIONS} sessions in the window: ${Date.now() - began} ms`);
  await ines.shoot('110-crowd');
});

/** Notes how far apart frames are, from now on. */
const watch = () =>
  ines.window.run(`
    const frames = (window.__frames = [])
    let last
    const go = (now) => {
      if (window.__frames !== frames) return
      if (last !== undefined) frames.push(now - last)
      last = now
      requestAnimationFrame(go)
    }
    requestAnimationFrame(go)`);

/** What was noted, in ascending order. @returns {Promise<number[]>} */
const noted = () =>
  ines.window.run(`
    const frames = window.__frames
    window.__frames = undefined
    return frames.sort((a, b) => a - b)`);

/** Frames while the crowd moves. @param {string} words @param {number} changed sessions in each change; none: nothing moves */
async function frames(words, changed) {
  const patches = changed === 0 ? [] : Array.from({ length: ROUNDS }, () => JSON.stringify({ type: 'dashboard_patch', patch: crowd.patch((round += 1), changed) }));
  await watch();
  for (let n = 0; n < ROUNDS; n++) {
    const next = pause(EVERY);
    if (patches[n]) line.tell(/** @type {string} */ (patches[n]));
    await next;
  }
  const times = await noted();
  const at = (/** @type {number} */ share) => times[Math.floor(share * (times.length - 1))].toFixed(1);
  const over = (/** @type {number} */ ms) => times.filter((time) => time > ms).length;
  console.log(`${words}: ${times.length} frames, ${at(0.5)} / ${at(0.95)} / ${at(0.99)} / ${at(1)} ms (p50, p95, p99, longest), over 17.5 ms ${over(17.5)}, over 25 ms ${over(25)}, over 34 ms ${over(34)}`);
  return times;
}

step('frames come in time while it stands still, and while it moves', async () => {
  await frames('nothing moves', 0);
  for (const changed of [40, 500, SESSIONS]) {
    const times = await frames(`${changed} sessions in each change`, changed);
    assert.ok(times[Math.floor(times.length / 2)] < 50, 'the page is alive');
  }
});

step('all that was told shows in the end', async () => {
  const last = crowd.patch((round += 1), SESSIONS);
  line.tell(JSON.stringify({ type: 'dashboard_patch', patch: last }));
  const doing = { chat: 'Chat', elevating: 'Moving to app', asking: 'Asking', viewing: 'Viewing', control: 'In control', files: 'Files', info: 'System info' };
  const longest = last.sessions.filter(({ standing }) => standing.kind === 'active').sort((a, b) => a.created_at - b.created_at || (a.lsid < b.lsid ? -1 : 1));
  const expected = longest.slice(0, 5).map(({ customer, doing: what }) => `${customer} ${doing[/** @type {keyof typeof doing} */ (what)]}`);
  const shown = () =>
    ines.window.run(`
      return [...document.querySelectorAll('.lsessions .frows [role=row]')].slice(0, 5).map((row) => [0, 4].map((cell) => row.children[cell].textContent.trim()).join(' '))`);
  await until('the newest shows', async () => JSON.stringify(await shown()) === JSON.stringify(expected));
  await ines.shoot('111-crowd-moved');
});
