import { describe, expect, it } from 'vitest'
import type { Reading } from '../gen/Reading'
import { cards } from './infoCards'
import { diff, diffWords } from './infoDiff'
import { patchOf, volumesOf } from './infoFacts'
import { sectionOf, sectionsOf } from './infoRows'
import { absent, bytes, flag, percent, point, reading, readingOf, text, workbench } from './infoTestData'
import { warnings } from './infoWarnings'

const NOW = new Date(2026, 10, 22).getTime()
const texts = (...readings: Reading[]) => warnings(readings, NOW).map((warning) => warning.text)
const disk = (total: number, free: number, more = {}) => reading('storage', {}, { '/': { total: bytes(total), free: bytes(free), ...more } })

describe('warnings', () => {
  it.each<[Reading, string[]]>([
    [disk(128e9, 12.7e9), ['Storage nearly full: 12.7 GB of 128 GB free']],
    [disk(128e9, 12.9e9), []],
    [disk(4e9, 0.9e9), ['Storage nearly full: 900 MB of 4.0 GB free']],
    [disk(128e9, 0, { read_only: flag(true) }), []],
    [disk(128e9, 0, { removable: flag(true) }), []],
    [disk(0, 0), []],
    [disk(5, 9e15), []],
    [reading('battery', { level: percent(20), charging: flag(false) }), ['Battery low: 20%, not charging']],
    [reading('battery', { level: percent(20), charging: flag(true) }), []],
    [reading('battery', { level: percent(-7) }), []],
    [reading('battery', { level: absent('unknown'), saver: flag(true) }), ['Battery saver is on: the device does less by itself']],
    [reading('memory', { total: bytes(8e9), available: bytes(0.7e9) }), ['Memory nearly full: 700 MB of 8.0 GB left']],
    [reading('memory', { total: bytes(8e9), available: bytes(9e9) }), []],
    [reading('system', { security_patch: text('2025-11-22') }), ['The security patch is 12 months old']],
    [reading('system', { security_patch: text('2025-11-23') }), []],
    [reading('security', { security_patch: text('2024-01-05') }), ['The security patch is 2 years old']],
    [reading('system', { security_patch: text('soon') }), []],
    [reading('system', { clock_offset: { kind: 'duration', ms: 120_000 } }), []],
    [reading('system', { clock_offset: { kind: 'duration', ms: -121_000 } }), ['The clock is 2 min 1 s behind']],
    [reading('permissions', { control: flag(false) }), ['The client app lacks the permission to control this device']],
    [reading('permissions', { control: absent('not_supported') }), []],
  ])('of %#', (one, expected) => {
    expect(texts(one)).toEqual(expected)
  })

  it('says which of several volumes is full', () => {
    const two = reading('storage', {}, { '/': { total: bytes(100e9), free: bytes(50e9) }, '/home': { total: bytes(50e9), free: bytes(1e9) } })
    expect(texts(two)).toEqual(['Storage nearly full: 1.0 GB of 50.0 GB free on /home'])
  })
})

it('puts the volume that matters first, and leaves out what makes no sense', () => {
  const many = reading('storage', {}, {
    '/media/stick': { total: bytes(512e9), free: bytes(1e9), removable: flag(true) },
    '/boot': { total: bytes(1e9), used: bytes(0.4e9) },
    '/': { total: bytes(128e9), free: bytes(41e9) },
    '/proc': { total: bytes(0), free: bytes(0) },
    '/odd': { total: bytes(1), free: bytes(2) },
  })
  expect(volumesOf([many]).map(({ id, used }) => [id, used])).toEqual([['/', 87e9], ['/boot', 0.4e9], ['/media/stick', 511e9]])
})

it.each([
  ['2026-08-05', 3],
  ['2026-11-22', 0],
  ['2030-01-01', 0],
  ['2026-02-31', undefined],
  ['2026-8-5', undefined],
])('counts the months since %s', (day, months) => {
  expect(patchOf([reading('system', { security_patch: text(day) })], NOW)?.months).toBe(months)
})

it('shows a reading in words, marks what changed, and keeps the three kinds of absence apart', () => {
  const before = reading('network', { wifi_name: text('depot-north'), signal: { kind: 'measure', milli: -58_000, unit: 'dbm' }, vpn: flag(false) })
  const after = reading('network', { wifi_name: text('depot-south'), signal: { kind: 'measure', milli: -80_000, unit: 'dbm' }, vpn: absent('not_permitted') })
  const rows = sectionOf(after, before).groups[0]?.rows
  expect(rows?.map(({ label, text, was, absent }) => [label, text, was, absent])).toEqual([
    ['Network name', 'depot-south', 'depot-north', undefined],
    ['Signal', '−80 dBm, weak', undefined, undefined],
    ['VPN', 'Not permitted', 'Off', 'not_permitted'],
  ])
})

