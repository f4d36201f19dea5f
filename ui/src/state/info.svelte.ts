import type { Category } from '../gen/Category'
import type { InfoPoint } from '../gen/InfoPoint'
import type { InfoSnapshot } from '../gen/InfoSnapshot'
import type { InfoState } from '../gen/InfoState'
import type { Reading } from '../gen/Reading'
import type { ReadingHead } from '../gen/ReadingHead'
import type { SessionId } from '../gen/SessionId'
import type { Source } from '../gen/Source'
import type { UiError } from '../gen/UiError'
import type { Host } from '../host/host'
import { textOf } from './infoFacts'
import { keep } from './infoLive'
import { readingKey, rowsOf, sectionsOf, type InfoRow } from './infoRows'
import type { InfoPlace } from './infoTree'
import { sourceKey, sourceWords } from './infoWords'
import { queryWords, hasWords } from './search'

const nothing: InfoState = { loaded: false, readings: [], snapshots: [], asked: [], keeping: false, error: null }

/** A reading, and the one that it took the place of. */
interface Known {
  now: Reading
  before?: Reading
}

/** Who tells, in the order in which they are looked at. */
const ranks: Record<Source['kind'], number> = { client: 0, adb: 1, browser: 2 }

/** What is compared: two snapshots, or one and what is read now (0). */
export interface Compared {
  from: number
  to: number
}

/**
 * Topic `info/{lsid}`: which readings there are. Each is fetched once, by its number, and stays here
 * for as long as the tab: what was read shows at once, also when the customer has gone.
 */
export class Info {
  state = $state.raw<InfoState>(nothing)
  points = $state.raw<readonly InfoPoint[]>([])
  /** Why a reading could not be fetched. */
  trouble = $state.raw<UiError>()
  place = $state.raw<InfoPlace>({ kind: 'category', category: 'device' })
  query = $state('')
  changedOnly = $state(false)
  /** The snapshot that shows in the place of what was read last. */
  shown = $state.raw<InfoSnapshot>()
  /** The snapshots that were fetched. */
  kept = $state.raw<ReadonlyMap<number, InfoSnapshot>>(new Map())
  compared = $state.raw<Compared>()
  /** Whether a name for a snapshot is being typed. */
  naming = $state(false)
  #chosen = $state<string>()
  #known = $state.raw<ReadonlyMap<string, Known>>(new Map())
  readonly #asked = new Set<number>()
  /** Readings that could not be fetched, by their places: not tried again by themselves. */
  readonly #failed = new Map<string, number>()
  #end: (() => void) | undefined
  readonly #host: Host

