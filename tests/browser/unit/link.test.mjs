// How long the page waits before it tries to connect again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause } from '../../../appliance/assets/link.js';

test('pauses grow from one second to thirty, within a fifth', () => {
  assert.equal(pause(0, 0.5), 1_000);
  assert.equal(pause(1, 0.5), 1_600);
  assert.equal(pause(0, 0), 800);
  assert.equal(pause(0, 1), 1_200);
  assert.equal(pause(50, 0.5), 30_000);
  for (let tries = 0; tries < 20; tries += 1) assert.ok(pause(tries, 0.5) <= pause(tries + 1, 0.5));
});
