// Two people at their consoles: Ines, who leads a team, and Bram, who belongs to it. What the one does shows
// at the other: watching, stepping in, passing on, sharing, assigning, talking; and what stays of it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { Appliance } from '../harness/appliance.mjs';
import {
  FEED, OFFERS, PEOPLE, SESSIONS, TALK, begin, choose, confirm, deed, event, focused, go, line, manage, offer, person, place,
  press, reach, says, shootAll, signInAgain, tile, write,
} from '../harness/colleagues.mjs';
import { Console, freshFolder, remove } from '../harness/console.mjs';
import { Customer } from '../harness/customer.mjs';
import { KEYS } from '../harness/driver.mjs';
import { until } from '../harness/until.mjs';
import { walk } from '../harness/walk.mjs';
import { COMPOSER, DIALOG, SIDE, accept, arrived, button, message, say, signIn, waiting } from '../harness/workplace.mjs';

const INES = 'Ines Exemplar';
const BRAM = 'Bram Voorbeeld';
const ROSA = 'Rosa Lindqvist';
const TILO = 'Tilo Vzorek';
const LATE = 'Nele Eksempel';
/** Somebody who tries what a name can do: a tag, and a sign that turns the direction of writing. */
const HOSTILE = '<img src=x onerror=alert(1)> \u202Egnp.exe';
const TEAM = 'Mobile Support';
/** A word of the conversation that nothing else has. */
const WORD = 'sprocket';
/** Something that a computer would run. */
const FILE = 'wiring.exe';
const NOTE = 'She has the newer model, see the chat.';
const WATCHED = `//*[contains(@class, 'watched')]`;
const folder = freshFolder();
const home = join(folder, 'home');
/** @type {Appliance} */ let appliance;
/** @type {Console} */ let ines;
/** @type {Console} */ let bram;
/** @type {Customer[]} */ const customers = [];
const step = walk(() => [ines, bram].filter(Boolean));

/** Somebody asks for help by the first issue. @param {string} name @param {string} details */
async function comes(name, details) {
  const customer = new Customer(appliance.address.replace(/\/$/, ''));
  customers.push(customer);
  await customer.begin(name, details);
  return customer;
}

before(async () => {
  mkdirSync(home, { recursive: true });
  process.env.HOME = home;
  appliance = await Appliance.start();
  [ines, bram] = await Promise.all(['ines', 'bram'].map((name) => Console.start(join(folder, name), [])));
  await Promise.all([ines, bram].map((one) => one.resize(1440, 900)));
  await signIn(ines.window, appliance.address, appliance);
  await signIn(bram.window, appliance.address, { userName: 'bram', password: appliance.password });
});

after(async () => {
  for (const customer of customers) customer.leave();
  await Promise.all([ines?.close(), bram?.close()]);
  await appliance?.close();
  remove(folder);
});

/** @type {Customer} */ let rosa;
/** @type {number} */ let waits;
const number = async () => Number(await (await ines.window.find(`${tile(TEAM)}//b`)).text());

step('a supervisor sees the own teams, and who belongs to them', async () => {
  await go(ines, 'Supervisor');
  await ines.window.find(says(PEOPLE, BRAM, 'Available'));
  await ines.window.find(`//h2[normalize-space()='Wait time']`);
  await ines.window.gone(line(PEOPLE, INES));
  assert.ok(!(await bram.window.has(place('Supervisor'))), 'a member supervises nobody');
  waits = await number();
  await shootAll(ines, '80-quiet');
});

step('what a representative does shows at once', async () => {
  rosa = await comes(ROSA, 'The tablet does not charge');
  await until('one more waits', async () => (await number()) === waits + 1);
  await accept(bram.window, ROSA);
  await until('nobody more waits', async () => (await number()) === waits);
  await ines.window.find(says(SESSIONS, ROSA, BRAM));
  await ines.window.find(`${FEED}//li[contains(., '${BRAM}')][contains(., 'accepted ${ROSA}')]`);
  await ines.window.find(`${says(PEOPLE, BRAM, '1')}`);
  await say(bram.window, 'Hello Rosa, does its light blink?');
  await rosa.reads('Hello Rosa, does its light blink?');
  await rosa.says(`It does, and the ${WORD} of the plug wobbles.`);
  await bram.window.find(arrived(ROSA, WORD));
  await shootAll(ines, '81-dashboard');
});

