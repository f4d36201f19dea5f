import type { FilesScope } from '../gen/FilesScope'
import type { FilesArea } from '../gen/FilesArea'
import type { FilesRoot } from '../gen/FilesRoot'
import type { Place } from '../gen/Place'
import { dayName, timeOfDay } from './dates'
import type { DeviceNoun } from './device'
import { shownName } from './filesNames'

const units = ['KB', 'MB', 'GB', 'TB', 'PB'] as const
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const year = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const number = new Intl.NumberFormat('en-GB')

/** A number of bytes as people read it: "284 KB", "38.2 MB". A KB has 1000 bytes. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit]}`
}

/** When a file changed: "Today 14:28", "Yesterday", "12 Nov 09:10", "27 Oct 2025". */
export function changedWords(at: number, now: number): string {
  const name = dayName(at, now)
  if (name === 'Today') return `Today ${timeOfDay(at)}`
  if (name === 'Yesterday') return name
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return thisYear ? `${day.format(at)} ${timeOfDay(at)}` : year.format(at)
}

/** A count with its noun: "1 item", "9 items", "100,000 items". */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${number.format(count)} ${count === 1 ? one : many}`

/** How long something still takes: "5 s left", "3 min left", "2 h 10 min left". */
export function leftWords(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min left`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`
}

/** The places that have a name in every language. */
const places: Partial<Record<Place, string>> = {
  desktop: 'Desktop',
  documents: 'Documents',
  downloads: 'Downloads',
  pictures: 'Pictures',
  internal_storage: 'Internal storage',
}

/** What a root is called: by what it is, or as its device calls it. */
export const rootName = (root: Pick<FilesRoot, 'place' | 'name'>): string => places[root.place] ?? (shownName(root.name) || 'Files')

/** The part of a device that is asked for or allowed. */
export function areaWords(area: FilesArea, noun: DeviceNoun): string {
  if (area.kind === 'whole') return `the whole ${noun}`
  if (area.kind === 'chosen') return `the folder ${shownName(area.name)}`
  return `the ${places[area.place] ?? area.place} folder`
}

/** Which way files may go. */
export function wayWords(scope: FilesScope, noun: DeviceNoun): string {
  if (scope.to_device && scope.from_device) return 'both ways'
  if (scope.to_device) return `to the ${noun} only`
  return scope.from_device ? `from the ${noun} only` : 'no transfers'
}

/** All of what is allowed: "Downloads folder, both ways, with changes". */
export function scopeWords(scope: FilesScope, noun: DeviceNoun): string {
  const area = areaWords(scope.area, noun)
  return `${area.charAt(0).toUpperCase()}${area.slice(1)}, ${wayWords(scope, noun)}, ${scope.change ? 'with changes' : 'no changes'}`
}

/** What is allowed in a few words, for a tag: "Downloads", "from the phone only". */
export function shortScope(scope: FilesScope, noun: DeviceNoun): string {
  const area = scope.area.kind === 'place' ? places[scope.area.place] : scope.area.kind === 'chosen' ? shownName(scope.area.name) : undefined
  const way = scope.to_device && scope.from_device ? undefined : wayWords(scope, noun)
  return [area ?? `Whole ${noun}`, way, scope.change ? undefined : 'no changes'].filter(Boolean).join(', ')
}
