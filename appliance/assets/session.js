// @ts-check
// The session's page. The appliance says where things stand (`view` frames) and what was said
// (`entries` frames); this script shows the one of three states that fits: waiting, chat, the end.
import { request } from './api.js';
import { ask } from './ask.js';
import { Sound, Title } from './attention.js';
import { Composer } from './composer.js';
import { Announcer, byId, put } from './dom.js';
import { Elevation } from './elevation.js';
import { Ended } from './ended.js';
import { Files } from './files.js';
import { Info } from './info.js';
import { Link } from './link.js';
import { Log } from './log.js';
import { Outbox } from './outbox.js';
import { Sharing } from './sharing.js';
import { forDisplay, initials } from './text.js';
import { Waiting } from './waiting.js';
import { placeWords } from './words.js';

const page = byId('page');
const { session, site, assets } = page.dataset;
/** How long ending waits for what is still being sent. */
const LAST_WORDS_MS = 3_000;
const TYPING_MS = 5_000;

/** @type {import('./wire.js').CustomerView | undefined} */ let view;
/** Which of the three states is on screen. */
let shownAt = '';
let newest = 0;
let read = 0;
let helper = '';
let nextTry = Infinity;
/** @type {number | undefined} */ let typingEnds;

const announcer = new Announcer(byId('say'));
const title = new Title();
const waiting = new Waiting(announcer);
const ended = new Ended();
const log = new Log({ retry: (id) => outbox.retry(id), remove: (id) => outbox.remove(id), helper: () => helper });
const outbox = new Outbox(session, { change: showUnsent, sent: (entry) => heard([entry]), silence: () => link.doubt() });
const composer = new Composer(session, {
  send: (text) => {
    outbox.add(text);
    log.toEnd();
  },
  typing: () => link.say({ type: 'typing' }),
});
const files = new Files(session, Number(page.dataset.fileLimit), {
  say: (words) => announcer.say(words, true),
  added: () => log.toEnd(),
  doubt: () => link.doubt(),
});
const sound = new Sound(`${assets}/joined.wav`, (allowed) => {
  byId('sound').hidden = allowed;
  put(byId('sound-words'), allowed ? 'We will make a sound when someone joins.' : '');
});
const sharing = new Sharing({ doubt: () => link.doubt(), say: (words) => announcer.say(words, true) });
const elevation = new Elevation({ doubt: () => link.doubt(), say: (words) => announcer.say(words, true) });
const info = new Info((frame) => link.say(frame));
const link = new Link({ after: () => newest, frame, open: connected, lost, gone: () => location.reload() });

/** @param {import('./wire.js').Frame} said */
function frame(said) {
  if (said.type === 'view') show(said.view);
  else if (said.type === 'entries') heardLive(said.entries);
  else if (said.type === 'typing') typing(said.name);
  else if (said.type === 'read_info') info.read(said.categories);
  else if (said.type === 'watch_info') info.watch(said.every_ms);
}

/** @param {import('./wire.js').CustomerView} next */
function show(next) {
  const before = view?.state.kind;
  view = next;
  const { state } = next;
  if (state.kind === 'active') helper = forDisplay(state.representative);
  const at = state.kind === 'waiting' ? 'waiting' : state.kind === 'ended' ? 'ended' : 'talk';
  if (state.kind === 'waiting') waiting.show(next, state);
  else waiting.hide();
  if (state.kind === 'ended') end(state);
  else chat(state);
  sharing.show(next);
  elevation.show(next);
  info.show(next);
  turnTo(at, before !== undefined && shownAt !== at);
  shownAt = at;
  title.set(`${titleOf(state)} – ${site}`);
  if (before === 'waiting' && state.kind === 'active') joined();
  markRead();
}

/** @param {import('./wire.js').CustomerState} state */
function titleOf(state) {
  if (state.kind === 'waiting') return placeWords(state.before);
  return state.kind === 'ended' ? 'The end' : helper || 'Your session';
}

/** @param {import('./wire.js').CustomerState} state */
function chat(state) {
  put(byId('helper'), helper || site || '');
  put(byId('initials'), initials(helper || site || ''));
  composer.address(helper);
  const words = state.kind === 'held' ? `${helper || 'Your helper'} put your session aside for a moment. You keep your place, and can write meanwhile.`
    : state.kind === 'active' && !state.present ? `${helper} is reconnecting. What you write is kept.` : '';
  put(byId('note'), words);
  byId('note').hidden = !words;
  if (words) byId('typing').hidden = true;
}