it('has one row for a property that is told twice', () => {
  const twice = readingOf('device', { kind: 'properties', groups: [{ id: 'main', label: null, properties: [1, 2].map((count) => ({ key: 'a', label: null, value: { kind: 'count' as const, count } })) }] })
  expect(sectionOf(twice).groups[0]?.rows.map((row) => row.text)).toEqual(['1'])
})

it('orders the categories, and says why there is nothing of one', () => {
  const sections = sectionsOf(workbench(), () => undefined)
  expect(sections.map(({ category }) => category)).toEqual(['device', 'system', 'battery', 'storage', 'memory', 'network', 'processes', 'log'])
  expect(sections.map(({ count }) => count)).toEqual([4, 6, 4, 5, 4, 7, 43, 0])
  expect(sections.at(-1)?.absent).toBe('not_permitted')
})

describe('a comparison', () => {
  const app = (pack: string | null, version: string, name = pack ?? 'x') => ({ name, package: pack, version, bytes: 5, source: { kind: 'system' as const }, updated_at: null })
  const apps = (...list: ReturnType<typeof app>[]) => readingOf('apps', { kind: 'apps', apps: list, left_out: 0 })

  it('knows apps by their package', () => {
    const changes = diff([apps(app('org.a', '1'), app('org.b', '1'), app('org.c', '1'))], [apps(app('org.c', '2'), app('org.a', '1', 'A, renamed'), app('org.d', '1'))])
    expect(changes.map(({ kind, label, before, after }) => [kind, label, before, after])).toEqual([
      ['removed', 'org.b', 'Version 1', ''],
      ['changed', 'org.c', 'Version 1', 'Version 2'],
      ['added', 'org.d', '', 'Version 1'],
    ])
    expect(diffWords(changes)).toBe('1 changed, 1 added, 1 removed')
  })

  it('ignores what is never the same twice, and what reads the same', () => {
    const system = (ms: number, free: number, load: number) => [
      reading('system', { uptime: { kind: 'duration', ms }, version: text('13') }),
      reading('storage', {}, { '/': { free: bytes(free) } }),
      reading('processor', { load: percent(load) }, { cores: { core_0: percent(load) } }),
      readingOf('processes', { kind: 'processes', processes: [{ pid: load, name: 'a', memory_bytes: 1, cpu_per_mille: load }], left_out: 0 }),
    ]
    expect(diff(system(1, 41_600_000_000, 3), system(9, 41_600_123_456, 99))).toEqual([])
    expect(diffWords([])).toBe('Nothing is different')
    const [free] = diff(system(1, 41_600_000_000, 3), system(9, 31_600_000_000, 99))
    expect([free?.label, free?.before, free?.after]).toEqual(['Storage, /: Free', '41.6 GB', '31.6 GB'])
  })

  it('compares a source with itself alone, and nothing that one side has not read', () => {
    const client = reading('device', { model: text('a') })
    const page = reading('device', { model: text('b') }, {}, { kind: 'browser' })
    expect(diff([client], [page])).toEqual([])
    expect(diff([client], [readingOf('device', { kind: 'not_permitted' })])).toEqual([])
  })
})

describe('the cards', () => {
  it('show what support people look at first', () => {
    const shown = cards(workbench(), [], NOW)
    expect(shown.map(({ label, big, small, foot }) => [label, big + small, foot])).toEqual([
      ['Device', 'Workbench 3', ''],
      ['Battery', '68%', 'Not charging, 31 °C'],
      ['Storage', '86.4 of 128 GB', ''],
      ['Memory', '5.1 of 8 GB', ''],
      ['Network', 'depot-north Wi-Fi', '−58 dBm, 433 Mbit/s'],
    ])
    expect(shown[0]?.facts).toContainEqual({ label: 'Security patch', text: '5 Aug, 3 months old', warn: true })
    expect(shown[3]?.facts[0]).toEqual({ label: 'process 40', text: '40.0 MB' })
  })

  it('follow the live values', () => {
    const points = [point(1000, { battery_per_mille: 500, charging: true, memory_used_bytes: 7.6e9, memory_bytes: 8e9 }), point(2000, { battery_per_mille: 501, charging: true, memory_used_bytes: 7.7e9, memory_bytes: 8e9 })]
    const shown = cards(workbench(), points, NOW)
    expect([shown[1]?.big, shown[1]?.foot, shown[3]?.big, shown[3]?.warn]).toEqual(['50', 'Charging, 31 °C', '7.7', true])
    expect(shown[1]?.chart?.lines[0]?.values).toEqual([50, 50.1])
  })

  it('say so where nothing is told', () => {
    expect(cards([], [], NOW).map(({ big }) => big)).toEqual(Array(5).fill('Not told'))
    expect(cards([readingOf('battery', { kind: 'not_supported' })], [], NOW)[1]?.big).toBe('None')
    const nonsense = [reading('memory', { total: bytes(5), used: bytes(9) }), reading('battery', { level: percent(4000) })]
    expect(cards(nonsense, [], NOW).map(({ big }) => big)).toEqual(['Not told', '100', 'Not told', '5 B', 'Not told'])
  })
})
