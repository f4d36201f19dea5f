import { expect, it } from 'vitest'
import { area, charts, keep, ofWords, path, spanOf } from './infoLive'
import { arrange, tableOf } from './infoTables'
import { point, processes } from './infoTestData'

const app = (name: string, more = {}) => ({ name, package: null, version: null, bytes: null, source: { kind: 'unknown' as const }, updated_at: null, ...more })
const names = (rows: readonly unknown[]) => rows.map((row) => (row as { name: string }).name)

it('orders a table by what is meant, with what is not told at the end', () => {
  const apps = [app('b10', { bytes: 5 }), app('B2', { bytes: null }), app('a', { bytes: 900 })]
  const table = tableOf({ kind: 'apps', apps, left_out: 0 })
  if (!table) throw new Error('no table')
  expect(names(arrange(table, { column: 'name', down: false }, []))).toEqual(['a', 'B2', 'b10'])
  expect(names(arrange(table, { column: 'size', down: true }, []))).toEqual(['a', 'b10', 'B2'])
  expect(names(arrange(table, { column: 'size', down: false }, []))).toEqual(['b10', 'a', 'B2'])
  expect(names(arrange(table, { column: undefined, down: false }, ['b1']))).toEqual(['b10'])
})

it('says in words what a row has', () => {
  const one = app('Timesheet', { package: 'org.sheet', version: '8.2', bytes: 412_000_000, source: { kind: 'store', name: 'Depot' } })
  const table = tableOf({ kind: 'apps', apps: [one], left_out: 0 })
  expect(table?.columns.map((column) => column.text(one))).toEqual(['Timesheet', 'org.sheet', '8.2', '412 MB', 'Depot', 'Unknown'])
})

it('shows the newest line of a log first, and failed services before others', () => {
  const line = (text: string) => ({ at: 1, priority: 'info' as const, tag: 't', text })
  expect(tableOf({ kind: 'log', lines: [line('old'), line('new')] })?.rows).toEqual([line('new'), line('old')])
  const service = (name: string, state: 'running' | 'failed') => ({ name, description: null, state })
  const table = tableOf({ kind: 'services', services: [service('a', 'running'), service('b', 'failed')], left_out: 0 })
  expect(table && names(arrange(table, { column: 'state', down: false }, []))).toEqual(['b', 'a'])
})

it('orders and searches thousands of rows at once', () => {
  const table = tableOf({ kind: 'processes', processes: processes(5000), left_out: 0 })
  if (!table) throw new Error('no table')
  expect(arrange(table, { column: 'cpu', down: true }, []).length).toBe(5000)
  expect(names(arrange(table, { column: 'cpu', down: true }, ['process 4999']))).toEqual(['process 4999'])
  expect(tableOf({ kind: 'not_permitted' })).toBeUndefined()
})

it('keeps live values for ten minutes and no longer', () => {
  const old = Array.from({ length: 700 }, (_, n) => point(n * 1000, {}))
  const kept = keep(old, [point(700_000, {})])
  expect([kept[0]?.at, kept.at(-1)?.at]).toEqual([100_000, 700_000])
  expect(keep([], [])).toEqual([])
  const flood = Array.from({ length: 9000 }, (_, n) => point(n, {}))
  expect(keep([], flood).length).toBe(6000)
})

it('draws what a source tells, and says the newest', () => {
  const points = [point(0, { cpu_per_mille: 230, received_bytes_per_s: 1200 }), point(1000, { cpu_per_mille: 2000, received_bytes_per_s: 61_000, sent_bytes_per_s: 900 })]
  const [cpu, network, ...none] = charts(points)
  expect([cpu?.id, cpu?.lines[0]?.values, cpu?.now]).toEqual(['cpu', [23, 100], '100%'])
  expect([network?.id, network?.top, network?.now]).toEqual(['network', 70_000, '61 KB/s received, 900 B/s sent'])
  expect(none).toEqual([])
})

it('goes as far back as there are values, from a minute to ten', () => {
  expect([spanOf([]), spanOf([5000, 9000]), spanOf([0, 200_000]), spanOf([0, 900_000])]).toEqual([60_000, 60_000, 200_000, 600_000])
})

it('breaks a line where values are missing', () => {
  const box = { width: 100, height: 10, top: 10, span: 100_000 }
  expect(path([0, 50_000, 51_000, 100_000], [0, 5, 10, 99], box)).toBe('M0.0 10.0M50.0 5.0L51.0 0.0M100.0 0.0')
  expect(path([0, 1000, 2000], [1, null, 1], box)).toBe('M98.0 9.0M100.0 9.0')
  expect(path([], [], box)).toBe('')
  expect(area('M0.0 10.0M50.0 5.0L51.0 0.0', 10)).toBe('M0.0 10.0L0.0 10L0.0 10ZM50.0 5.0L51.0 0.0L51.0 10L50.0 10Z')
  expect(area('', 10)).toBe('')
})

it('says a part of a whole with one unit', () => {
  expect([ofWords(5.1e9, 8e9), ofWords(9e8, 8e9)]).toEqual(['5.1 of 8 GB', '900 MB of 8 GB'])
})
