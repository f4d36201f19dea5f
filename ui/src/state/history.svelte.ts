import type { ExportFormat } from '../gen/ExportFormat'
import type { HistoryQuery } from '../gen/HistoryQuery'
import type { HistoryRow } from '../gen/HistoryRow'
import type { SessionId } from '../gen/SessionId'
import type { UiError } from '../gen/UiError'
import type { Volume } from '../gen/Volume'
import type { VolumeBy } from '../gen/VolumeBy'
import type { Host } from '../host/host'
import { Audit } from './audit.svelte'
import { EndedSession } from './historyDetail.svelte'
import { noFilter, queryOf, volumeQueryOf, type HistoryFilter } from './historyQuery'

/** What of the history is looked at. */
export type HistoryTab = 'sessions' | 'volume' | 'audit'

/** What became of an export. */
export type Exported = { kind: 'running' } | { kind: 'saved'; where: string } | { kind: 'failed'; error: UiError }

/** Ended sessions, as this window looks for them. Nothing of it is kept on this computer. */
export class History {
  tab = $state<HistoryTab>('sessions')
  filter = $state<HistoryFilter>(noFilter())
  rows = $state.raw<readonly HistoryRow[]>([])
  /** Whether the first answer to what is filled in has come. */
  loaded = $state(false)
  trouble = $state.raw<UiError>()
  open = $state.raw<EndedSession>()
  exported = $state.raw<Exported>()
  by = $state<VolumeBy>('day')
  volume = $state.raw<Volume>()
  volumeTrouble = $state.raw<UiError>()
  /** The charts as tables. */
  asTable = $state(false)
  audit: Audit
  #next = $state.raw<string | null>(null)
  #query: HistoryQuery = {}
  /** Whether what shows is the answer to that; else it is from the question before. */
  #answered = false
  #worded = $state(false)
  /** The newest question: an answer to an older one is too late. */
  #asked = 0
  #counted = 0
  #more = false
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
    this.audit = new Audit(host)
  }

  /** Keeps what is found until somebody else signs in: theirs may be other sessions. */
  start(): () => void {
    return () => this.#forget()
  }

  /** Whether what shows was found by words. */
  get worded() {
    return this.#worded
  }

  /** Whether there are further pages. */
  get hasMore() {
    return this.#next !== null
  }

  /** Turns to another part of the history. What became of an export concerns the one before. */
  turn(tab: HistoryTab) {
    this.tab = tab
    if (this.exported?.kind !== 'running') this.exported = undefined
  }

  /** Looks for what is filled in. The appliance's clock may be ahead by `offset` milliseconds. */
  search(now: number, offset: number): Promise<void> {
    this.#query = queryOf(this.filter, now, offset)
    return this.#look()
  }

  async #look() {
    const asked = ++this.#asked
    this.trouble = undefined
    this.#answered = false
    try {
      const page = await this.#host.historySearch(this.#query)
      if (asked !== this.#asked) return
      this.rows = page.rows
      this.#worded = this.#query.text !== undefined
      this.#next = page.next
      this.#answered = true
      this.loaded = true
      if (this.open && !page.rows.some(({ lsid }) => lsid === this.open?.lsid)) this.open = undefined
    } catch (error) {
      if (asked === this.#asked) this.trouble = error as UiError
    }
  }

  /** Fetches the next page, where there is one. */
  async more() {
    const after = this.#next
    if (after === null || this.#more || this.trouble || !this.#answered) return
    const asked = this.#asked
    this.#more = true
    try {
      const page = await this.#host.historySearch({ ...this.#query, after })
      if (asked !== this.#asked) return
      const known = new Set(this.rows.map(({ lsid }) => lsid))
      this.rows = [...this.rows, ...page.rows.filter(({ lsid }) => !known.has(lsid))]
      this.#next = page.next
    } catch (error) {
      if (asked === this.#asked) this.trouble = error as UiError
    } finally {
      this.#more = false
    }
  }

  /** Tries again what has failed: the search, or its next page. */
  again(): Promise<void> {
    if (!this.#answered) return this.#look()
    this.trouble = undefined
    return this.more()
  }

  /** Counts by hours or days what is filled in. */
  async count(now: number, offset: number) {
    const counted = ++this.#counted
    this.volumeTrouble = undefined
    try {
      const volume = await this.#host.historyVolume(volumeQueryOf(this.filter, this.by, now, offset))
      if (counted === this.#counted) this.volume = volume
    } catch (error) {
      if (counted === this.#counted) this.volumeTrouble = error as UiError
    }
  }

  /** Shows an ended session. */
  show(lsid: SessionId) {
    if (this.open?.lsid !== lsid) this.open = new EndedSession(this.#host, lsid)
  }

  #forget() {
    this.#asked++
    this.#counted++
    this.#next = null
    Object.assign(this, { tab: 'sessions', filter: noFilter(), rows: [], loaded: false, trouble: undefined, open: undefined, exported: undefined, volume: undefined, volumeTrouble: undefined })
    this.audit = new Audit(this.#host)
  }

  /** Saves all that is found. */
  async export(format: ExportFormat, now: number, offset: number) {
    if (this.exported?.kind === 'running') return
    this.exported = { kind: 'running' }
    try {
      const where = await this.#host.historyExport(queryOf(this.filter, now, offset), format)
      this.exported = { kind: 'saved', where }
    } catch (error) {
      this.exported = { kind: 'failed', error: error as UiError }
    }
  }
}