  /** The newest reading of each source and category. */
  readonly newest: readonly Reading[] = $derived([...this.#known.values()].map(({ now }) => now))
  /** The readings that show: of a snapshot, or the newest. */
  readonly readings: readonly Reading[] = $derived(this.shown?.readings ?? this.newest)
  /** Who has told something. */
  readonly sources: readonly Source[] = $derived(sourcesOf(this.readings))
  /** Whose readings show. */
  readonly source: Source | undefined = $derived(this.sources.find((source) => sourceKey(source) === this.#chosen) ?? this.sources[0])
  /** What that source tells. */
  readonly own: readonly Reading[] = $derived(this.readings.filter(({ head }) => this.source && sourceKey(head.source) === sourceKey(this.source)))
  readonly sections = $derived(sectionsOf(this.own, (reading) => (this.shown ? undefined : this.#known.get(readingKey(reading))?.before)))
  readonly rows: readonly InfoRow[] = $derived(rowsOf(this.sections))
  readonly changed = $derived(this.rows.filter((row) => row.was !== undefined).length)
  /** The live values of that source. */
  readonly live: readonly InfoPoint[] = $derived(this.shown || !this.source ? [] : this.points.filter((point) => this.source && sourceKey(point.source) === sourceKey(this.source)))
  readonly words = $derived(queryWords(this.query))
  /** When something was read last (appliance's clock). */
  readonly readAt: number | undefined = $derived(this.own.length > 0 ? Math.max(...this.own.map(({ head }) => head.at)) : undefined)

  constructor(
    host: Host,
    readonly lsid: SessionId,
  ) {
    this.#host = host
  }

  /** The view is in sight: live values come, and what can be read is read. */
  look() {
    this.#end ??= this.#host.subscribe(`info/${this.lsid}`, (payload) => {
      if (payload.kind === 'info') this.#take(payload.value.state, payload.value.points)
      else if (payload.kind === 'info_patch') this.#take(payload.value.state, keep(this.points, payload.value.points))
    })
    this.#host.dispatch({ type: 'open_info', lsid: this.lsid }).catch(() => undefined)
    this.again()
  }

  /** Fetches what could not be fetched. */
  again() {
    this.#failed.clear()
    this.trouble = undefined
    for (const head of this.state.readings) void this.#fetch(head)
  }

  /** The view is out of sight: nobody needs to measure anything. */
  leave() {
    this.#host.dispatch({ type: 'close_info', lsid: this.lsid }).catch(() => undefined)
  }

  /** Stops listening. */
  close() {
    this.#end?.()
    this.#end = undefined
  }

  /** Shows what another source tells. */
  choose(source: Source) {
    this.#chosen = sourceKey(source)
  }

  /** What a source is called: a phone by its model. */
  nameOf(source: Source): string {
    const own = this.readings.filter(({ head }) => sourceKey(head.source) === sourceKey(source))
    return sourceWords(source, textOf(own, 'device', 'model'))
  }

  /** The section of a category, if its source has told of it. */
  section(category: Category) {
    return this.sections.find((section) => section.category === category)
  }

  /** The rows that have every word that is searched for, or those that changed. */
  found(rows: readonly InfoRow[]): readonly InfoRow[] {
    const kept = this.changedOnly ? rows.filter((row) => row.was !== undefined) : rows
    return this.words.length === 0 ? kept : kept.filter((row) => hasWords(`${row.label} ${row.text} ${row.key}`, this.words))
  }

  /** A snapshot with its readings. */
  async snapshot(number: number): Promise<InfoSnapshot> {
    const known = this.kept.get(number)
    if (known) return known
    const snapshot = await this.#host.infoSnapshot(this.lsid, number)
    this.kept = new Map(this.kept).set(number, snapshot)
    return snapshot
  }

  /** The readings of a snapshot that was fetched; those of now for 0. */
  readingsOf(number: number): readonly Reading[] {
    return number === 0 ? this.newest : (this.kept.get(number)?.readings ?? [])
  }

  #take(state: InfoState, points: readonly InfoPoint[]) {
    this.state = state
    this.points = points
    for (const head of state.readings) void this.#fetch(head)
  }

  async #fetch(head: ReadingHead) {
    const key = readingKey({ head })
    const known = this.#known.get(key)
    if (this.#asked.has(head.number) || this.#failed.get(key) === head.number || (known && known.now.head.number >= head.number)) return
    this.#asked.add(head.number)
    try {
      this.#put(await this.#host.infoReading(this.lsid, head.number))
      this.#failed.delete(key)
      if (this.#failed.size === 0) this.trouble = undefined
    } catch (error) {
      const newer = this.state.readings.some((one) => readingKey({ head: one }) === key && one.number > head.number)
      // A newer reading has taken its place meanwhile: nothing is missing.
      if (newer) return
      this.#failed.set(key, head.number)
      this.trouble = error as UiError
    } finally {
      this.#asked.delete(head.number)
    }
  }

  #put(reading: Reading) {
    const key = readingKey(reading)
    const known = this.#known.get(key)
    if (known && known.now.head.number >= reading.head.number) return
    this.#known = new Map(this.#known).set(key, known ? { now: reading, before: known.now } : { now: reading })
  }
}

function sourcesOf(readings: readonly Reading[]): Source[] {
  const all = new Map(readings.map(({ head }) => [sourceKey(head.source), head.source]))
  return [...all.values()].sort((a, b) => ranks[a.kind] - ranks[b.kind] || sourceKey(a).localeCompare(sourceKey(b)))
}
