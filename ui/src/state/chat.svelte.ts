import type { ChatState } from '../gen/ChatState'
import type { ChatView } from '../gen/ChatView'
import type { Entry } from '../gen/Entry'
import type { OutboxRow } from '../gen/OutboxRow'
import type { SessionId } from '../gen/SessionId'
import type { UiError } from '../gen/UiError'
import type { Host } from '../host/host'
import { newClientId } from './clientId'
import { mergeEntries } from './entries'

/** A line of the chat: something of the log, or a message on its way. */
export type ChatLine = { kind: 'entry'; entry: Entry } | { kind: 'outgoing'; row: OutboxRow }

/** What hands a row over. */
const sendings = { message: 'send_message', note: 'add_note', whisper: 'send_whisper' } as const

const nothing: ChatState = {
  loaded: false,
  has_earlier: false,
  loading_earlier: false,
  load_error: null,
  outbox: [],
  typing: null,
  customer_read: 0,
  unread_from: null,
}

/**
 * Topic `chat/{lsid}`. A sent message shows at once, from this window's own echo, until
 * the backend's outbox or the log has it under the same client id; one that the backend
 * could not even take up stays as failed, with its text.
 */
export class Chat {
  state = $state.raw<ChatState>(nothing)
  #entries = $state.raw<readonly Entry[]>([])
  /** The entries that the chat shows, kept as lines so that a long log is not built anew. */
  #log = $state.raw<readonly ChatLine[]>([])
  #echo = $state.raw<readonly OutboxRow[]>([])
  /** Whether the entries before the first could not be loaded. */
  earlierFailed = $state(false)
  #askedBefore: number | undefined
  #loadingBefore: number | undefined
  readonly #host: Host

  /** Notes, oldest first. */
  notes = $state.raw<readonly Entry[]>([])
  /** Notes on their way. */
  readonly notesOnTheirWay = $derived(this.#onTheirWay('note'))
  /** Messages on their way, in the order of sending, those to representatives alone among them. */
  readonly outgoing = $derived(this.#onTheirWay('message', 'whisper'))
  /** What the chat shows, oldest first. */
  readonly lines: readonly ChatLine[] = $derived([
    ...this.#log,
    ...this.outgoing.map((row) => ({ kind: 'outgoing' as const, row })),
  ])
  /** The newest that somebody has said or sent, for the live region. */
  readonly newest = $derived(this.#entries.findLast(({ body }) => body.kind === 'message' || body.kind === 'whisper' || body.kind === 'file'))

  constructor(
    host: Host,
    private readonly lsid: SessionId,
  ) {
    this.#host = host
  }

  /** Starts listening; `onDrafts` gets what was kept of the fields. Returns what stops it. */
  start(onDrafts: (kept: Pick<ChatView, 'draft' | 'whispering' | 'note_draft'>) => void): () => void {
    return this.#host.subscribe(`chat/${this.lsid}`, (payload) => {
      if (payload.kind === 'chat') {
        this.#take([], payload.value.entries)
        onDrafts(payload.value)
      } else if (payload.kind === 'chat_patch') {
        this.#take(this.#entries, payload.value.entries)
      } else return
      this.#turn(payload.value.state)
      this.#dropEchoes(payload.value.entries)
    })
  }

  /** Sends a message, to everyone or to representatives alone, or adds a note; it shows as sending in the same frame. */
  async send(kind: OutboxRow['kind'], text: string) {
    const row: OutboxRow = { client_id: newClientId(), kind, text, at: Date.now(), state: { kind: 'sending' } }
    this.#echo = [...this.#echo, row]
    await this.#hand(row)
  }

  /** Sends a failed message again, in its place. */
  async retry(row: OutboxRow) {
    if (this.#echo.includes(row)) await this.#hand(row)
    else await this.#host.dispatch({ type: 'retry_message', lsid: this.lsid, client_id: row.client_id })
  }

  /** Deletes a failed message. */
  async delete(row: OutboxRow) {
    if (this.#echo.includes(row)) this.#echo = this.#echo.filter((other) => other !== row)
    else await this.#host.dispatch({ type: 'delete_message', lsid: this.lsid, client_id: row.client_id })
  }

  /**
   * Asks for the entries before the first, where there are any and none are on their way.
   * After a failure it is up to the representative to ask again.
   */
  async loadEarlier() {
    const first = this.#entries[0]?.number
    if (!this.state.has_earlier || this.state.loading_earlier || this.#askedBefore === first) return
    this.#askedBefore = first
    await this.#ask()
  }

  /** Asks again for what could not be loaded. */
  async loadAgain() {
    this.earlierFailed = false
    await this.#ask()
  }

  async #ask() {
    try {
      await this.#host.dispatch({ type: 'load_earlier', lsid: this.lsid })
    } catch {
      this.earlierFailed = true
    }
  }

  #turn(next: ChatState) {
    const first = this.#entries[0]?.number
    const ended = this.state.loading_earlier && !next.loading_earlier
    this.earlierFailed = next.has_earlier && first === this.#loadingBefore && (ended || this.earlierFailed)
    if (next.loading_earlier) this.#loadingBefore = first
    this.state = next
  }

  #take(known: readonly Entry[], news: readonly Entry[]) {
    const before = known.at(-1)?.number ?? 0
    const onlyNewer = known.length > 0 && news.every((entry) => entry.number > before)
    this.#entries = mergeEntries(known, news)
    const atOnce = onlyNewer && !(news[0] && mayRepeat(news[0]))
    this.#log = atOnce ? [...this.#log, ...linesOf(news)] : linesOf(this.#entries)
    this.notes = onlyNewer ? [...this.notes, ...news.filter(isNote)] : this.#entries.filter(isNote)
  }

  async #hand(row: OutboxRow) {
    this.#mark(row.client_id, { kind: 'sending' })
    try {
      await this.#host.dispatch({ type: sendings[row.kind], lsid: this.lsid, client_id: row.client_id, text: row.text })
    } catch (error) {
      this.#mark(row.client_id, { kind: 'failed', error: error as UiError })
    }
  }