step('who monitors is seen where the site says so', async () => {
  await begin(ines, ROSA, 'Monitor');
  await ines.window.find(`${DIALOG}//li[contains(., 'monitoring is always seen')]`);
  await shootAll(ines, '82-monitor-asks');
  await confirm(ines, 'Monitor');
  await ines.window.find(`//*[contains(., 'You are watching this session.')]`);
  await ines.window.find(message(ROSA, WORD));
  await bram.window.find(`${WATCHED}[contains(., '${INES} watches')]`);
  await bram.window.find(person(INES, 'Watching'));
  await shootAll(ines, '83-watching');
  await shootAll(bram, '84-watched');
  await ines.window.click(button('Stop watching'));
  await bram.window.gone(WATCHED);
});

step('and is not where the site says otherwise', async () => {
  await appliance.admin('site', '--monitoring', 'unseen');
  await go(ines, 'Supervisor');
  await begin(ines, ROSA, 'Monitor');
  await ines.window.find(`${DIALOG}//li[contains(., 'monitoring is never seen')]`);
  await confirm(ines, 'Monitor');
  await ines.window.find(`//*[contains(., 'Nobody in it sees that.')]`);
  // What is said later is here, so whatever tells of the watching would be there as well.
  await say(bram.window, 'One moment, I look it up.');
  await ines.window.find(arrived(ROSA, 'One moment'));
  assert.ok(!(await bram.window.has(WATCHED)));
  assert.ok(!(await bram.window.has(person(INES))));
  assert.equal((await bram.window.run(`return document.querySelectorAll('.ev').length && [...document.querySelectorAll('.ev')].filter((one) => one.textContent.includes('${INES}') && one.textContent.includes('watch')).length`)), 2);
});

step('joining makes a participant, whom the customer is told of', async () => {
  await ines.window.click(button('Join'));
  await confirm(ines, 'Join');
  await bram.window.find(person(INES));
  await bram.window.find(event(`${INES} joined`));
  await until('the customer is told', () => JSON.stringify(rosa.entries).includes(INES));
  await say(ines.window, 'Ines here as well, hello.');
  await rosa.reads('Ines here as well, hello.');
});

step('taking over makes the owner, and the one before stays', async () => {
  await go(ines, 'Supervisor');
  await begin(ines, ROSA, 'Take over');
  await ines.window.find(`${DIALOG}//li[contains(., '${BRAM} keeps taking part')]`);
  await ines.shoot('85-take-over');
  await confirm(ines, 'Take over');
  await bram.window.find(person(INES, 'Owner'));
  await ines.window.find(person(BRAM));
  await bram.window.find(`${SIDE}//button[normalize-space()='End'][@aria-disabled='true']`);
  await bram.window.find(`${COMPOSER}[not(@readonly)]`);
});

step('whispers are between representatives', async () => {
  const secret = 'Let us send her a new plug.';
  press(bram, 'ctrl+shift+p');
  const field = `//textarea[@aria-label='Message to representatives only']`;
  await bram.window.type(field, secret + KEYS.enter);
  await ines.window.find(`${message(ROSA, secret)}[contains(@class, 'priv')]`);
  await shootAll(bram, '86-whisper');
  press(bram, 'ctrl+shift+p');
  await say(bram.window, 'We will find a way, Rosa.');
  await rosa.reads('We will find a way, Rosa.');
  assert.ok(!JSON.stringify(rosa.entries).includes(secret), 'the customer does not get it');
});

step('a session goes to a colleague with a note, who accepts it by keyboard', async () => {
  await ines.window.click(SIDE + button('Transfer'));
  await choose(ines, BRAM);
  await ines.window.type(`${DIALOG}//textarea`, NOTE);
  await shootAll(ines, '87-transfer');
  await confirm(ines, 'Transfer');
  // What is undone comes back as it was filled in.
  press(ines, 'ctrl+shift+z');
  await ines.window.click(`${SIDE}//button[normalize-space()='Transfer'][not(@aria-disabled)]`);
  await ines.window.find(`${DIALOG}//*[@role='option'][@aria-selected='true'][contains(., '${BRAM}')]`);
  assert.equal(await ines.window.run(`return document.querySelector('dialog textarea').value`), NOTE);
  await confirm(ines, 'Transfer');
  await bram.window.find(`${offer(`passes ${ROSA} to you`)}[contains(., '${NOTE}')]`);
  await shootAll(bram, '88-passed');
  press(bram, 'ctrl+shift+y');
  await bram.window.gone(OFFERS);
  await bram.window.find(person(`${BRAM} (you)`, 'Owner'));
  await rosa.is('active');
  await ines.window.gone(`//*[@role='tablist'][@aria-label='Your sessions']/*[contains(., '${ROSA}')]`);
});

