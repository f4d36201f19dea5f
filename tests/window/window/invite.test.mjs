// Inviting in the real window: a key, an email through a real appliance and a mail server, what becomes of
// each, QR codes read back by another's decoder, and links that open the dialog.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Appliance } from '../harness/appliance.mjs';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { KEYS } from '../harness/driver.mjs';
import { Mailbox } from '../harness/mailbox.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { DIALOG, QUEUES, SIDE, accept, button, field, signIn, waiting } from '../harness/workplace.mjs';

const LINE = 'It is about the mail sync – we spoke about it this morning.';
const TO = `${DIALOG}//input[@role='combobox']`;
const SEND = `${DIALOG}//button[starts-with(normalize-space(), 'Send invitation')]`;
const KEY = `${DIALOG}//*[contains(@class, 'invite-key')]`;
const LIST = `//section[contains(@class, 'kpage')]`;
const folder = freshFolder();
/** @type {Appliance} */
let appliance;
/** @type {Console} */
let running;
/** @type {Mailbox} */
let mailbox;
/** @type {Customer} */
let customer;
/** The link that Petra got. */
let link = '';
/** The digits of Petra's key. */
let digits = '';
const step = walk(() => running);

before(async () => {
  [appliance, mailbox] = await Promise.all([Appliance.start(), Mailbox.start()]);
  running = await Console.start(folder, []);
  await running.resize(1440, 900);
  await signIn(running.window, appliance.address, appliance);
});

after(async () => {
  customer?.leave();
  await running?.close();
  await appliance?.close();
  mailbox?.close();
  remove(folder);
});

const open = () => running.window.click(`//button[contains(., 'New key')]`);
const close = () => running.window.click(`${DIALOG}//button[normalize-space()='Close' or normalize-space()='Cancel']`);
/** @param {string} name */
const go = (name) => running.window.click(`//nav//button[@aria-label='${name}' or starts-with(@aria-label, '${name},')]`);
/** The digits as shown, once there are some. */
const key = () =>
  until('the dialog has a key', async () => /^\d{3} \d{3} \d{3}/.exec(await (await running.window.find(`${KEY}/*[@aria-hidden]`)).text())?.[0]);
/** The line of a key in the list. @param {string} words */
const row = (words) => `${LIST}//tbody[.//*[contains(., '${words}')]]/tr[1]`;
/** @param {string} words @param {string} state */
const stands = (words, state) => running.window.find(`${row(words)}//*[contains(@class, 'kst')][contains(., '${state}')]`);
/** Waits until everything is in its place: what moves is missed by a click. */
const still = () => until('the preview is there', async () => (await paper()) !== '');
/** What is shown of the message. */
const paper = () => running.window.run(`return document.querySelector('.paper')?.shadowRoot?.textContent ?? ''`);
/** @param {'light' | 'dark'} theme */
const dress = (theme) => running.window.run(`document.documentElement.dataset.theme = arguments[0]`, [theme]);
/** Both themes, both sizes. @param {string} name */
async function shootAll(name) {
  for (const theme of /** @type {const} */ (['dark', 'light'])) {
    await dress(theme);
    await running.resize(1024, 700);
    await running.shoot(`${name}-${theme}-small`);
    await running.resize(1440, 900);
    await running.shoot(`${name}-${theme}`);
  }
}

step('a site without a mail server says so, and the key can be copied', async () => {
  const window = running.window;
  await open();
  await window.find(`${DIALOG}//*[contains(., 'This site sends no mail yet')]`);
  assert.ok(!(await window.has(SEND)));
  digits = await key();
  const spoken = await window.run(`return document.querySelector('.invite-key .vh').textContent`);
  assert.equal(spoken.replaceAll(/\D/g, ''), digits.replaceAll(' ', ''));
  await shootAll('60-no-mail');
  await window.click(DIALOG + button('Copy key'));
  await until('the key is on the clipboard', () => running.copied() === digits);
  await close();
  await go('Keys and invitations');
  await stands(digits, 'Not used');
});

step('the mail server that is set shows in the open dialog', async () => {
  await open();
  const server = ['127.0.0.1', '--port', String(mailbox.port), '--tls', 'none'];
  await appliance.admin('mail', 'set', ...server, '--from', 'no-reply@example.com', '--from-name', 'Example Support');
  await running.window.find(SEND);
});

