import type { AuditRow } from '../gen/AuditRow'
import type { UiError } from '../gen/UiError'
import type { Host } from '../host/host'

/** What supervisors did, page by page, newest first. */
export class Audit {
  rows = $state.raw<readonly AuditRow[]>([])
  loaded = $state(false)
  trouble = $state.raw<UiError>()
  #before = $state.raw<number | null>(null)
  /** Where the page that was asked for last begins. */
  #asked: number | null = null
  #loading = false
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Whether there are older ones. */
  get hasMore() {
    return this.loaded && this.#before !== null
  }

  /** Fetches the newest page anew. */
  load() {
    return this.#fetch(null)
  }

  /** Fetches the next older page, where there is one and the last one came. */
  more() {
    if (this.hasMore && !this.trouble) return this.#fetch(this.#before)
  }

  /** Fetches what did not come. */
  again() {
    return this.#fetch(this.#asked)
  }

  async #fetch(before: number | null) {
    if (this.#loading) return
    this.#loading = true
    this.#asked = before
    this.trouble = undefined
    try {
      const page = await this.#host.auditPage(before)
      this.rows = before === null ? page.rows : [...this.rows, ...page.rows]
      this.#before = page.before
      this.loaded = true
    } catch (error) {
      this.trouble = error as UiError
    } finally {
      this.#loading = false
    }
  }
}
