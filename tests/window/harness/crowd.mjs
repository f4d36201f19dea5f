// A crowd in numbers for the supervisor's page: 50 queues, 500 representatives, thousands of sessions, and
// what is different of them from round to round. The same numbers make the same crowd.

const QUEUES = 50;
const PEOPLE = 500;
const POINTS = 96;
const QUARTER = 900_000;
const DOING = ['chat', 'elevating', 'asking', 'viewing', 'control', 'files', 'info'];
const PRESENCE = ['available', 'busy', 'away', 'offline'];
const FIRST = ['Mara', 'Tilo', 'Odile', 'Kenji', 'Priya', 'Lior', 'Jonna', 'Bram', 'Ines', 'Rosa'];
const LAST = ['Exemplar', 'Voorbeeld', 'Vzorek', 'Eksempel', 'Esempio', 'Beispiel', 'Muster', 'Ejemplo'];
const ISSUES = ['The tablet does not charge', 'Printing stops after a page', 'The mail is slow', null, 'The clock is wrong'];

/** A number from 0 up to, not including, `below`, out of two others. @param {number} a @param {number} b @param {number} below */
const some = (a, b, below) => (Math.imul(a * 40_503 + b * 9_973 + 97, 2_246_822_519) >>> 8) % below;
/** @param {number} n @param {number} salt */
const nameOf = (n, salt) => `${FIRST[some(n, salt, FIRST.length)]} ${LAST[some(n, salt + 1, LAST.length)]}`;
/** @param {number} n */
const lsid = (n) => n.toString(16).padStart(32, '0');
/** What `make` says of each number below `count`. @template T @param {number} count @param {(n: number) => T} make */
const each = (count, make) => Array.from({ length: count }, (_, n) => make(n));

/** Everything that a supervisor of them all sees, by the appliance's clock at `now`. */
export class Crowd {
  /** @param {number} sessions @param {number} now */
  constructor(sessions, now) {
    this.sessions = sessions;
    this.now = now;
  }

  /** @param {string} span */
  whole(span) {
    return {
      span,
      queues: each(QUEUES, (n) => this.#queue(n, 0)),
      people: each(PEOPLE, (n) => this.#person(n, 0)),
      sessions: each(this.sessions, (n) => this.#session(n, 0)),
      series: each(POINTS, (n) => this.#point(n, 0)),
      activity: each(100, (n) => this.#line(100 - n)),
    };
  }

  /** All queues, 200 people, so many sessions, the newest point, and a line of activity. @param {number} round @param {number} changed */
  patch(round, changed) {
    const part = (/** @type {number} */ count, /** @type {number} */ of) => each(count, (n) => (n * Math.floor(of / count) + round) % of);
    return {
      queues: each(QUEUES, (n) => this.#queue(n, round)),
      people: part(200, PEOPLE).map((n) => this.#person(n, round)),
      sessions: part(changed, this.sessions).map((n) => this.#session(n, round)),
      gone: [],
      series: [this.#point(POINTS - 1, round)],
      activity: [this.#line(100 + round)],
    };
  }

  /** @param {number} n @param {number} round */
  #queue(n, round) {
    const waiting = some(n, round, 20);
    return {
      queue: n === 0 ? 'general' : `team:${n}`, name: n === 0 ? 'General' : `Team ${String(n).padStart(2, '0')}`,
      target_s: 300, warning_s: 240, critical_s: 600, waiting, longest_since: waiting > 0 ? this.now - some(n, round + 1, 700) * 1000 : null,
      accepted: 100 + round, in_target: 80 + some(n, round, 20), abandoned: some(n, 3, 9), median_ms: 60_000 + some(n, round, 60) * 1000,
      free: some(n, round + 2, 10), online: 10,
    };
  }

  /** @param {number} n @param {number} round */
  #person(n, round) {
    return {
      id: n + 1000, name: `${nameOf(n, 5)} ${n}`, teams: [{ team: 1 + (n % (QUEUES - 1)), role: 'member' }],
      presence: PRESENCE[some(n, round, 4)], auto: null, presence_since: this.now - some(n, round, 5000) * 1000,
      idle_since: some(n, round, 3) > 0 ? null : this.now - some(n, round, 300) * 1000, sessions: some(n, round, 5), max_sessions: 5,
      handled: 10 + round, handling_ms: 300_000 + some(n, round, 100) * 1000,
    };
  }

  /** @param {number} n @param {number} round */
  #session(n, round) {
    const since = this.now - some(n, 7, 5000) * 1000;
    const owner = some(n, 9, PEOPLE);
    return {
      lsid: lsid(n + 1), customer: nameOf(n, 11), presence: { kind: 'here' }, issue: ISSUES[some(n, 2, ISSUES.length)],
      channel: 'browser_desktop', queue: `team:${1 + some(n, 13, QUEUES - 1)}`,
      standing: n % 10 === 0 ? { kind: 'waiting', since, offered_to: null } : { kind: 'active', owner: owner + 1000, name: `${nameOf(owner, 5)} ${owner}`, since },
      others: [], doing: DOING[some(n, round, DOING.length)], recording: 'not_asked', created_at: since,
    };
  }

  /** @param {number} n @param {number} round */
  #point(n, round) {
    const at = (Math.floor(this.now / QUARTER) - (POINTS - 1 - n)) * QUARTER;
    return { at, accepted: 50 + round, in_target: 40, abandoned: 3, median_ms: 60_000 + some(n, round, 60) * 1000, longest_ms: 200_000 + some(n, round, 300) * 1000 };
  }

  /** @param {number} id */
  #line(id) {
    return {
      id, at: this.now + (id - 100) * 250, lsid: lsid(1 + some(id, 1, this.sessions)), queue: `team:${1 + some(id, 3, QUEUES - 1)}`,
      what: { kind: 'accepted', name: nameOf(id, 3), customer: nameOf(id, 4), waited_ms: some(id, 5, 300) * 1000 },
    };
  }
}
