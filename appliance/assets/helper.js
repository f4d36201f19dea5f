// @ts-check
// The page of an outside helper: the chat of one session and nothing else. What the appliance says
// comes over a live connection that opens again when it is lost; what is written waits in the tab
// until it is confirmed, under an id of its own, so that it arrives once.
import { ask } from './ask.js';
import { byId, make, put, timeOf, written } from './dom.js';
import { pause } from './link.js';
import { sizeWords } from './kinds.js';
import { bytes, forDisplay, initials } from './text.js';

/** @typedef {import('./wire.js').Entry} Entry */
/** @typedef {{name: string, customer: string, issue: string | null, representatives: string[], over: boolean}} View */
/** @typedef {{type: 'view', view: View} | {type: 'entries', entries: Entry[]} | {type: 'typing', name: string}} Frame */
/** @typedef {{id: string, text: string, refused?: boolean}} Unsent */

const LONGEST_BYTES = 16 * 1024;
const TYPING_MS = 5_000;
const SILENCE_MS = 50_000;
const NEAR_PX = 80;

/** @type {View | undefined} */ let view;
/** @type {WebSocket | undefined} */ let socket;
/** @type {Unsent[]} */ let unsent = [];
let newest = 0;
let tries = 0;
let heardAt = 0;
let sending = false;
/** @type {number | undefined} */ let typingEnds;
const shown = new Set();
/** The session's own number for this helper. */
const me = Number(byId('page').dataset.number);

const scroll = byId('scroll');
const field = /** @type {HTMLTextAreaElement} */ (byId('message'));

function connect() {
  if (socket || view?.over) return;
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const opened = new WebSocket(`${scheme}://${location.host}/portal/helper/live?after=${newest}`);
  socket = opened;
  heardAt = performance.now();
  opened.onmessage = (event) => {
    if (socket !== opened) return;
    heardAt = performance.now();
    if (tries) byId('lost').hidden = true;
    tries = 0;
    frame(JSON.parse(event.data));
  };
  opened.onclose = () => {
    if (socket === opened) drop();
  };
}

function drop() {
  socket?.close();
  socket = undefined;
  if (view?.over) return;
  put(byId('lost'), 'Connection lost, reconnecting…');
  byId('lost').hidden = false;
  setTimeout(connect, pause(tries));
  tries += 1;
  void look();
}

/** A refused handshake does not say why; a plain request does. */
async function look() {
  const answer = await fetch('/portal/helper/view', { cache: 'no-store' }).catch(() => undefined);
  if (answer?.status === 401) location.reload();
  else if (answer?.ok) show(await answer.json());
}

/** @param {Frame} said */
function frame(said) {
  if (said.type === 'view') show(said.view);
  else if (said.type === 'entries') heard(said.entries);
  else typing(said.name);
}

/** @param {View} next */
function show(next) {
  view = next;
  if (next.over) return end();
  const customer = forDisplay(next.customer);
  put(byId('customer'), customer);
  put(byId('initials'), initials(customer));
  const names = next.representatives.map(forDisplay).join(', ');
  const site = byId('page').dataset.site ?? '';
  put(byId('with'), names ? `${names}, ${site}` : site);
  const about = next.issue ? `About: ${forDisplay(next.issue)}. ` : '';
  put(byId('scope-words'), `${about}Chat only, you do not see the screen`);
}

function end() {
  const within = byId('talk').contains(document.activeElement);
  for (const id of ['talk', 'scope', 'lost', 'leave']) byId(id).hidden = true;
  byId('over').hidden = false;
  byId('log').replaceChildren();
  unsent = [];
  if (within) byId('over-title').focus();
}

/** @param {Entry[]} entries */
function heard(entries) {
  const stick = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
  for (const entry of entries) {
    newest = Math.max(newest, entry.number);
    add(entry);
    if (entry.author.kind === 'helper' && entry.client_id) unsent = unsent.filter((one) => one.id !== entry.client_id);
    if (entry.author.kind === 'representative') byId('typing').hidden = true;
  }
  pending();
  if (stick) scroll.scrollTop = scroll.scrollHeight;
  setTimeout(() => byId('log').removeAttribute('aria-busy'), 1_000);
}

