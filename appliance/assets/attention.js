// @ts-check
// How the page asks to be looked at while it is in the background: the count of unread messages
// in the title, and one soft sound when somebody joins.
export class Title {
  #unread = 0;
  #words = document.title;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#unread = 0;
      this.#write();
    });
  }

  /** @param {string} words */
  set(words) {
    this.#words = words;
    this.#write();
  }

  /** @param {number} count */
  unread(count) {
    if (document.hidden) this.#unread += count;
    this.#write();
  }

  #write() {
    document.title = this.#unread ? `(${this.#unread}) ${this.#words}` : this.#words;
  }
}

/** The sound that somebody joined. Browsers allow it only after the customer touched the page. */
export class Sound {
  /** @type {AudioContext | undefined} */ #audio;
  /** @type {AudioBuffer | undefined} */ #buffer;

  /** @param {string} address @param {(allowed: boolean) => void} changed */
  constructor(address, changed) {
    if (!('AudioContext' in window)) return;
    const audio = new AudioContext();
    this.#audio = audio;
    const tell = () => changed(audio.state === 'running');
    audio.addEventListener('statechange', tell);
    tell();
    for (const gesture of ['pointerup', 'keydown']) addEventListener(gesture, () => this.allow(), { once: true });
    void this.#load(address);
  }

  /** Asks the browser to allow it; counts only inside a touch, click or key. */
  allow() {
    void this.#audio?.resume();
  }

  play() {
    if (!this.#audio || !this.#buffer || this.#audio.state !== 'running') return;
    const source = this.#audio.createBufferSource();
    source.buffer = this.#buffer;
    source.connect(this.#audio.destination);
    source.start();
  }

  /** @param {string} address */
  async #load(address) {
    try {
      const answer = await fetch(address);
      this.#buffer = await this.#audio?.decodeAudioData(await answer.arrayBuffer());
    } catch {
      // Without the sound the title and the page still tell.
    }
  }
}
