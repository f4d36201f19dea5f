import type { App } from '../gen/App'
import type { Category } from '../gen/Category'
import type { Reading } from '../gen/Reading'
import type { Service } from '../gen/Service'
import { isNoise, readingKey, sectionOf, type InfoRow } from './infoRows'
import { serviceStates } from './infoTables'
import { categoryWords, sourceWords } from './infoWords'

/** One difference between two times. */
export interface InfoChange {
  id: string
  kind: 'added' | 'removed' | 'changed'
  category: Category
  source: string
  /** What is different: "Network: IPv4 address", "Timesheet". */
  label: string
  before: string
  after: string
}

/** A thing with one line of words, as it is compared. */
interface Line {
  label: string
  text: string
}

/**
 * What is different between two sets of readings. Compared is what people read, so that a few bytes
 * more are no change; what is never the same twice is left out, and so is what one side has not read.
 */
export function diff(before: readonly Reading[], after: readonly Reading[]): InfoChange[] {
  const old = new Map(before.map((reading) => [readingKey(reading), reading]))
  return after.flatMap((reading) => {
    const other = old.get(readingKey(reading))
    return other ? compare(other, reading) : []
  })
}

function compare(before: Reading, after: Reading): InfoChange[] {
  if (!comparable(before, after)) return []
  const old = linesOf(before)
  const now = linesOf(after)
  const { category } = after.head
  const change = (key: string, kind: InfoChange['kind'], label: string, from: string, to: string): InfoChange => ({
    id: `${readingKey(after)} ${key}`, kind, category, source: sourceWords(after.head.source), label, before: from, after: to,
  })
  const gone = [...old].flatMap(([key, line]) => (now.has(key) ? [] : [change(key, 'removed', line.label, line.text, '')]))
  const there = [...now].flatMap(([key, line]) => {
    const was = old.get(key)
    if (!was) return [change(key, 'added', line.label, '', line.text)]
    return was.text === line.text ? [] : [change(key, 'changed', line.label, was.text, line.text)]
  })
  return [...there, ...gone].sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }))
}

/** Both were read, and are of one kind. Processes and logs are never the same twice. */
const comparable = (before: Reading, after: Reading): boolean =>
  before.body.kind === after.body.kind && (after.body.kind === 'properties' || after.body.kind === 'apps' || after.body.kind === 'services')

function linesOf(reading: Reading): Map<string, Line> {
  const { body, head } = reading
  if (body.kind === 'apps') return new Map(body.apps.map((app) => [app.package ?? app.name, { label: app.name, text: appWords(app) }]))
  if (body.kind === 'services') return new Map(body.services.map((service) => [service.name, { label: service.name, text: serviceWords(service) }]))
  const rows = sectionOf(reading).groups.flatMap((group) => group.rows.filter((row) => !isNoise(row)).map((row) => ({ row, group })))
  const label = (row: InfoRow, group: { id: string; label: string }) => `${categoryWords[head.category]}${group.id === 'main' ? '' : `, ${group.label}`}: ${row.label}`
  return new Map(rows.map(({ row, group }) => [row.id, { label: label(row, group), text: row.text }]))
}

const appWords = (app: App): string => (app.version ? `Version ${app.version}` : 'Installed')
const serviceWords = (service: Service): string => serviceStates[service.state]

/** The sum of a comparison: "3 changed, 1 added", or that nothing is different. */
export function diffWords(changes: readonly InfoChange[]): string {
  const kinds = (['changed', 'added', 'removed'] as const).map((kind) => [changes.filter((change) => change.kind === kind).length, kind] as const)
  return kinds.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`).join(', ') || 'Nothing is different'
}
