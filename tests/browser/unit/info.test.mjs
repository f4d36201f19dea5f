// What the page tells of its browser: what a user agent gives away, and values that make no sense.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserOf, engineOf, systemOf } from '../../../appliance/assets/user-agent.js';
import { absent, bytes, count, duration, flag, guarded, measure, properties, text, without } from '../../../appliance/assets/values.js';
import { infoBesides, infoLess } from '../../../appliance/assets/words.js';

const AGENTS = /** @type {[string, [string | undefined, string | undefined], [string | undefined, string | undefined], string | undefined][]} */ ([
  ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36', ['Android', undefined], ['Chrome', '126.0.0.0'], 'Blink'],
  ['Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0', ['Android', '14'], ['Firefox', '127.0'], 'Gecko'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1', ['iOS', '17.5.1'], ['Safari', '17.5'], 'WebKit'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1', ['iOS', '17.5'], ['Chrome', '126.0.6478.54'], 'WebKit'],
  ['Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36', ['Android', '14'], ['Samsung Internet', '25.0'], 'Blink'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0', ['Windows', '10 or 11'], ['Edge', '126.0.0.0'], 'Blink'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15', ['macOS', undefined], ['Safari', '17.5'], 'WebKit'],
  ['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36', ['ChromeOS', undefined], ['Chrome', '126.0.0.0'], 'Blink'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', ['Linux', undefined], ['Firefox', '127.0'], 'Gecko'],
  ['', [undefined, undefined], [undefined, undefined], undefined],
]);

test('a user agent tells what it does not hide', () => {
  for (const [agent, system, browser, engine] of AGENTS) {
    assert.deepEqual([systemOf(agent), browserOf(agent), engineOf(agent)], [system, browser, engine], agent);
  }
});

test('what is not told, and what makes no sense, are two things', () => {
  const [unknown, none] = [{ kind: 'unknown' }, { kind: 'not_supported' }];
  assert.deepEqual([text(undefined), text(''), text(5), text('<b>')], [none, none, unknown, { kind: 'text', text: '<b>' }]);
  assert.deepEqual([flag(undefined), flag(0)], [none, { kind: 'flag', on: false }]);
  assert.deepEqual([count(undefined), count(-1), count(NaN), count(1e300), count(2.4)], [none, unknown, unknown, unknown, { kind: 'count', count: 2 }]);
  assert.deepEqual([bytes(-5), bytes(0)], [unknown, { kind: 'bytes', bytes: 0 }]);
  assert.deepEqual([duration(Infinity), duration(-1.5)], [unknown, { kind: 'duration', ms: -1 }]);
  assert.deepEqual([measure(null, 'percent'), measure(79.9999, 'percent')], [none, { kind: 'measure', milli: 80_000, unit: 'percent' }]);
});

test('one value that fails or never comes keeps no other away', async () => {
  const throws = (/** @type {string} */ name) => () => {
    throw new DOMException('', name);
  };
  assert.deepEqual(await guarded(throws('NotAllowedError')), { kind: 'not_permitted' });
  assert.deepEqual(await guarded(throws('NotSupportedError')), { kind: 'not_supported' });
  assert.deepEqual(await guarded(() => new Promise(() => {}), 1), { kind: 'unknown' });
  assert.deepEqual(absent(new TypeError('x')), { kind: 'unknown' });
  const told = await properties({ model: throws('AbortError'), fan: ['Fan', () => text('fast')], ...without('serial') }, { id: 'a' });
  const fan = { key: 'fan', label: 'Fan', value: { kind: 'text', text: 'fast' } };
  const rest = { key: 'serial', value: { kind: 'not_supported' } };
  assert.deepEqual(told, { kind: 'properties', groups: [{ id: 'a', properties: [{ key: 'model', value: { kind: 'unknown' } }, fan, rest] }] });
});

test('what is asked for besides is said in words', () => {
  assert.deepEqual([infoBesides({ location: false, log: false }), infoLess({ location: false, log: false })], ['', '']);
  assert.deepEqual([infoBesides({ location: true, log: true }), infoLess({ location: true, log: true })], ['where it is and the system’s log', 'location and system log']);
});