/** @param {Entry} entry */
function add(entry) {
  if (shown.has(entry.number)) return;
  shown.add(entry.number);
  const line = lineOf(entry);
  if (!line) return;
  line.dataset.number = String(entry.number);
  const list = byId('log');
  let after = list.lastElementChild;
  while (after && Number(after.dataset.number) > entry.number) after = after.previousElementSibling;
  if (after) after.after(line);
  else list.prepend(line);
}

/** @param {Entry} entry @returns {HTMLElement | undefined} */
function lineOf({ author, at, body }) {
  if (body.kind === 'event') {
    const words = happened(body.event);
    return words ? make('div', 'ev', words) : undefined;
  }
  const own = author.kind === 'helper' && author.id === me;
  const who = own ? 'You' : author.kind === 'customer' ? forDisplay(view?.customer ?? '') : author.kind === 'appliance' ? '' : forDisplay(author.name);
  const line = make('div', own ? 'm me' : 'm', own ? make('span', 'unseen', 'You: ') : make('small', 'name', who));
  const what = body.kind === 'file' ? [`File: ${forDisplay(body.file.name)} (${sizeWords(body.file.size)})`] : written(body.text);
  line.append(make('div', 'b', ...what), make('small', 'num', timeOf(at)));
  return line;
}

/** @param {import('./wire.js').SessionEvent} event */
function happened(event) {
  const name = forDisplay(event.name ?? '');
  switch (event.kind) {
    case 'conference_member_added':
      return `${name} joined`;
    case 'conference_member_departed':
    case 'conference_member_removed':
      return `${name} left`;
    case 'conference_owner_changed':
      return `${name} has the session now`;
    case 'session_held':
      return 'The session was put aside for a moment';
    case 'customer_away':
      return `${forDisplay(view?.customer ?? '')} is reconnecting`;
    case 'customer_returned':
      return `${forDisplay(view?.customer ?? '')} is back`;
    case 'session_end':
      return 'The session has ended';
    default:
      return '';
  }
}

/** @param {string} name */
function typing(name) {
  put(byId('typing-words'), `${forDisplay(name)} is typing`);
  byId('typing').hidden = false;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => (byId('typing').hidden = true), TYPING_MS);
}

function pending() {
  byId('pending').replaceChildren(...unsent.map((one) => make('div', one.refused ? 'm me failed' : 'm me', make('div', 'b', ...written(one.text)), make('small', '', one.refused ? 'Not sent' : 'Sending'))));
}

async function send() {
  const one = unsent.find((each) => !each.refused);
  if (sending || !one) return;
  sending = true;
  const again = await sendOne(one);
  sending = false;
  if (again) setTimeout(send, again);
  else void send();
}

/** @param {Unsent} one @returns {Promise<number>} milliseconds until it is tried again; 0 when it is done */
async function sendOne(one) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': one.id };
  const body = JSON.stringify({ client_id: one.id, text: one.text });
  const answer = await fetch('/portal/helper/messages', { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (!answer || answer.status === 429 || answer.status >= 500) return 3_000;
  if (answer.ok) heard([await answer.json()]);
  else one.refused = true;
  pending();
  return 0;
}

byId('composer').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  const long = bytes(text) > LONGEST_BYTES;
  put(byId('toolong'), long ? 'This message is too long. Please send it in parts.' : '');
  byId('toolong').hidden = !long;
  if (long) return;
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  unsent.push({ id, text });
  field.value = '';
  pending();
  scroll.scrollTop = scroll.scrollHeight;
  void send();
});
field.addEventListener('keydown', (event) => {
  const touch = matchMedia('(pointer: coarse)').matches;
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || touch) return;
  event.preventDefault();
  byId('composer').requestSubmit();
});
byId('leave').addEventListener('click', async () => {
  const sure = await ask({ title: 'Leave the conversation?', words: 'The others are told. The link does not let you in again.', yes: 'Leave', no: 'Stay' });
  if (!sure) return;
  const headers = { 'content-type': 'application/json' };
  await fetch('/portal/helper/leave', { method: 'POST', headers, body: '{}' }).catch(() => undefined);
  void look();
});
addEventListener('beforeunload', (event) => {
  if (unsent.some((one) => !one.refused)) event.preventDefault();
});
setInterval(() => {
  if (socket && performance.now() - heardAt > SILENCE_MS) drop();
}, 1_000);
connect();
