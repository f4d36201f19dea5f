// The rules for text from people, as the page's scripts apply them. The first ones are the same
// cases as in crates/protocol/src/text.rs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, clock, forDisplay, grouped, initials, parts, untilWords } from '../../../appliance/assets/text.js';

test('overrides and controls are replaced, and nothing else', () => {
  assert.equal(forDisplay('a\u202eb\u0000c\nd\te'), 'a\ufffdb\ufffdc\nd\te');
  assert.equal(forDisplay('שלום, مرحبا, 👩‍🔧'), 'שלום, مرحبا, 👩‍🔧');
  for (let code = 0; code < 0x3000; code += 1) {
    const one = String.fromCodePoint(code);
    const control = /\p{Cc}/u.test(one) && one !== '\n' && one !== '\t';
    const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(one);
    assert.equal(forDisplay(one), control || direction ? '\ufffd' : one, `U+${code.toString(16)}`);
  }
});

const LINKS = [
  ['no link here', []],
  ['see https://help.example.com/a.', ['https://help.example.com/a']],
  ['(http://example.com/x_(y))', ['http://example.com/x_(y)']],
  ['(http://example.com/x)', ['http://example.com/x']],
  ['HTTPS://EXAMPLE.COM', ['https://example.com/']],
  ['one https://a.example, two https://b.example!', ['https://a.example/', 'https://b.example/']],
  ['javascript:alert(1) data:text/html,x ftp://a.example', []],
  ['xhttps://example.com', []],
  ['https://bank.example@evil.example/', []],
  ['https://', []],
  ['https://example.com/<img src=x>', ['https://example.com/']],
  ['https://example.com/\u202egnp.exe', ['https://example.com/']],
];

test('only whole web addresses become links', () => {
  for (const [text, expected] of LINKS) {
    const found = parts(text);
    assert.deepEqual(found.filter((part) => part.href).map((part) => part.href), expected, text);
    assert.equal(found.map((part) => part.text).join(''), forDisplay(text), `${text}: no text is lost`);
  }
});

test('keys are grouped in threes while they are typed', () => {
  assert.equal(grouped('6'), '6');
  assert.equal(grouped('604'), '604');
  assert.equal(grouped('6042'), '604 2');
  assert.equal(grouped('604-281-937 and more 12'), '604 281 937');
  assert.equal(grouped('abc'), '');
});

test('initials, bytes and clock times', () => {
  assert.equal(initials('Ines'), 'IN');
  assert.equal(initials('Mara van Dam'), 'MD');
  assert.equal(initials('  '), '?');
  assert.equal(initials('👩‍🔧 Q'), '👩Q');
  assert.equal(bytes('é€'), 5);
  assert.equal(clock(72.9), '1:12');
  assert.equal(clock(3661), '1:01:01');
  assert.equal(clock(-5), '0:00');
});

test('until when something works, in the time of this place', () => {
  const at = (/** @type {number} */ day, /** @type {number} */ hour, /** @type {number} */ minute) => new Date(2026, 10, day, hour, minute).getTime();
  assert.equal(untilWords(at(23, 15, 29), at(23, 14, 29)), 'until 15:29 today');
  assert.equal(untilWords(at(24, 0, 5), at(23, 23, 50)), 'until 00:05 tomorrow');
  assert.equal(untilWords(at(29, 9, 0), at(23, 23, 50)), 'until Sunday 29 November, 09:00');
});