step('what is filled in shows in the preview', async () => {
  const window = running.window;
  await window.type(TO, 'petra@exam');
  await window.type(field('Name (optional)'), 'Petra');
  await window.find(`${DIALOG}//*[@role='alert'][contains(., 'petra@exam is not complete after the @')]`);
  await running.shoot('61-wrong-address');
  await window.type(TO, 'ple.com,');
  await window.find(`${DIALOG}//*[contains(@class, 'chip')][contains(., 'petra@example.com')]`);
  await window.type(`${DIALOG}//textarea`, LINE);
  digits = await key();
  await until('the preview has it all', async () => {
    const shown = await paper();
    return ['Petra', LINE, digits].every((words) => shown.includes(words));
  });
  await window.find(`${DIALOG}//article[contains(., 'Example Support') and contains(., 'petra@example.com')]`);
  await shootAll('62-invite');
  await window.click(`${DIALOG}//button[@role='radio'][normalize-space()='Text only']`);
  await window.find(`${DIALOG}//*[contains(@class, 'mail-text')][contains(., '${LINE}')]`);
  await running.shoot('63-text-only');
});

step('another’s decoder reads the QR code, small and large, in both themes', async () => {
  const window = running.window;
  await window.click(DIALOG + button('Copy link'));
  link = await until('the link is on the clipboard', () => (running.copied().startsWith('http') ? running.copied() : undefined));
  assert.match(link, /\/i\/[\w-]{32}$/);
  for (const theme of /** @type {const} */ (['dark', 'light'])) {
    await dress(theme);
    await until(`the small code is read (${theme})`, () => running.scanned().includes(link));
  }
  await window.click(DIALOG + button('Show large'));
  await dress('dark');
  await until('the large code is read', () => running.scanned().includes(link));
  await running.shoot('64-large-dark');
  await dress('light');
  await window.click(DIALOG + button('Back to the invitation'));
});

step('sending by keys hands the message to the mail server', async () => {
  const window = running.window;
  await window.type(`${DIALOG}//textarea`, KEYS.control + KEYS.enter);
  await window.gone(DIALOG);
  const letter = await mailbox.to('petra@example.com');
  assert.equal(letter.to.length, 1);
  for (const kind of /** @type {const} */ (['plain', 'html'])) {
    const part = letter.part(kind);
    for (const words of [LINE, digits, 'Petra']) assert.ok(part.includes(words), `${words} is in the ${kind} part:\n${part}`);
  }
  const own = /https?:\/\/\S+\/i\/[\w-]{32}/.exec(letter.part('plain'))?.[0] ?? '';
  assert.ok(own.startsWith(appliance.address) && own !== link, 'the message has a link of its own');
  link = own;
  await stands(digits, 'not opened');
  await running.shoot('65-sent');
});

step('the list follows the customer: opened, waiting, in session', async () => {
  const window = running.window;
  customer = new Customer(appliance.address);
  await customer.opens(link);
  await stands(digits, 'Opened');
  await running.shoot('66-opened');
  await customer.follows(link, 'Petra Muster');
  await window.gone(row(digits));
  await go('Sessions');
  await window.find(`${QUEUES}//*[@role='row'][contains(., 'Invited at petra@example.com')]`);
  await running.shoot('67-waits');
  await accept(window, 'Petra Muster');
  await window.find(`${SIDE}//dl[contains(., 'petra@example.com') and contains(., 'Invited by')]`);
  await running.shoot('68-came-from');
  await go('Keys and invitations');
  await window.click(`${LIST}//button[@role='radio'][normalize-space()='Over']`);
  await stands(digits, 'In session with you');
  await window.click(`${row(digits)}//button[normalize-space()='Open']`);
  await window.find(SIDE);
});

step('revoking can be undone, and then be done', async () => {
  const window = running.window;
  await go('Keys and invitations');
  await window.click(`${LIST}//button[@role='radio'][normalize-space()='Outstanding']`);
  await open();
  const other = await key();
  await still();
  await window.click(DIALOG + button('Keep'));
  await window.find(`${DIALOG}//*[contains(., 'It stays good when you close this.')]`);
  await close();
  const revoke = `${row(other)}//button[normalize-space()='Revoke']`;
  await window.click(revoke);
  await stands(other, 'Being revoked');
  await running.shoot('69-revoking');
  await window.click(`//button[contains(., 'Undo')]`);
  await stands(other, 'Not used');
  await window.click(revoke);
  await window.gone(row(other));
  await window.click(`${LIST}//button[@role='radio'][normalize-space()='Over']`);
  await stands(other, 'Revoked by');
  await window.click(`${LIST}//button[@role='radio'][normalize-space()='Outstanding']`);
});

