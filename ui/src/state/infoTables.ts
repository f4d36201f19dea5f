import type { App } from '../gen/App'
import type { AppSource } from '../gen/AppSource'
import type { LogLine } from '../gen/LogLine'
import type { LogPriority } from '../gen/LogPriority'
import type { Process } from '../gen/Process'
import type { ReadingBody } from '../gen/ReadingBody'
import type { Service } from '../gen/Service'
import type { ServiceState } from '../gen/ServiceState'
import { sizeWords } from './filesWords'
import { absentWords, dayWords, momentWords } from './infoValues'
import { hasWords } from './search'

/** A column of a table. */
export interface InfoColumn<Row> {
  id: string
  label: string
  /** Its width in the grid's terms. */
  width: string
  /** Numbers stand at the right. */
  right?: boolean
  text: (row: Row) => string
  /** What it is ordered by; what is not there comes last. */
  order: (row: Row) => string | number | null
  /** Numbers are first ordered from the largest. */
  down?: boolean
}

/** A table as it shows: its columns, its rows, and how the rows are told apart. */
export interface InfoTable<Row = unknown> {
  what: string
  columns: readonly InfoColumn<Row>[]
  rows: readonly Row[]
  key: (row: Row, index: number) => string
  /** How many more there are. */
  leftOut: number
  /** The column that it is first ordered by; none keeps the order in which it came. */
  first?: string
}

const unknown = absentWords.unknown
const size = (bytes: number | null) => (bytes === null ? unknown : sizeWords(bytes))

const appSource = (source: AppSource): string => {
  if (source.kind === 'store') return source.name || 'A store'
  return { system: 'System', sideloaded: 'From a file', unknown }[source.kind]
}

const apps: readonly InfoColumn<App>[] = [
  { id: 'name', label: 'Name', width: 'minmax(0, 1.4fr)', text: (app) => app.name, order: (app) => app.name },
  { id: 'package', label: 'Package', width: 'minmax(0, 1.6fr)', text: (app) => app.package ?? '', order: (app) => app.package },
  { id: 'version', label: 'Version', width: 'minmax(0, .9fr)', text: (app) => app.version ?? unknown, order: (app) => app.version },
  { id: 'size', label: 'Size', width: '78px', right: true, down: true, text: (app) => size(app.bytes), order: (app) => app.bytes },
  { id: 'source', label: 'Source', width: 'minmax(0, .8fr)', text: (app) => appSource(app.source), order: (app) => appSource(app.source) },
  { id: 'updated', label: 'Updated', width: '104px', down: true, text: (app) => (app.updated_at === null ? unknown : dayWords(app.updated_at)), order: (app) => app.updated_at },
]

/** Thousandths of one core as percent: "12.4%". */
const cpu = (perMille: number | null) => (perMille === null ? unknown : `${(perMille / 10).toFixed(1)}%`)

const processes: readonly InfoColumn<Process>[] = [
  { id: 'name', label: 'Name', width: 'minmax(0, 1fr)', text: (process) => process.name, order: (process) => process.name },
  { id: 'pid', label: 'Number', width: '88px', right: true, text: (process) => String(process.pid), order: (process) => process.pid },
  { id: 'cpu', label: 'Processor', width: '96px', right: true, down: true, text: (process) => cpu(process.cpu_per_mille), order: (process) => process.cpu_per_mille },
  { id: 'memory', label: 'Memory', width: '96px', right: true, down: true, text: (process) => size(process.memory_bytes), order: (process) => process.memory_bytes },
]

/** How a service does, in words. */
export const serviceStates: Record<ServiceState, string> = { running: 'Running', stopped: 'Stopped', failed: 'Failed', unknown }
const stateOrder: readonly ServiceState[] = ['failed', 'running', 'stopped', 'unknown']

const services: readonly InfoColumn<Service>[] = [
  { id: 'name', label: 'Name', width: 'minmax(0, 1fr)', text: (service) => service.name, order: (service) => service.name },
  { id: 'description', label: 'Description', width: 'minmax(0, 1.4fr)', text: (service) => service.description ?? '', order: (service) => service.description },
  { id: 'state', label: 'State', width: '96px', text: (service) => serviceStates[service.state], order: (service) => stateOrder.indexOf(service.state) },
]

/** How urgent a line of the log is, in words. */
export const priorities: Record<LogPriority, string> = { debug: 'Debug', info: 'Info', warning: 'Warning', error: 'Error', fatal: 'Fatal' }
const priorityOrder: readonly LogPriority[] = ['debug', 'info', 'warning', 'error', 'fatal']

const log: readonly InfoColumn<LogLine>[] = [
  { id: 'at', label: 'When', width: '156px', down: true, text: (line) => (line.at === null ? '' : momentWords(line.at)), order: (line) => line.at },
  { id: 'priority', label: 'Priority', width: '76px', down: true, text: (line) => priorities[line.priority], order: (line) => priorityOrder.indexOf(line.priority) },
  { id: 'tag', label: 'Written by', width: 'minmax(0, .5fr)', text: (line) => line.tag, order: (line) => line.tag },
  { id: 'text', label: 'Text', width: 'minmax(0, 2fr)', text: (line) => line.text, order: (line) => line.text },
]

/** The table of a reading, where it is one. */
export function tableOf(body: ReadingBody): InfoTable | undefined {
  switch (body.kind) {
    case 'apps':
      return table<App>({ what: 'app', columns: apps, rows: body.apps, key: (app, index) => `${index} ${app.package ?? app.name}`, leftOut: body.left_out, first: 'name' })
    case 'processes':
      return table<Process>({ what: 'process', columns: processes, rows: body.processes, key: (process) => String(process.pid), leftOut: body.left_out, first: 'cpu' })
    case 'services':
      return table<Service>({ what: 'service', columns: services, rows: body.services, key: (service, index) => `${index} ${service.name}`, leftOut: body.left_out, first: 'name' })
    case 'log':
      // The newest line first: that is what just happened.
      return table<LogLine>({ what: 'line', columns: log, rows: body.lines.toReversed(), key: (_, index) => String(index), leftOut: 0 })
    default:
      return undefined
  }
}

/** The columns know their rows; who shows them need not. */
const table = <Row>(of: InfoTable<Row>): InfoTable => of as unknown as InfoTable

/** How a table is ordered. */
export interface TableOrder {
  column: string | undefined
  down: boolean
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The rows that have every word, in order. What is not told comes last either way. */
export function arrange<Row>(table: InfoTable<Row>, order: TableOrder, words: readonly string[]): readonly Row[] {
  const found = words.length === 0 ? table.rows : table.rows.filter((row) => hasWords(table.columns.map((column) => column.text(row)).join(' '), words))
  const column = table.columns.find(({ id }) => id === order.column)
  if (!column) return found
  const way = order.down ? -1 : 1
  const keyed = found.map((row) => ({ row, key: column.order(row) }))
  return keyed.sort((a, b) => compareKeys(a.key, b.key, way)).map(({ row }) => row)
}

function compareKeys(a: string | number | null, b: string | number | null, way: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return way * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)))
}
