import type { DevicePath } from '../gen/DevicePath'
import type { FileEntry } from '../gen/FileEntry'
import type { FileFault } from '../gen/FileFault'
import type { FileName } from '../gen/FileName'
import type { FilesAnswer } from '../gen/FilesAnswer'
import type { FilesRequest } from '../gen/FilesRequest'
import type { FilesRoot } from '../gen/FilesRoot'
import type { ListOrder } from '../gen/ListOrder'
import type { UiError } from '../gen/UiError'
import { countWords } from './filesWords'
import { PAGE, Pages, pagesOf } from './filesPages'
import { Selection } from './filesSelection.svelte'

/** The most entries that one action takes. */
export const MOST = 500

/** Something is being named: a new folder, or an entry anew. */
export type Naming = { kind: 'new' } | { kind: 'rename'; entry: FileEntry }
/** Why a folder does not show. */
export type Trouble = Pick<FileFault, 'message'> & { code: FileFault['code'] | UiError['code'] }

/**
 * One side's folder, as it is looked at: which, in what order, what is chosen. Entries come in
 * pages as they come in sight, and only those near are kept.
 */
export class Folder {
  roots = $state.raw<readonly FilesRoot[]>([])
  path = $state.raw<DevicePath>()
  order = $state<ListOrder>('name')
  descending = $state(false)
  hidden = $state(false)
  /** What is searched for in the folder. */
  contains = $state('')
  /** How many entries there are; undefined until that is known. */
  total = $state<number>()
  /** How many hidden ones are left out. */
  leftOut = $state(0)
  /** Bytes that are free there, where told. */
  free = $state<number | null>(null)
  trouble = $state.raw<Trouble>()
  /** Where the keyboard stands. */
  cursor = $state(0)
  naming = $state.raw<Naming>()
  /** Something about choosing that did not work. */
  notice = $state('')
  readonly selection = new Selection()
  readonly #pages = new Pages()
  #drawn = $state(0)
  #listing: number | null = null
  #started = false
  #visit = 0
  #asked = new Set<number>()
  #sight = { first: 0, end: 1 }

  constructor(readonly ask: (request: FilesRequest) => Promise<FilesAnswer>) {}

  /** The root that the folder is in. */
  get root(): FilesRoot | undefined {
    return this.roots.find((root) => root.id === this.path?.root)
  }

