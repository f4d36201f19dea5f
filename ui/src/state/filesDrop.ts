import type { DevicePath } from '../gen/DevicePath'
import type { FileEntry } from '../gen/FileEntry'
import type { Files, Side } from './files.svelte'
import type { Folder } from './filesFolder.svelte'
import type { Rights } from './filesGrant'
import { shownName } from './filesNames'
import { countWords, rootName } from './filesWords'

/** What is being dragged; from the desktop it is known only when it is dropped. */
export interface Carried {
  from: Side | 'desktop'
  entries: readonly FileEntry[]
  /** How many; 0 where not known yet. */
  count: number
}

/** What lies under the pointer: a side, and there perhaps a row or a folder of its path. */
export interface Zone {
  on: Side | 'chat'
  row?: number
  /** How many names of the path: 0 is the root. */
  crumb?: number
}

/** Where something would land, and what would become of it. */
export interface DropTarget {
  zone: Zone
  act: 'send' | 'copy' | 'move' | 'chat'
  /** The folder that it goes into; absent for the chat. */
  folder?: DevicePath
  /** What happens, in words: "Drop to send 3 files to". */
  words: string
  /** The folder's name, for display. */
  name: string
  /** Why it cannot be dropped there. */
  reason?: string | undefined
}

/** Where something would land; undefined where dropping means nothing. */
export function targetOf(files: Files, rights: Rights, carried: Carried, at: Zone | undefined): DropTarget | undefined {
  if (!at) return undefined
  if (at.on === 'chat') return chatTarget(carried, at)
  const zone = atFolder(files.side(at.on), at)
  const into = folderOf(files, zone)
  if (!into) return undefined
  const what = wordsOf(carried)
  if (zone.on !== carried.from && zone.on === 'there')
    return { zone, act: 'send', ...into, words: `Drop to send ${what} to`, reason: rights.send }
  if (carried.from === 'desktop') return undefined
  if (zone.on !== carried.from) return { zone, act: 'copy', ...into, words: `Drop to copy ${what} to`, reason: rights.copy }
  // Within one side things move, but only to another folder, and never into themselves.
  if (zone.row === undefined && zone.crumb === undefined) return undefined
  if (zone.row !== undefined && carried.entries.some((entry) => entry.name === into.folder.names.at(-1))) return undefined
  return { zone, act: 'move', ...into, words: `Drop to move ${what} to`, reason: zone.on === 'there' ? rights.change : undefined }
}

function wordsOf({ count, entries }: Carried): string {
  if (count === 0) return 'files'
  return countWords(count, entries.some((entry) => entry.kind !== 'file') ? 'item' : 'file')
}

function chatTarget(carried: Carried, zone: Zone): DropTarget | undefined {
  if (carried.from === 'there') return undefined
  const folder = carried.entries.some((entry) => entry.kind !== 'file')
  return {
    zone, act: 'chat', words: `Drop to send ${wordsOf(carried)} to`, name: 'the chat',
    reason: folder ? 'Only files can go to the chat' : undefined,
  }
}

/** A row that is no folder stands for the folder that it is in. */
function atFolder(side: Folder, zone: Zone): Zone {
  const file = zone.row !== undefined && side.at(zone.row)?.kind !== 'folder'
  return file ? { on: zone.on } : zone
}

/** The folder that a zone stands for: a row's, one of the path, or the one that shows. */
function folderOf(files: Files, zone: Zone): { folder: DevicePath; name: string } | undefined {
  const side = files.side(zone.on as Side)
  if (!side.path) return undefined
  const entry = zone.row === undefined ? undefined : side.at(zone.row)
  if (entry?.kind === 'folder') return { folder: side.join(entry), name: shownName(entry.name) }
  const names = zone.crumb === undefined ? side.path.names : side.path.names.slice(0, zone.crumb)
  const last = names.at(-1)
  const name = last === undefined ? (side.root ? rootName(side.root) : '') : shownName(last)
  return { folder: { root: side.path.root, names }, name }
}