step('a message that bounces says why, and goes out when it is sent again', async () => {
  const window = running.window;
  mailbox.refused.set('dario@example.com', '552 5.2.2 mailbox full');
  await open();
  await window.type(TO, 'dario@example.com');
  // The dialog has its final size, and the button its place.
  await still();
  await window.click(SEND);
  await window.gone(DIALOG);
  await stands('dario@example.com', 'mailbox full');
  await shootAll('70-bounced');
  mailbox.refused.clear();
  await window.click(`${row('dario@example.com')}//button[normalize-space()='Send again']`);
  await mailbox.to('dario@example.com');
  await stands('dario@example.com', 'not opened');
});

step('somebody who was invited before is completed', async () => {
  const window = running.window;
  await open();
  const other = await key();
  await window.type(TO, 'petr');
  await window.find(`${DIALOG}//*[@role='option'][contains(., 'petra@example.com')]`);
  await running.shoot('71-completed');
  await window.type(TO, KEYS.down + KEYS.enter);
  await window.find(`${DIALOG}//*[contains(@class, 'chip')][contains(., 'petra@example.com')]`);
  await window.click(`${DIALOG}//button[@aria-label='Remove petra@example.com']`);
  await close();
  // Nobody was given the key: closing takes it back.
  await window.gone(row(other));
});

step('a link from another program fills the dialog in, and does nothing', async () => {
  const window = running.window;
  const count = mailbox.letters.length;
  const lines = async () => (await window.ask('POST', '/elements', { using: 'xpath', value: `${LIST}//tbody` })).length;
  const before = await lines();
  const query = new URLSearchParams({ email: 'levin@example.com', name: 'Levin', reference: 'INC-20418', line: 'About the scanner.' });
  await running.follow(folder, `farhand://invite?${query}`);
  await window.find(`${DIALOG}//*[contains(@class, 'chip')][contains(., 'levin@example.com')]`);
  const value = async (/** @type {string} */ xpath) => (await window.find(xpath)).property('value');
  assert.equal(await value(field('Name (optional)')), 'Levin');
  assert.equal(await value(field('Reference')), 'INC-20418');
  assert.equal(await value(`${DIALOG}//textarea`), 'About the scanner.');
  await window.find(`${DIALOG}//*[contains(., 'No key is made until you ask for one')]`);
  await shootAll('72-by-link');
  await close();
  assert.equal(mailbox.letters.length, count);
  assert.equal(await lines(), before);
});

step('a link to a session brings it to the front', async () => {
  const window = running.window;
  await go('Sessions');
  const tab = await window.run(`return document.querySelector('[role=tab][id^=tab-]').id`);
  const lsid = tab.slice('tab-'.length);
  await go('Settings');
  await window.gone(SIDE);
  await running.follow(folder, `farhand://session/${lsid}`);
  await window.find(`${SIDE}//*[normalize-space()='Petra Muster']`);
});

step('the customer declines the client app, is asked again, and accepts', async () => {
  const window = running.window;
  const ask = `${DIALOG}//button[normalize-space()='Ask Petra Muster']`;
  await window.click(SIDE + button('Elevate'));
  await window.click(`${DIALOG}//button[@role='radio'][contains(., 'Files')]`);
  await running.shoot('73-what-for');
  await window.click(ask);
  await window.find(`${DIALOG}//*[contains(., 'Asked for files, waiting for Petra Muster.')]`);
  await running.shoot('74-asked');
  await customer.elevates(false);
  await window.find(`${DIALOG}//*[contains(., 'Petra Muster declined.')]`);
  await running.shoot('75-declined');
  await window.click(DIALOG + button('Ask again'));
  await window.click(ask);
  await window.find(`${DIALOG}//*[contains(@class, 'bigkey')]`);
  await customer.elevates(true);
  await window.find(`${DIALOG}//*[contains(., 'The client app is being opened.')]`);
  await window.click(DIALOG + button('Done'));
  await window.find(`${SIDE}//ol[contains(., 'Petra Muster accepted') and contains(., 'The client app is being opened')]`);
  await running.shoot('76-opening');
});
