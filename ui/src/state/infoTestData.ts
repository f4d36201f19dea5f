import type { Category } from '../gen/Category'
import type { InfoPoint } from '../gen/InfoPoint'
import type { InfoState } from '../gen/InfoState'
import type { Process } from '../gen/Process'
import type { Reading } from '../gen/Reading'
import type { ReadingBody } from '../gen/ReadingBody'
import type { Sample } from '../gen/Sample'
import type { Source } from '../gen/Source'
import type { Value } from '../gen/Value'

export const client: Source = { kind: 'client' }
export const browser: Source = { kind: 'browser' }

export const text = (text: string): Value => ({ kind: 'text', text })
export const flag = (on: boolean): Value => ({ kind: 'flag', on })
export const bytes = (bytes: number): Value => ({ kind: 'bytes', bytes })
export const percent = (value: number): Value => ({ kind: 'measure', milli: value * 1000, unit: 'percent' })
export const absent = (kind: 'unknown' | 'not_permitted' | 'not_supported'): Value => ({ kind })

let number = 0

/** A reading with this body. */
export const readingOf = (category: Category, body: ReadingBody, source: Source = client, at = 1000): Reading => ({
  head: { number: ++number, category, source, at },
  body,
})

/** A reading of properties; those of further groups follow by the group's id. */
export function reading(category: Category, values: Record<string, Value>, more: Record<string, Record<string, Value>> = {}, source: Source = client): Reading {
  const group = (id: string, values: Record<string, Value>) => ({ id, label: null, properties: Object.entries(values).map(([key, value]) => ({ key, label: null, value })) })
  const groups = [...(Object.keys(values).length ? [group('main', values)] : []), ...Object.entries(more).map(([id, some]) => group(id, some))]
  return readingOf(category, { kind: 'properties', groups }, source)
}

/** So many processes. */
export const processes = (count: number): Process[] =>
  Array.from({ length: count }, (_, n) => ({ pid: n + 1, name: `process ${n + 1}`, memory_bytes: (n + 1) * 1_000_000, cpu_per_mille: n === 0 ? null : n % 100 }))

/** What a computer tells. */
export const workbench = (): Reading[] => [
  reading('device', { maker: text('Fablab'), model: text('Workbench 3'), name: text('bench'), serial: absent('not_permitted') }),
  reading('system', { name: text('Debian'), version: text('13'), build: text('6.12'), security_patch: text('2026-08-05'), clock_offset: { kind: 'duration', ms: 40 }, uptime: { kind: 'duration', ms: 5000 } }),
  reading('battery', { level: percent(68), charging: flag(false), temperature: { kind: 'measure', milli: 31_000, unit: 'celsius' }, saver: flag(false) }),
  reading('storage', {}, { '/': { total: bytes(128_000_000_000), used: bytes(86_400_000_000), free: bytes(41_600_000_000), removable: flag(false), read_only: flag(false) } }),
  reading('memory', { total: bytes(8_000_000_000), available: bytes(2_900_000_000), used: bytes(5_100_000_000), pressure: text('none') }),
  reading('network', { connection: text('wifi'), wifi_name: text('depot-north'), signal: { kind: 'measure', milli: -58_000, unit: 'dbm' }, link_speed: { kind: 'measure', milli: 433_000_000_000, unit: 'bit_per_second' }, metered: flag(false) }, { wlan0: { address_ipv4: text('10.20.4.117/22'), mac: absent('not_supported') } }),
  readingOf('processes', { kind: 'processes', processes: processes(40), left_out: 3 }),
  readingOf('log', { kind: 'not_permitted' }),
]

const silent: Sample = {
  cpu_per_mille: null, cores_per_mille: [], memory_used_bytes: null, memory_bytes: null, received_bytes_per_s: null,
  sent_bytes_per_s: null, latency_ms: null, battery_per_mille: null, charging: null,
}

/** A live value. */
export const point = (at: number, sample: Partial<Sample>, source: Source = client): InfoPoint => ({ source, at, sample: { ...silent, ...sample } })

/** What there is, given these readings. */
export const infoState = (readings: readonly Reading[], more: Partial<InfoState> = {}): InfoState => ({
  loaded: true, readings: readings.map(({ head }) => head), snapshots: [], asked: [], keeping: false, error: null, ...more,
})