  /** Begins, unless that was done already. */
  begin() {
    if (!this.#started) void this.start()
  }

  /** Asks for the roots and opens the first one, or the folder that was open before. */
  async start() {
    const visit = ++this.#visit
    this.#started = true
    this.trouble = undefined
    const answer = await this.#answer({ kind: 'roots' })
    if (visit !== this.#visit) return
    if (answer.kind !== 'roots') return this.#fail(answer)
    this.roots = answer.roots
    const first = answer.roots[0]
    const before = answer.roots.some((root) => root.id === this.path?.root) ? this.path : undefined
    if (before) await this.open(before)
    else if (first) await this.open({ root: first.id, names: [] })
    else this.#fail({ kind: 'failed', code: 'not_found', names: [], message: 'there is no folder to show' })
  }

  /** Goes to a folder; the keyboard then stands on `name`, if it is near the beginning. */
  async open(path: DevicePath, name?: FileName) {
    this.path = path
    this.contains = ''
    this.naming = undefined
    this.selection.clear()
    await this.#begin()
    const place = name === undefined ? -1 : this.#pages.indexOf(name)
    if (place >= 0) this.cursor = place
  }

  /** Goes to the folder above, with the keyboard on the one that was left. */
  async up() {
    const { path } = this
    if (path && path.names.length > 0)
      await this.open({ root: path.root, names: path.names.slice(0, -1) }, path.names.at(-1))
  }

  /** Opens an entry, if it is a folder. */
  async enter(entry: FileEntry) {
    if (entry.kind === 'folder' && this.path) await this.open(this.join(entry))
  }

  /** The path of an entry of this folder. */
  join(entry: Pick<FileEntry, 'name'>): DevicePath {
    const { root, names } = this.path ?? { root: '', names: [] }
    return { root, names: [...names, entry.name] }
  }

  /** Sorts by something; asked again, the other way round. */
  async sort(order: ListOrder) {
    this.descending = this.order === order ? !this.descending : order !== 'name'
    this.order = order
    await this.#begin()
  }

  /** Shows hidden entries, or hides them. */
  async showHidden(hidden: boolean) {
    this.hidden = hidden
    await this.#begin()
  }

  /** Shows only what has a text in its name. */
  async search(contains: string) {
    this.contains = contains
    this.selection.clear()
    await this.#begin()
  }

  /** Looks again, leaving what shows until the answer is there. */
  async refresh() {
    if (!this.path) return this.start()
    const chosen = this.selection.entries
    await this.#begin(true)
    // What is gone cannot stay chosen; what is far off is given the benefit of the doubt.
    if (chosen.length > 0 && this.total !== undefined && this.total <= this.#pages.size)
      this.selection.set(chosen.filter((entry) => this.#pages.indexOf(entry.name) >= 0))
  }

  /** Forgets everything: what was allowed is not allowed any more. */
  forget() {
    this.#visit++
    this.#started = false
    this.#clear()
    this.total = this.trouble = this.path = this.naming = undefined
    this.roots = []
    this.selection.clear()
  }

  /** The entry at a place; undefined while it is on its way. */
  at(index: number): FileEntry | undefined {
    return this.#drawn >= 0 ? this.#pages.at(index) : undefined
  }

  /** These places are in sight, up to and not including `end`. */
  need(first: number, end: number) {
    this.#sight = { first, end }
    if (this.#listing === null) return
    this.#pages.keepNear(first, end)
    for (const page of this.#pages.missing(first, Math.min(end, this.total ?? 0)))
      if (!this.#asked.has(page)) void this.#load(page, this.#visit)
  }

  /** Moves the keyboard; with `extend` everything from the anchor on is chosen. */
  async move(to: number, extend = false) {
    this.cursor = Math.max(0, Math.min(to, (this.total ?? 1) - 1))
    if (extend) await this.choose(this.selection.anchor, this.cursor)
    else this.selection.anchor = this.cursor
  }

  /** Chooses all between two places, if that is not too much. */
  async choose(from: number, to: number) {
    const [first, end] = [Math.min(from, to), Math.max(from, to) + 1]
    this.notice = end - first > MOST ? `${countWords(end - first, 'item')} at once are too many. Take the folder itself.` : ''
    if (this.notice) return
    const visit = this.#visit
    const found: FileEntry[] = []
    for (const page of pagesOf(first, end)) {
      const entries = this.#pages.page(page) ?? (await this.#load(page, visit))
      if (visit !== this.#visit || !entries) return
      found.push(...entries.slice(Math.max(0, first - page * PAGE), end - page * PAGE))
    }
    this.selection.set(found)
  }

  /** Chooses everything, if that is not too much. */
  async chooseAll() {
    if (this.total) await this.choose(0, this.total - 1)
  }

  /** What an action is about: what is chosen, or else where the keyboard stands. */
  acting(): readonly FileEntry[] {
    if (this.selection.size > 0) return this.selection.entries
    const entry = this.at(this.cursor)
    return entry ? [entry] : []
  }

  async #begin(keep = false) {
    const visit = ++this.#visit
    this.#listing = null
    this.#asked.clear()
    this.notice = ''
    if (!keep) {
      this.#clear()
      this.total = undefined
      this.cursor = this.selection.anchor = 0
      this.#sight = { first: 0, end: 1 }
    }
    await this.#load(Math.floor(this.#sight.first / PAGE), visit)
  }

  async #load(page: number, visit: number): Promise<readonly FileEntry[] | undefined> {
    const { path } = this
    if (!path) return undefined
    this.#asked.add(page)
    const answer = await this.#answer({
      kind: 'list', path, order: this.order, descending: this.descending, hidden: this.hidden,
      contains: this.contains || null, from: page * PAGE, count: PAGE, listing: this.#listing,
    })
    if (visit !== this.#visit) return undefined
    this.#asked.delete(page)
    if (answer.kind !== 'listing') return void this.#fail(answer)
    this.#take(page, answer)
    return answer.entries
  }

  #take(page: number, answer: Extract<FilesAnswer, { kind: 'listing' }>) {
    if (answer.listing !== this.#listing) this.#pages.clear()
    this.#listing = answer.listing
    this.#pages.put(page, answer.entries)
    this.trouble = undefined
    this.total = answer.total
    this.leftOut = answer.hidden
    this.free = answer.free
    this.cursor = Math.max(0, Math.min(this.cursor, answer.total - 1))
    this.#drawn++
    this.need(this.#sight.first, this.#sight.end)
  }

  #fail(answer: FilesAnswer) {
    const fault = answer.kind === 'failed' ? answer : { code: 'failed' as const, message: 'the device answered something else' }
    this.trouble = { code: fault.code, message: fault.message }
  }

  #clear() {
    this.#pages.clear()
    this.#asked.clear()
    this.#listing = null
    this.#drawn++
  }

  async #answer(request: FilesRequest): Promise<FilesAnswer> {
    try {
      return await this.ask(request)
    } catch (error) {
      return { kind: 'failed', code: 'failed', names: [], message: (error as UiError).message }
    }
  }
}
