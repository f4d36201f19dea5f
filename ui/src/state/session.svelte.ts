import type { DraftField } from '../gen/DraftField'
import type { Part } from '../gen/Part'
import type { SessionId } from '../gen/SessionId'
import type { SessionView } from '../gen/SessionView'
import type { Host } from '../host/host'
import { Chat } from './chat.svelte'
import { Draft } from './draft.svelte'
import { Files } from './files.svelte'
import { Info } from './info.svelte'
import { Passing } from './passing.svelte'
import { Screen } from './screen.svelte'
import { alertOf } from './screenAlerts'

/** How often at most the backend hears that somebody types, in milliseconds. */
const TYPING_EVERY = 1000

/** What stands beside the chat. */
export type Tool = 'chat' | 'screen' | 'files' | 'info'

/** One open session: topics `session/{lsid}` and `chat/{lsid}`, and what is typed in it. */
export class SessionPane {
  view = $state.raw<SessionView | null>(null)
  /** The view that is chosen; the chat is beside every other. */
  tool = $state<Tool>('chat')
  /** What must be said at once: control was stopped, a connection was lost. */
  alert = $state('')
  /** What a supervisor who watches is asked before it is done. */
  asking = $state<'join' | 'take_over'>()
  readonly screen: Screen
  readonly files: Files
  readonly info: Info
  readonly chat: Chat
  readonly passing = new Passing()
  readonly message: Draft
  readonly note: Draft
  readonly #host: Host
  readonly #ends: (() => void)[]
  #typedAt = 0
  #whispering = $state(false)

  constructor(
    host: Host,
    readonly lsid: SessionId,
  ) {
    this.#host = host
    this.chat = new Chat(host, lsid)
    this.screen = new Screen(host, lsid)
    this.files = new Files(host, lsid)
    this.info = new Info(host, lsid)
    const draft = (field: () => DraftField) =>
      new Draft((text) => host.dispatch({ type: 'save_draft', lsid, field: field(), text }))
    this.message = draft(() => (this.#whispering ? 'whisper' : 'message'))
    this.note = draft(() => 'note')
    const endSession = host.subscribe(`session/${lsid}`, (payload) => {
      if (payload.kind !== 'session') return
      this.alert = alertOf(this.view, payload.value) ?? this.alert
      this.passing.follow(this.view, payload.value)
      this.view = payload.value
    })
    const endChat = this.chat.start(({ draft, whispering, note_draft }) => {
      this.#restore(draft, whispering)
      this.note.restore(note_draft)
    })
    this.#ends = [endSession, endChat]
  }

  /** Whether the session is over. */
  get ended() {
    return this.view?.session.state.kind === 'ended'
  }

  /** Whether messages can be written: the session is active. */
  get writable() {
    return this.view?.session.state.kind === 'active'
  }

  /** How the one who is signed in stands to it; undefined until that is known. */
  get part(): Part | undefined {
    return this.view?.part
  }

  /**
   * Whether the composer writes to representatives alone. It stays so until somebody changes it, and is kept
   * with the draft: what was meant for colleagues never becomes something for the customer by itself.
   */
  get whispering() {
    return this.#whispering
  }

  set whispering(on: boolean) {
    if (on === this.#whispering) return
    this.#whispering = on
    this.message.keepAnew()
  }

  /** Takes over what was kept of the composer. Once it is private it stays so, whatever was kept. */
  #restore(draft: string, whispering: boolean) {
    if (!this.message.restore(draft) || this.#whispering === whispering) return
    if (whispering) this.#whispering = true
    else this.message.keepAnew()
  }

  /** Sends what stands in the composer, if it is more than blanks, to whom the composer writes. */
  async sendDraft() {
    const kind = this.whispering ? 'whisper' : 'message'
    if (this.message.text.trim()) await this.chat.send(kind, this.message.sent().trim())
  }

  /** Sends a ready text, leaving the composer as it is. */
  async sendText(text: string, kind: 'message' | 'whisper' = 'message') {
    if (text.trim()) await this.chat.send(kind, text.trim())
  }

  /** Adds what stands in the notes field as a note. */
  async addNote() {
    if (this.note.text.trim()) await this.chat.send('note', this.note.sent().trim())
  }

  /** Tells the customer, through the backend, that somebody types; not what is meant for colleagues. */
  typing() {
    const now = Date.now()
    if (this.whispering || now - this.#typedAt < TYPING_EVERY) return
    this.#typedAt = now
    this.#host.dispatch({ type: 'typing', lsid: this.lsid }).catch(() => undefined)
  }

  /** Keeps both drafts now. */
  keepDrafts() {
    this.message.keep()
    this.note.keep()
  }

  /** Keeps the drafts and stops listening. */
  close() {
    this.keepDrafts()
    for (const end of this.#ends) end()
    this.screen.close()
    this.info.close()
  }
}
