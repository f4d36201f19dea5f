import type { Entry } from '../gen/Entry'
import type { HistoryDetail } from '../gen/HistoryDetail'
import type { InfoSnapshot } from '../gen/InfoSnapshot'
import type { SessionId } from '../gen/SessionId'
import type { UiError } from '../gen/UiError'
import type { Host } from '../host/host'

/** What of an ended session's log is looked at. */
export type LogPart = 'all' | 'messages' | 'events' | 'notes'

/** An ended session that is looked at: all that is kept of it. */
export class EndedSession {
  detail = $state.raw<HistoryDetail>()
  /** Oldest first. */
  entries = $state.raw<readonly Entry[]>([])
  part = $state<LogPart>('all')
  /** Why it, or an earlier page of it, could not be fetched. */
  trouble = $state.raw<UiError>()
  snapshot = $state.raw<InfoSnapshot>()
  #loading = $state(false)
  readonly #host: Host

  /** What of the log shows. */
  readonly shown: readonly Entry[] = $derived(this.entries.filter((entry) => this.part === 'all' || partOf(entry) === this.part))
  /** Whether there are entries before the first that is here. */
  readonly hasEarlier = $derived((this.entries[0]?.number ?? 1) > 1)
  /** What representatives wrote for one another. */
  readonly notes: readonly Entry[] = $derived(this.entries.filter(({ body }) => body.kind === 'note'))
  /** What the customer answered to the exit survey. */
  readonly survey = $derived(surveyOf(this.entries))

  constructor(
    host: Host,
    readonly lsid: SessionId,
  ) {
    this.#host = host
    void this.load()
  }

  /** Whether a page is on its way. */
  get loading() {
    return this.#loading
  }

  /** Fetches it. */
  load() {
    return this.#fetch(async () => {
      this.detail = await this.#host.historyDetail(this.lsid)
      this.entries = this.detail.entries
    })
  }

  /** Fetches the page before the first entry that is here. */
  loadEarlier() {
    const first = this.entries[0]
    if (!first || !this.hasEarlier) return
    return this.#fetch(async () => {
      const page = await this.#host.historyEntries(this.lsid, first.number)
      const known = new Set(this.entries.map(({ number }) => number))
      this.entries = [...page.entries.filter(({ number }) => !known.has(number)), ...this.entries]
    })
  }

  /** Shows system information that was kept. */
  openSnapshot(number: number) {
    return this.#fetch(async () => {
      this.snapshot = await this.#host.historySnapshot(this.lsid, number)
    })
  }

  async #fetch(one: () => Promise<void>) {
    if (this.#loading) return
    this.#loading = true
    this.trouble = undefined
    try {
      await one()
    } catch (error) {
      this.trouble = error as UiError
    } finally {
      this.#loading = false
    }
  }
}

/** What of a log an entry belongs to. Whispers stand with the notes: customers saw neither. */
export function partOf({ body }: Entry): LogPart {
  if (body.kind === 'event') return 'events'
  return body.kind === 'note' || body.kind === 'whisper' ? 'notes' : 'messages'
}

function surveyOf(entries: readonly Entry[]): { rating: number; comment: string | null } | undefined {
  for (let at = entries.length - 1; at >= 0; at--) {
    const body = entries[at]?.body
    if (body?.kind === 'event' && body.event.kind === 'customer_exit_survey_completed') return body.event
  }
  return undefined
}