step('a session is shared, and left again', async () => {
  await bram.window.click(SIDE + button('Share'));
  await choose(bram, INES);
  await bram.window.type(`${DIALOG}//textarea`, 'Have you seen such a plug?');
  await shootAll(bram, '89-share');
  await confirm(bram, 'Invite');
  await bram.window.find(person(INES, 'Invited'));
  await ines.window.find(`${offer(`asks you to join the session with ${ROSA}`)}[contains(., 'Have you seen such a plug?')]`);
  await shootAll(ines, '90-asked-to-join');
  await ines.window.click(`${OFFERS}//button[starts-with(normalize-space(), 'Accept')]`);
  await bram.window.find(person(INES));
  await bram.window.gone(person(INES, 'Invited'));
  await ines.window.find(event(`${BRAM} invited ${INES}: Have you seen such a plug?`));
  await ines.window.click(`//button[.//*[normalize-space()='Add or leave']]`);
  await ines.window.click(`//*[@role='menu']//button[contains(., 'Leave session')]`);
  await bram.window.find(event(`${INES} left`));
  await bram.window.gone(person(INES));
});

/** @param {string} name @param {string} to */
async function assign(name, to) {
  await go(ines, 'Supervisor');
  await ines.window.click(`//*[@role='radio'][@data-tab='waiting']`);
  await begin(ines, name, 'Assign');
  await choose(ines, to);
}

step('a supervisor assigns somebody who waits, and the card counts down', async () => {
  await comes(TILO, 'The keyboard of the phone is gone');
  await assign(TILO, BRAM);
  await shootAll(ines, '91-assign');
  await confirm(ines, 'Assign');
  await bram.window.find(offer(`${INES} assigns ${TILO} to you`));
  const left = async () => Number(await (await bram.window.find(`${OFFERS}//*[@role='timer']`)).text());
  const first = await left();
  await until('the seconds go', async () => (await left()) < first);
  await ines.window.find(says(SESSIONS, TILO, BRAM));
  await shootAll(bram, '92-assigned');
  await bram.window.click(`${OFFERS}//button[starts-with(normalize-space(), 'Accept')]`);
  await bram.window.find(`//*[@role='tab'][@aria-selected='true'][contains(., '${TILO}')]`);
  await ines.window.click(`//*[@role='radio'][@data-tab='live']`);
  await ines.window.find(says(SESSIONS, TILO, BRAM));
  assert.equal(customers.at(-1)?.state, 'active');
});

step('an offer that nobody answers lapses, and the session waits on', async () => {
  await appliance.admin('site', '--assign-s', '5');
  const late = await comes(LATE, 'The clock is wrong');
  await assign(LATE, BRAM);
  await confirm(ines, 'Assign');
  await bram.window.find(offer(`assigns ${LATE} to you`));
  await bram.window.gone(OFFERS);
  await ines.window.find(says(SESSIONS, LATE, 'Nobody'));
  assert.equal(late.state, 'waiting');
  await bram.window.find(waiting(LATE));
  await accept(bram.window, LATE);
  await bram.window.find(event(`${BRAM} did not answer the assignment in time`));
});

