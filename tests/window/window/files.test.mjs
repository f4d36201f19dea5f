// The view of files in the real window: asked for, carried both ways with the pointer and from the desktop,
// names that are taken, changes on the device; with the real client on the other side.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { ON_THE_DESK, desk, manage } from '../harness/desk.mjs';
import { Device } from '../harness/device.mjs';
import { hand } from '../harness/glass.mjs';
import { HERE, TRANSFERS, box, carry, labelled, press, row, stands, there, transfer } from '../harness/shelves.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { DIALOG, accept, button, elevate } from '../harness/workplace.mjs';

const NAME = 'Rosa Lindqvist';
const THERE = there(NAME);
const CHAT = `//*[@aria-label='Chat with ${NAME}']`;
const OLD = new Date('2024-03-01T10:20:30Z');
const REPORT = randomBytes(700_000);
const folder = freshFolder();
const home = join(folder, 'home');
/** @type {Console} */ let running;
/** @type {Customer} */ let customer;
/** @type {Device} */ let device;
/** @type {import('../harness/children.mjs').Child} */ let source;
const step = walk(() => running);

/** Something of the representative. @param {string[]} names */
const here = (...names) => join(home, ...names);
/** Something of the customer. @param {string[]} names */
const lent = (...names) => join(device.folder, 'Depot', ...names);
/** @param {string} path */
const text = (path) => readFileSync(path, 'utf8');

before(async () => {
  prepareHome();
  [running, device] = await Promise.all([Console.start(join(folder, 'data'), ['--demo']), Device.start()]);
  mkdirSync(lent('Logs', 'Old'), { recursive: true });
  writeFileSync(lent('Logs', 'crash.log'), 'it fell\n');
  writeFileSync(lent('Logs', 'Old', 'empty.log'), '');
  utimesSync(lent('Logs', 'crash.log'), OLD, OLD);
  utimesSync(lent('Logs', 'Old'), OLD, OLD);
  for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(lent(name), `theirs, ${name}`);
  writeFileSync(lent('.hidden'), '');
});

after(async () => {
  customer?.leave();
  await source?.end();
  await device?.close();
  await running?.close();
  remove(folder);
});