/** @param {{reason: import('./wire.js').EndReason, survey: boolean}} state */
function end(state) {
  link.last();
  composer.clear();
  outbox.close();
  files.close();
  byId('lost').hidden = true;
  byId('note').hidden = true;
  byId('typing').hidden = true;
  ended.show(state.reason, state.survey, helper);
}

/** Shows one of the three states. The focus follows only when it would be lost otherwise. @param {string} at @param {boolean} changed */
function turnTo(at, changed) {
  const within = byId(at).contains(document.activeElement);
  for (const id of ['waiting', 'talk', 'ended']) byId(id).hidden = id !== at;
  byId('brand').hidden = at === 'talk';
  byId('who').hidden = at !== 'talk';
  page.classList.toggle('chat', at === 'talk');
  if (!changed || within) return;
  const question = /** @type {HTMLDialogElement} */ (byId('ask'));
  if (question.open) question.close('');
  if (at === 'talk') log.toEnd();
  focusOf(at).focus({ preventScroll: true });
}

/** Where the focus goes with a new state. On a touch screen not the composer: it would open the keyboard. @param {string} at */
function focusOf(at) {
  if (at === 'ended') return byId('over');
  if (at === 'waiting') return byId('in-line');
  return byId(matchMedia('(pointer: coarse)').matches ? 'helper' : 'message');
}

function joined() {
  sound.play();
  announcer.say(`${helper} from ${site} joined. You can write now.`, true);
}

/** @param {import('./wire.js').Entry[]} entries */
function heardLive(entries) {
  for (const entry of entries) newest = Math.max(newest, entry.number);
  heard(entries);
}

/** @param {import('./wire.js').Entry[]} entries */
function heard(entries) {
  const fresh = log.add(entries);
  sharing.hear(fresh);
  for (const entry of fresh) {
    if (!entry.client_id || entry.author.kind !== 'customer') continue;
    if (entry.body.kind === 'file') files.arrived(entry.client_id);
    else outbox.remove(entry.client_id);
  }
  const theirs = fresh.filter((entry) => entry.author.kind !== 'customer' && entry.body.kind !== 'event');
  if (theirs.length) byId('typing').hidden = true;
  ended.offerPast();
  title.unread(theirs.length);
  markRead();
}

function markRead() {
  if (document.hidden || byId('talk').hidden || newest <= read) return;
  read = newest;
  link.say({ type: 'read', number: newest });
}

/** @param {string} name */
function typing(name) {
  put(byId('typing-words'), `${forDisplay(name)} is typing`);
  byId('typing').hidden = false;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => (byId('typing').hidden = true), TYPING_MS);
}

function connected() {
  nextTry = Infinity;
  byId('lost').hidden = true;
  put(byId('lost-words'), '');
  read = 0;
  // History comes with the first frames; what follows is new and is read out.
  setTimeout(() => log.ready(), 1_000);
  void outbox.flush();
}

/** @param {number} at */
function lost(at) {
  nextTry = at;
  // The appliance says it again once the line is back.
  info.watch(null);
  byId('lost').hidden = false;
  byId('typing').hidden = true;
  put(byId('lost-words'), 'Connection lost, reconnecting…');
  countDown();
}

function countDown() {
  const left = Math.ceil((nextTry - performance.now()) / 1_000);
  put(byId('lost-next'), left > 0 && Number.isFinite(left) ? ` (${left} s)` : '');
}

function showUnsent() {
  log.pending(outbox.all);
}

byId('try').addEventListener('click', () => link.now());
byId('sound').addEventListener('click', () => sound.allow());
byId('end').addEventListener('click', async () => {
  const sure = await ask({ title: 'End the session?', words: `The chat closes, and ${helper || 'the other side'} is told.`, yes: 'End the session', no: 'Go on chatting' });
  if (!sure) return;
  // What was written before goes out before.
  await Promise.race([outbox.flush(), new Promise((done) => setTimeout(done, LAST_WORDS_MS))]);
  await request('POST', '/end', {}).catch(() => link.doubt());
});
byId('leave').addEventListener('submit', async (/** @type {SubmitEvent} */ event) => {
  event.preventDefault();
  const sure = await ask({ title: 'Leave the line?', words: 'You lose your place. You can start again at any time.', yes: 'Leave the line', no: 'Keep my place' });
  if (sure) await fetch('/leave', { method: 'POST', body: new URLSearchParams() }).catch(() => link.doubt());
});
document.addEventListener('visibilitychange', markRead);
setInterval(() => {
  countDown();
  if (outbox.all.some((one) => Outbox.late(one))) showUnsent();
}, 1_000);
showUnsent();
link.now();