step('a supervisor changes a status, and signs somebody out, who comes back', async () => {
  await go(ines, 'Supervisor');
  await manage(ines, BRAM, 'Set to away');
  await bram.window.find(`//nav//button[.//*[starts-with(normalize-space(), 'Your status: Away')]]`);
  await ines.window.find(says(PEOPLE, BRAM, 'Away'));
  await manage(ines, BRAM, 'Sign out');
  await shootAll(ines, '93-sign-out');
  await confirm(ines, 'Sign out');
  await bram.window.find(`//h1[normalize-space()='Sign in']`);
  await shootAll(bram, '94-signed-out');
  await ines.window.find(says(PEOPLE, BRAM, 'Offline'));
  await signInAgain(bram, appliance.password);
  // What was chosen stays chosen.
  await ines.window.find(says(PEOPLE, BRAM, 'Away'));
  await manage(ines, BRAM, 'Set to available');
  await ines.window.find(says(PEOPLE, BRAM, 'Available'));
  // The sessions went back to the queue: their tabs are gone, and nothing of the one before is left.
  await bram.window.find(waiting(ROSA));
  await bram.window.gone(`//*[@role='tab'][contains(., '${TILO}')]`);
  await accept(bram.window, ROSA);
  await bram.window.find(event(`${BRAM} is gone. The session went to ${TEAM}`));
  await bram.window.find(person(`${BRAM} (you)`, 'Owner'));
});

step('a team is told something, and answers', async () => {
  const words = 'The mail server restarts at noon.';
  const back = 'Noted, thank you.';
  await ines.window.click(button('Message teams'));
  await ines.window.type(`${DIALOG}//textarea`, words);
  await shootAll(ines, '95-broadcast');
  await confirm(ines, 'Send');
  await bram.window.find(`//button[@aria-label='Team chat, 1 unread']`);
  await shootAll(bram, '96-unread');
  await go(bram, 'Team chat');
  await bram.window.find(`${TALK}//*[contains(@class, 'broadcast')][contains(., '${words}')]`);
  await bram.window.find(`//button[@aria-label='Team chat']`);
  await bram.window.type(`//textarea[starts-with(@aria-label, 'Message to ')]`, back + KEYS.enter);
  await bram.window.find(`${TALK}//*[contains(., '${back}')]`);
  await ines.window.find(`//button[@aria-label='Team chat, 1 unread']`);
  await go(ines, 'Team chat');
  await ines.window.find(`${TALK}//*[contains(., '${back}')]`);
  await shootAll(bram, '97-team-chat');
});

step('do not disturb has an end', async () => {
  await go(bram, 'Settings');
  await shootAll(bram, '98-notifications');
  const soon = new Date(Date.now() + 2 * 3_600_000);
  const time = `${String(soon.getHours()).padStart(2, '0')}:${String(soon.getMinutes()).padStart(2, '0')}`;
  const field = await bram.window.find(`//input[starts-with(@aria-label, 'Do not disturb until')]`);
  await field.clear();
  await field.type(time + KEYS.enter);
  await bram.window.find(`//*[@role='status'][contains(., 'until')][contains(., '${time}')]`);
  await bram.window.find(`//nav//button[starts-with(@aria-label, 'Do not disturb until')][contains(@aria-label, '${time}')]`);
  await shootAll(bram, '99-quiet');
  await bram.window.click(button('End now'));
  await bram.window.gone(`//nav//button[starts-with(@aria-label, 'Do not disturb')]`);
  await go(bram, 'Sessions');
});