/** A home with some files, and a file manager that only notes what it is to show. */
function prepareHome() {
  for (const name of ['Downloads', 'Support', '.config', 'bin']) mkdirSync(here(name), { recursive: true });
  writeFileSync(here('.config', 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n');
  writeFileSync(here('report.pdf'), REPORT);
  utimesSync(here('report.pdf'), OLD, OLD);
  for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(here(name), `mine, ${name}`);
  writeFileSync(join(folder, 'from the desk.txt'), 'dropped');
  const opener = here('bin', 'xdg-open');
  writeFileSync(opener, `#!/bin/sh\nprintf %s "$1" > '${here('shown')}'\n`);
  chmodSync(opener, 0o755);
  process.env.HOME = home;
  process.env.PATH = `${here('bin')}:${process.env.PATH}`;
}

step('without a client the view stays shut and says what is missing', async () => {
  customer = new Customer(await running.portal());
  await customer.begin(NAME, 'The program does not start');
  await accept(running.window, NAME);
  for (const view of ['Screen', 'Files'])
    await running.window.find(`//button[@role='tab'][contains(., '${view}')][@aria-disabled='true'][@title='Needs the client app']`);
  await running.shoot('30-no-client');
});

step('the client joins, and files are asked for', async () => {
  const code = await elevate(running.window);
  device.lend(lent(), ['--site', customer.portal, '--code', code]);
  await running.window.find(`${DIALOG}//*[contains(., 'Joined.')]`);
  await running.window.click(DIALOG + button('Close'));
  await running.window.click(`//button[@role='tab'][contains(., 'Files')]`);
  await running.window.find(row(HERE, 'report.pdf'));
  await running.window.click(button('Ask for files'));
  await running.window.click(`//label[contains(., 'Also replace, rename, move and delete')]`);
  await running.shoot('31-asking-for-files');
  await running.window.click(button(`Ask ${NAME}`));
  for (const name of ['Logs', 'a.txt', 'b.txt', 'c.txt']) await running.window.find(row(THERE, name));
  await running.shoot('32-both-sides');
});

step('a file is dragged to the device', async () => {
  await carry(running, row(HERE, 'report.pdf'), row(THERE, 'c.txt'), 'Drop to send 1 file to Depot', () => running.shoot('33-dragging'));
  await running.window.find(stands('report.pdf', 'Done, verified'));
  await running.window.find(row(THERE, 'report.pdf'));
  assert.ok(readFileSync(lent('report.pdf')).equals(REPORT), 'byte by byte');
  assert.equal(statSync(lent('report.pdf')).mtimeMs, OLD.getTime());
  await running.window.find(`${CHAT}//*[contains(., 'sent report.pdf to Depot')]`);
});

step('a folder is dragged from the device into a folder of this computer', async () => {
  await carry(running, row(THERE, 'Logs'), row(HERE, 'Support'), 'Drop to copy 1 item to Support');
  await running.window.find(stands('Logs', 'Done, verified'));
  assert.equal(text(here('Support', 'Logs', 'crash.log')), 'it fell\n');
  assert.equal(statSync(here('Support', 'Logs', 'Old', 'empty.log')).size, 0);
  for (const names of [['crash.log'], ['Old']]) {
    assert.equal(statSync(here('Support', 'Logs', ...names)).mtimeMs, OLD.getTime(), names.join());
  }
});

step('what was copied is shown in its folder', async () => {
  await running.window.click(labelled('Show Logs in its folder'));
  await until('the file manager is asked', () => existsSync(here('shown')) && text(here('shown')) === here('Support', 'Logs'));
});

step('names that are taken are asked about, one by one', async () => {
  for (const name of ['a.txt', 'b.txt', 'c.txt']) await running.window.click(box(HERE, name));
  await carry(running, row(HERE, 'b.txt'), row(THERE, 'a.txt'), 'Drop to send 3 files to Depot');
  await running.window.find(stands('a.txt and 2 more', '3 names already exist on the computer'));
  await running.shoot('34-names-taken');
  await running.window.click(labelled('Replace a.txt'));
  await running.window.click(labelled('Keep both of b.txt'));
  await running.window.click(labelled('Skip c.txt'));
  await running.window.find(stands('a.txt and 1 more', 'Done, verified, 1 skipped'));
  assert.equal(text(lent('a.txt')), 'mine, a.txt');
  assert.equal(text(lent('b.txt')), 'theirs, b.txt');
  assert.equal(text(lent('b (2).txt')), 'mine, b.txt');
  assert.equal(text(lent('c.txt')), 'theirs, c.txt');
});

step('and all alike', async () => {
  await running.window.click(`${TRANSFERS}${button('Clear finished')}`);
  await running.window.gone(transfer('report.pdf'));
  await carry(running, row(HERE, 'c.txt'), row(THERE, 'a.txt'), 'Drop to send 3 files to Depot');
  await running.window.click(labelled('Replace all 3'));
  await running.window.find(stands('a.txt and 2 more', 'Done, verified'));
  for (const name of ['a.txt', 'b.txt', 'c.txt']) assert.equal(text(lent(name)), `mine, ${name}`);
});

step('on the device things are renamed, moved, deleted and brought back', async () => {
  await press(running, row(THERE, 'c.txt'));
  hand(running.display, 'key', 'F2');
  await running.window.find(`${THERE}//input[@aria-label='New name of c.txt']`);
  hand(running.display, 'type', 'notes');
  hand(running.display, 'key', 'Return');
  await running.window.find(row(THERE, 'notes.txt'));
  await carry(running, row(THERE, 'notes.txt'), row(THERE, 'Logs'), 'Drop to move 1 file to Logs');
  await running.window.gone(row(THERE, 'notes.txt'));
  assert.equal(text(lent('Logs', 'notes.txt')), 'mine, c.txt');
  writeFileSync(lent('Logs', 'b.txt'), 'theirs, in Logs');
  await carry(running, row(THERE, 'b.txt'), row(THERE, 'Logs'), 'Drop to move 1 file to Logs');
  await running.window.find(`${DIALOG}//h2[normalize-space()='Name already exists']`);
  await running.window.click(labelled('Replace b.txt'));
  await running.window.gone(row(THERE, 'b.txt'));
  assert.equal(text(lent('Logs', 'b.txt')), 'mine, b.txt');
  await press(running, row(THERE, 'report.pdf'));
  hand(running.display, 'key', 'Delete');
  await running.window.gone(row(THERE, 'report.pdf'));
  assert.ok(!existsSync(lent('report.pdf')));
  await running.shoot('35-deleted');
  await running.window.click(`//button[starts-with(normalize-space(), 'Undo')]`);
  await running.window.find(row(THERE, 'report.pdf'));
  assert.ok(readFileSync(lent('report.pdf')).equals(REPORT));
});

step('a file is dragged from the desktop, into a folder of the device', async () => {
  source = await desk(folder, running.display, [join(folder, 'from the desk.txt')]);
  manage(running.display, 'farhand');
  await carry(running, ON_THE_DESK, row(THERE, 'Logs'), 'Drop to send files to Logs', () => running.shoot('36-from-the-desktop'));
  await running.window.find(stands('from the desk.txt', 'Done, verified'));
  assert.equal(text(lent('Logs', 'from the desk.txt')), 'dropped');
  await source.line(/^(ended)$/m);
});

step('the same in the dark', async () => {
  const before = await running.window.run(`return document.documentElement.dataset.theme`);
  await running.window.run(`document.documentElement.dataset.theme = 'dark'`);
  await running.shoot('37-dark');
  await running.window.run(`document.documentElement.dataset.theme = arguments[0]`, [before]);
});

step('the customer stops it, and the view says so', async () => {
  await customer.stops('files');
  await running.window.find(`//h2[normalize-space()='${NAME} stopped access to files']`);
  await running.shoot('38-files-stopped');
});
