import type { DevicePath } from '../gen/DevicePath'
import type { EntryAt } from '../gen/EntryAt'
import type { FileEntry } from '../gen/FileEntry'
import type { FileFault } from '../gen/FileFault'
import type { FilesAnswer } from '../gen/FilesAnswer'
import type { FilesRequest } from '../gen/FilesRequest'
import type { FilesRoot } from '../gen/FilesRoot'
import type { IfTaken } from '../gen/IfTaken'
import type { ListOrder } from '../gen/ListOrder'

/** A folder by its entries' names; a file is its size in bytes. */
export interface FakeFolder {
  [name: string]: FakeFolder | number
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** One side's files for tests and nothing else: a tree that answers requests as a device does. */
export class FakeFiles {
  /** Every request, oldest first. */
  readonly asked: FilesRequest[] = []
  readonly #trash = new Map<string, FakeFolder | number>()
  #listing = 0

  /** `changed` tells when a name was changed; without it nothing is told. */
  constructor(
    readonly roots: Record<string, FakeFolder>,
    private readonly about: { roots?: Partial<FilesRoot>[]; trash?: boolean; changed?: (name: string) => number } = {},
  ) {}

  /** Answers a request. */
  answer(request: FilesRequest): FilesAnswer {
    this.asked.push(request)
    switch (request.kind) {
      case 'roots':
        return { kind: 'roots', roots: Object.keys(this.roots).map((id, n) => ({ id, place: 'home', name: id, free: null, total: null, ...this.about.roots?.[n] })) }
      case 'list':
        return this.#list(request)
      case 'make_folder':
        return this.#change([request.folder], (folder) => this.#put(folder, request.name, {}))
      case 'rename':
        return this.#change([request.path], (path) => this.#put(parent(path), request.name, this.#take(path)))
      case 'stat':
        return { kind: 'entries', entries: request.paths.flatMap((path) => this.#stat(path)) }
      case 'move':
        return this.#change(request.paths, (path) => this.#move(path, request.folder, request.if_taken))
      case 'delete':
        return this.#delete(request.paths, request.for_good)
      case 'restore':
        return this.#change(request.trashed.map((one) => one.path), (path) => this.#put(parent(path), last(path), this.#trash.get(JSON.stringify(path)) ?? 0))
      default:
        return fault('failed', `${request.kind} is not played`)
    }
  }

  #list(request: Extract<FilesRequest, { kind: 'list' }>): FilesAnswer {
    const folder = this.#at(request.path)
    if (typeof folder !== 'object') return fault('not_found', `${last(request.path)} is not there`)
    const wanted = request.contains?.toLowerCase() ?? ''
    const all = Object.entries(folder).map(([name, node]) => this.#entry(name, node)).filter((entry) => entry.name.toLowerCase().includes(wanted))
    const shown = all.filter((entry) => request.hidden || !entry.hidden).sort(by(request.order, request.descending))
    const listing = request.listing ?? ++this.#listing
    const entries = shown.slice(request.from, request.from + request.count)
    return { kind: 'listing', listing, total: shown.length, hidden: all.length - shown.length, from: request.from, entries, free: 41_600_000_000 }
  }

  #entry(name: string, node: FakeFolder | number): FileEntry {
    const file = typeof node === 'number'
    return { name, kind: file ? 'file' : 'folder', size: file ? node : null, changed: this.about.changed?.(name) ?? null, hidden: name.startsWith('.'), unreadable: false }
  }

  #delete(paths: DevicePath[], forGood: boolean): FilesAnswer {
    const keeps = this.about.trash !== false && !forGood
    const trashed = paths.map((path) => {
      const node = this.#take(path)
      if (keeps) this.#trash.set(JSON.stringify(path), node)
      return { path, mark: 'kept' }
    })
    return { kind: 'done', faults: [], trashed: keeps ? trashed : [] }
  }

  #change(paths: DevicePath[], change: (path: DevicePath) => void): FilesAnswer {
    const faults: FileFault[] = []
    for (const path of paths) {
      try {
        change(path)
      } catch (error) {
        faults.push(error as FileFault)
      }
    }
    return { kind: 'done', faults, trashed: [] }
  }

  #stat(path: DevicePath): EntryAt[] {
    const node = this.#at(path)
    return node === undefined ? [] : [{ path, entry: this.#entry(last(path), node) }]
  }

  #move(path: DevicePath, folder: DevicePath, rule: IfTaken) {
    const to = { ...folder, names: [...folder.names, last(path)] }
    if (this.#at(to) === undefined) return this.#put(folder, last(path), this.#take(path))
    if (rule === 'skip') return
    if (rule === 'replace') this.#take(to)
    this.#put(folder, rule === 'replace' ? last(path) : `${last(path)} (2)`, this.#take(path))
  }

  #at(path: DevicePath): FakeFolder | number | undefined {
    return path.names.reduce<FakeFolder | number | undefined>((node, name) => (typeof node === 'object' ? node[name] : undefined), this.roots[path.root])
  }

  #put(path: DevicePath, name: string, node: FakeFolder | number) {
    const folder = this.#at(path)
    if (typeof folder !== 'object') throw { code: 'not_found', names: path.names, message: 'the folder is not there' } satisfies FileFault
    if (name in folder) throw { code: 'taken', names: [name], message: `${name} already exists` } satisfies FileFault
    folder[name] = node
  }

  #take(path: DevicePath): FakeFolder | number {
    const folder = this.#at(parent(path))
    const node = this.#at(path)
    if (typeof folder !== 'object' || node === undefined) throw { code: 'not_found', names: path.names, message: `${last(path)} is not there` } satisfies FileFault
    delete folder[last(path)]
    return node
  }
}

const parent = ({ root, names }: DevicePath): DevicePath => ({ root, names: names.slice(0, -1) })
const last = ({ names }: DevicePath): string => names.at(-1) ?? ''
const fault = (code: FileFault['code'], message: string): FilesAnswer => ({ kind: 'failed', code, names: [], message })

function by(what: ListOrder, descending: boolean) {
  const value = (entry: FileEntry) => (what === 'size' ? (entry.size ?? 0) : what === 'changed' ? (entry.changed ?? 0) : 0)
  return (a: FileEntry, b: FileEntry) => {
    if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
    const ascending = value(a) - value(b) || order.compare(a.name, b.name)
    return descending ? -ascending : ascending
  }
}