step('an ended session is found by a word of it, and saved as a table', async () => {
  const sent = Buffer.from('not a program at all');
  await rosa.hands(FILE, sent);
  await bram.window.find(`//*[contains(@class, 'filebub')][contains(., '${FILE}')]`);
  await bram.window.type(COMPOSER, 'And one more thing');
  await bram.window.click(SIDE + button('End'));
  await rosa.is('ended');
  await bram.window.find(`//*[contains(@class, 'unsent-draft')][contains(., 'And one more thing')]`);
  await bram.window.find(event(`Session over, ended by ${BRAM}`));
  await bram.shoot('88-unsent');
  await bram.window.click(button('Close tab'));
  await go(ines, 'History');
  await ines.window.type(`//input[@aria-label='Words of the session']`, WORD);
  const found = `//*[@role='listbox'][@aria-label='Ended sessions']//*[@role='option']`;
  await ines.window.find(`${found}[contains(., '${ROSA}')]//mark[normalize-space()='${WORD}']`);
  await ines.window.click(`${found}[contains(., '${ROSA}')]`);
  await ines.window.find(`//*[@role='group'][starts-with(@aria-label, 'Log of the session')]//*[contains(., '${WORD}')]`);
  const facts = `//*[contains(@class, 'hkv')]//div[dt[normalize-space()='Representatives']]`;
  await ines.window.find(`${facts}[contains(., '${BRAM}')][contains(., '${INES}')]`);
  const past = `//*[contains(@class, 'hlog')]//*[contains(@class, 'm')][.//*[normalize-space()='${FILE}']]`;
  await ines.window.find(`${past}//*[contains(., 'This can run on this computer.')]`);
  await ines.window.click(`//button[@aria-label='Save ${FILE}']`);
  await ines.window.find(`${past}//button[@aria-label='Show in folder']`);
  const saved = [join(home, FILE), join(home, 'Downloads', FILE)].find((path) => existsSync(path));
  assert.deepEqual(saved && readFileSync(saved), sent);
  await shootAll(ines, '100-history');
  await ines.window.click(`//input[@role='combobox'][@aria-label='Representative']`);
  await ines.window.type(`//input[@role='combobox'][@aria-label='Representative']`, 'voor');
  await ines.window.find(`//*[@role='listbox'][@aria-label='Representatives']//*[@role='option'][contains(., '${BRAM}')]`);
  await shootAll(ines, '100-history-people');
  await ines.window.type(`//input[@role='combobox'][@aria-label='Representative']`, KEYS.enter);
  await ines.window.find(`${found}[contains(., '${ROSA}')]`);
  await ines.window.click(`//button[.//*[normalize-space()='Export what is found']]`);
  await ines.window.click(`//*[@role='menu']//button[contains(., 'CSV')]`);
  const said = `//*[@role='status'][starts-with(normalize-space(), 'Saved as ')]`;
  const file = String(await (await ines.window.find(`${said}//span[@title]`)).property('title'));
  assert.ok(file.startsWith(home), `${file} is below ${home}`);
  const lines = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  assert.equal(lines.length, 2);
  assert.ok(lines[1]?.includes(ROSA) && lines[1].includes(BRAM), lines[1]);
  await ines.window.click(`//*[@role='radio'][normalize-space()='Volume and waits']`);
  await ines.window.find(`//*[contains(@class, 'plot-box')]//canvas`);
  await shootAll(ines, '101-volume');
});

step('the audit log says what the supervisor did', async () => {
  await ines.window.click(`//*[@role='radio'][normalize-space()='Audit log']`);
  const deeds = [
    `began to monitor ${ROSA}’s session, seen`, `stopped monitoring ${ROSA}’s session`, `began to monitor ${ROSA}’s session, unseen`,
    `joined ${ROSA}’s session`, `took over ${ROSA}’s session from ${BRAM}`, `assigned ${TILO} to ${BRAM}`, `assigned ${LATE} to ${BRAM}`,
    `set ${BRAM} to away`, `signed ${BRAM} out`, `told ${TEAM} something`, 'exported 1 ended session',
  ];
  for (const words of deeds) await ines.window.find(deed(`${INES} ${words}`));
  await shootAll(ines, '102-audit');
  await go(bram, 'History');
  await bram.window.find(`//*[@role='radio'][normalize-space()='Sessions']`);
  assert.ok(!(await bram.window.has(`//*[@role='radio'][normalize-space()='Audit log']`)));
  await go(bram, 'Sessions');
});