  #mark(clientId: string, state: OutboxRow['state']) {
    this.#echo = this.#echo.map((row) => (row.client_id === clientId ? { ...row, state } : row))
  }

  #onTheirWay(...kinds: OutboxRow['kind'][]): OutboxRow[] {
    return [...this.state.outbox, ...this.#echo].filter((row) => kinds.includes(row.kind))
  }

  #dropEchoes(entries: readonly Entry[]) {
    if (this.#echo.length === 0) return
    const known = new Set<string | null>(this.state.outbox.map((row) => row.client_id))
    for (const entry of entries) known.add(entry.client_id)
    this.#echo = this.#echo.filter((row) => !known.has(row.client_id))
  }
}

/**
 * The lines of some entries. Notes have their own place beside the chat. Who comes in and owns the session at
 * once, and whose a session is because somebody has gone, has one line: the second says the first as well.
 */
function linesOf(entries: readonly Entry[]): ChatLine[] {
  const shown = entries.filter((entry, place) => !isNote(entry) && !saysAsWell(entries[place + 1], entry))
  return shown.map((entry) => ({ kind: 'entry', entry }))
}

function saysAsWell(next: Entry | undefined, { number, body }: Entry): boolean {
  if (body.kind !== 'event' || next?.body.kind !== 'event' || next.number !== number + 1) return false
  const [one, other] = [body.event, next.body.event]
  if (one.kind === 'conference_member_added') return other.kind === 'conference_owner_changed' && other.name === one.name
  const fellBack = other.kind === 'session_fell_back' && other.to.kind === 'owner' ? other.to.name : undefined
  return one.kind === 'conference_owner_changed' && one.name === fellBack
}

/** What may say what the line before it says, too. */
const mayRepeat = ({ body }: Entry) =>
  body.kind === 'event' && (body.event.kind === 'conference_owner_changed' || body.event.kind === 'session_fell_back')

const isNote = (entry: Entry) => entry.body.kind === 'note'
