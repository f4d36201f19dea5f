// What the page says of files by their names and sizes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProgram, sizeWords } from '../../../appliance/assets/kinds.js';
import { filesCan } from '../../../appliance/assets/words.js';

test('what can run is known by its last ending, whatever hides it', () => {
  for (const name of ['a.exe', 'A.EXE', 'report.pdf.exe', 'x.scr. .', 'page.html', 'drawing.svg', 'app.apk', '\u202egpj.exe']) {
    assert.ok(isProgram(name), name);
  }
  for (const name of ['exe', 'a.jpg', 'exe.jpg', 'notes.txt', '.', 'a.exe.zip']) assert.ok(!isProgram(name), name);
});

test('sizes are told in the unit that fits', () => {
  const told = [0, 1, 999, 1_000, 1_500, 12_345, 2_500_000, 256 * 2 ** 20, 5e9, 5e13].map(sizeWords);
  assert.deepEqual(told, ['0 bytes', '1 byte', '999 bytes', '1 KB', '1.5 KB', '12 KB', '2.5 MB', '268 MB', '5 GB', '50000 GB']);
});

test('what is asked of the files is said in a sentence', () => {
  const area = { kind: /** @type {const} */ ('whole') };
  const scope = (/** @type {boolean} */ to_device, /** @type {boolean} */ from_device, change = false) => filesCan({ to_device, from_device, change, area });
  assert.equal(scope(true, true), 'send files to and copy files from your device');
  assert.equal(scope(true, false, true), 'send files to your device, and rename, move, replace and delete files there');
  assert.equal(scope(false, true), 'copy files from your device');
  assert.equal(scope(false, false, true), 'rename, move and delete files on your device');
  assert.equal(filesCan({ to_device: false, from_device: true, change: false, area: { kind: 'chosen', name: 'Depot' } }), 'copy files from the folder “Depot”');
});