step('all of a supervisor’s work goes by keyboard', async () => {
  await accept(bram.window, TILO);
  press(ines, 'ctrl+shift+2');
  await ines.window.find(line(PEOPLE, BRAM));
  await reach(ines, 'Tab', /^ Waiting/);
  press(ines, 'Left');
  await ines.window.find(says(SESSIONS, TILO, BRAM));
  await reach(ines, 'Tab', /^Live sessions/);
  press(ines, 'Home');
  await ines.window.find(`${SESSIONS}//*[@role='row'][@aria-selected='true']`);
  press(ines, 'm');
  await ines.window.find(`${DIALOG}[contains(., 'Monitor')]`);
  press(ines, 'Escape');
  await ines.window.gone(DIALOG);
  assert.match(await focused(ines), /^Live sessions/, 'the focus is where it was');
  press(ines, 'Return');
  await ines.window.find(`//*[@role='menu']`);
  await ines.shoot('103-menu-by-keyboard');
  press(ines, 'Escape', 't');
  await ines.window.find(`${DIALOG}//*[@role='combobox']`);
  press(ines, 'Escape');
  await ines.window.gone(DIALOG);
  await reach(ines, 'shift+Tab', /^Representatives/);
  press(ines, 'Home', 'Return');
  await ines.window.find(`//*[@role='menu']//*[contains(., 'Set to busy')]`);
  press(ines, 'Down', 'Return');
  await bram.window.find(`//nav//button[.//*[starts-with(normalize-space(), 'Your status: Busy')]]`);
  // The menu is about what the list says.
  await ines.window.find(says(PEOPLE, BRAM, 'Busy'));
  press(ines, 'Return');
  await ines.window.find(`//*[@role='menu']`);
  press(ines, 'Home', 'Return');
  await bram.window.find(`//nav//button[.//*[starts-with(normalize-space(), 'Your status: Available')]]`);
  await reach(ines, 'shift+Tab', /^Show as table/);
  press(ines, 'space');
  await ines.window.find(`//*[contains(@class, 'plot-table')]//th[normalize-space()='Longest']`);
  await shootAll(ines, '104-table');
  await reach(ines, 'shift+Tab', new RegExp(`^ ${TEAM}`));
  press(ines, 'space');
  await ines.window.find(button(`${TEAM} only`));
  press(ines, 'space');
  await reach(ines, 'shift+Tab', /^ ?Message teams/);
  press(ines, 'Return');
  await ines.window.find(`${DIALOG}//textarea`);
  write(ines, 'Lunch is there.');
  press(ines, 'ctrl+Return');
  await bram.window.find(`//button[@aria-label='Team chat, 1 unread']`);
});

step('a hostile name is a text wherever it is shown', async () => {
  const hostile = await comes(HOSTILE, 'What does a name do?');
  const name = '<img src=x onerror=alert(1)>';
  const tags = () => Promise.all([ines, bram].map((one) => one.window.run(`return document.querySelectorAll('img[onerror], img[src=x]').length`)));
  await assign(name, BRAM);
  await ines.window.find(`${DIALOG}//h2[contains(., '${name}')]`);
  await shootAll(ines, '105-hostile-dashboard');
  await confirm(ines, 'Assign');
  await bram.window.find(offer(`assigns ${name}`));
  await shootAll(bram, '106-hostile-offer');
  assert.deepEqual(await tags(), [0, 0]);
  press(bram, 'ctrl+shift+y');
  await hostile.is('active');
  await bram.window.find(`//*[@role='tab'][@aria-selected='true'][contains(., '${name}')]`);
  await bram.window.click(SIDE + button('End'));
  await hostile.is('ended');
  await go(ines, 'History');
  await ines.window.click(`//*[@role='radio'][normalize-space()='Sessions']`);
  const field = await ines.window.find(`//input[@aria-label='Words of the session']`);
  // The driver's clearing is no typing: the page hears of it with the next key.
  const empty = async (/** @type {typeof field} */ one) => {
    await one.clear();
    await one.type('x' + KEYS.backspace);
  };
  await empty(field);
  const who = await ines.window.find(`//input[@aria-label='Customer']`);
  for (const part of ['<img src=x', 'onerror=alert(1)', '1)>']) {
    await empty(who);
    await who.type(part);
    await ines.window.gone(`//*[@role='option'][contains(., '${ROSA}')]`);
    await ines.window.find(`//*[@role='option'][contains(., '${name}')]`);
  }
  await empty(who);
  await ines.window.find(`//*[@role='option'][contains(., '${ROSA}')]`);
  for (const [typed, marked] of [['one', 'onerror'], ['rror al', 'alert'], ['ert src', 'src']]) {
    await field.type(String(typed));
    await ines.window.find(`//*[@role='option'][contains(., '${name}')]//mark[normalize-space()='${marked}']`);
  }
  await ines.window.click(`//*[@role='option'][contains(., '${name}')]`);
  await ines.window.find(`//*[@role='group'][contains(@aria-label, '${name}')]`);
  await shootAll(ines, '107-hostile-history');
  await ines.window.click(`//*[@role='radio'][normalize-space()='Audit log']`);
  await ines.window.click(button('Refresh'));
  await ines.window.find(deed(`${INES} read ${name}`));
  await ines.window.find(deed(`${INES} searched ended sessions for “onerror alert src”`));
  const searches = await ines.window.run(`return [...document.querySelectorAll('.hdeed')].filter((one) => one.textContent.includes('searched ended sessions')).length`);
  assert.equal(searches, 1, 'what was typed is one search');
  assert.deepEqual(await tags(), [0, 0]);
});
