// Who takes part, as the portal's page gathers it from what happened.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besides, peopleAfter } from '../../../appliance/assets/words.js';

/** @param {string} kind @param {string} name */
const event = (kind, name) => ({ kind, name });
const came = (/** @type {string} */ name) => event('conference_member_added', name);
const went = (/** @type {string} */ name) => event('conference_member_departed', name);

test('whoever came and did not leave takes part, also with the same name', () => {
  const happened = [came('Ines'), came('Bram'), event('session_held', 'Bram'), came('Bram'), went('Bram')];
  const people = happened.reduce(peopleAfter, /** @type {readonly string[]} */ ([]));
  assert.deepEqual(people, ['Ines', 'Bram']);
  assert.deepEqual(peopleAfter(people, went('Nobody')), people);
});

test('the others are named in a row', () => {
  assert.equal(besides(['Ines'], 'Ines'), '');
  assert.equal(besides(['Ines', 'Bram'], 'Ines'), 'Bram');
  assert.equal(besides(['Bram', 'Ines', 'Ines', 'Mara'], 'Ines'), 'Bram, Ines and Mara');
  assert.equal(besides([], 'Ines'), '');
});
