import type { Category } from '../gen/Category'
import type { Reading } from '../gen/Reading'
import type { ReadingBody } from '../gen/ReadingBody'
import type { Value } from '../gen/Value'
import { absent, absentWords, valueWords, type Absent } from './infoValues'
import { categories, categoryWords, groupWords, propertyWords, sourceKey } from './infoWords'

/** One property as it shows. */
export interface InfoRow {
  /** Unique among the readings of one source: category, group and key. */
  id: string
  category: Category
  group: string
  key: string
  label: string
  text: string
  value: Value
  /** Why there is no value, where there is none. */
  absent?: Absent
  /** What it was in the reading before, where it reads otherwise now. */
  was?: string
  /** When that was (appliance's clock). */
  wasAt?: number
}

/** The properties of one group. */
export interface InfoGroup {
  id: string
  label: string
  rows: InfoRow[]
}

/** One category of one source as it shows. */
export interface InfoSection {
  category: Category
  label: string
  /** When it was read (appliance's clock). */
  at: number
  body: ReadingBody
  groups: InfoGroup[]
  /** Why there is nothing of it, where there is nothing. */
  absent?: Absent
  /** Properties, or rows of its table. */
  count: number
}

/** A reading as it shows, with what is different from the one `before`. */
export function sectionOf(reading: Reading, before?: Reading): InfoSection {
  const { category, at } = reading.head
  const groups = reading.body.kind === 'properties' ? groupsOf(reading, before) : []
  const missing = isAbsent(reading.body.kind) ? reading.body.kind : undefined
  const section = { category, label: categoryWords[category], at, body: reading.body, groups, count: countOf(reading.body) }
  return missing ? { ...section, absent: missing } : section
}

const isAbsent = (kind: string): kind is Absent => kind in absentWords

/** The sections of one source's readings, in the order of the tree. */
export function sectionsOf(readings: readonly Reading[], before: (reading: Reading) => Reading | undefined): InfoSection[] {
  const order = (reading: Reading) => categories.indexOf(reading.head.category)
  return [...readings].sort((a, b) => order(a) - order(b)).map((reading) => sectionOf(reading, before(reading)))
}

function groupsOf(reading: Reading, before?: Reading): InfoGroup[] {
  if (reading.body.kind !== 'properties') return []
  const { category } = reading.head
  const old = before ? textsOf(before) : undefined
  const seen = new Set<string>()
  return reading.body.groups.map((group) => {
    const rows = group.properties.flatMap((property): InfoRow[] => {
      const id = rowId(category, group.id, property.key)
      // Each row has one place: what a device tells twice shows once.
      if (seen.has(id)) return []
      seen.add(id)
      const text = valueWords(property.value, property.key)
      const was = old?.get(id)
      const missing = absent(property.value)
      const row = { id, category, group: group.id, key: property.key, label: propertyWords(category, property.key, property.label), text, value: property.value }
      return [{ ...row, ...(missing ? { absent: missing } : {}), ...(before && was !== undefined && was !== text && !isNoise(row) ? { was, wasAt: before.head.at } : {}) }]
    })
    return { id: group.id, label: groupWords(category, group.id, group.label), rows }
  })
}

/** A property's place among the readings of one source. */
export const rowId = (category: Category, group: string, key: string): string => JSON.stringify([category, group, key])

/** What each property of a reading reads like. */
function textsOf(reading: Reading): Map<string, string> {
  const texts = new Map<string, string>()
  if (reading.body.kind !== 'properties') return texts
  for (const group of reading.body.groups)
    for (const { key, value } of group.properties) texts.set(rowId(reading.head.category, group.id, key), valueWords(value, key))
  return texts
}

/** Keys that are never the same twice: that they changed says nothing. */
const restless = new Set(['clock', 'clock_offset', 'uptime', 'load', 'load_1m', 'frequency', 'latency', 'received', 'sent', 'signal', 'time_left', 'voltage', 'storage_used', 'at'])

/** Whether a property changes all the time. */
export const isNoise = ({ category, group, key }: Pick<InfoRow, 'category' | 'group' | 'key'>): boolean =>
  restless.has(key) || (category === 'processor' && group === 'cores') || (category === 'memory' && key !== 'total' && key !== 'swap_total' && key !== 'pressure')

function countOf(body: ReadingBody): number {
  switch (body.kind) {
    case 'properties':
      return body.groups.reduce((sum, group) => sum + group.properties.length, 0)
    case 'apps':
      return body.apps.length + body.left_out
    case 'processes':
      return body.processes.length + body.left_out
    case 'services':
      return body.services.length + body.left_out
    case 'log':
      return body.lines.length
    default:
      return 0
  }
}

/** All rows of some sections. */
export const rowsOf = (sections: readonly InfoSection[]): InfoRow[] => sections.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows))

/** A property of one source by its names. */
export function pick(readings: readonly Reading[], category: Category, key: string, group = 'main'): Value | undefined {
  const reading = readings.find(({ head }) => head.category === category)
  if (reading?.body.kind !== 'properties') return undefined
  const value = reading.body.groups.find(({ id }) => id === group)?.properties.find((property) => property.key === key)?.value
  return value && !absent(value) ? value : undefined
}

/** The key under which a reading is the newest of its kind. */
export const readingKey = ({ head }: Pick<Reading, 'head'>): string => `${sourceKey(head.source)} ${head.category}`
