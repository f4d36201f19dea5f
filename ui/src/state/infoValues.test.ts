import { expect, it } from 'vitest'
import type { Value } from '../gen/Value'
import { absent, durationWords, measureWords, momentWords, offsetWords, valueWords } from './infoValues'
import { groupWords, propertyWords, sourceKey, sourceWords } from './infoWords'

it.each<[Value, string, string]>([
  [{ kind: 'text', text: 'depot-north' }, 'wifi_name', 'depot-north'],
  [{ kind: 'text', text: 'none' }, 'connection', 'Not connected'],
  [{ kind: 'text', text: 'cable' }, 'connection', 'Cable'],
  [{ kind: 'text', text: '' }, 'carrier', '(empty)'],
  [{ kind: 'text', text: '<b>x</b>' }, 'name', '<b>x</b>'],
  [{ kind: 'flag', on: true }, 'saver', 'On'],
  [{ kind: 'flag', on: false }, 'roaming', 'No'],
  [{ kind: 'count', count: 12_345 }, 'cycles', '12,345'],
  [{ kind: 'count', count: 34 }, 'android_api', '34'],
  [{ kind: 'bytes', bytes: 86_400_000_000 }, 'used', '86.4 GB'],
  [{ kind: 'measure', milli: 31_000, unit: 'celsius' }, 'temperature', '31 °C'],
  [{ kind: 'duration', ms: 125_000 }, 'clock_offset', '2 min 5 s ahead'],
  [{ kind: 'unknown' }, 'x', 'Unknown'],
  [{ kind: 'not_permitted' }, 'x', 'Not permitted'],
  [{ kind: 'not_supported' }, 'x', 'Not supported'],
])('reads %o of %s as %s', (value, key, words) => {
  expect(valueWords(value, key)).toBe(words)
})

it('tells apart what is not there', () => {
  expect(absent({ kind: 'not_permitted' })).toBe('not_permitted')
  expect(absent({ kind: 'flag', on: false })).toBeUndefined()
})

it.each([
  [68_400, 'percent', '68%'],
  [-58_000, 'dbm', '−58 dBm, good'],
  [-71_000, 'dbm', '−71 dBm, fair'],
  [-88_000, 'dbm', '−88 dBm, weak'],
  [433_000_000_000, 'bit_per_second', '433 Mbit/s'],
  [1_200_000_000_000, 'bit_per_second', '1.2 Gbit/s'],
  [2_400_000_000_000, 'hertz', '2.4 GHz'],
  [59_940, 'hertz', '59.9 Hz'],
  [1_500_000, 'byte_per_second', '2 KB/s'],
  [-2_000, 'byte_per_second', '0 B/s'],
  [3_850, 'volt', '3.9 V'],
  [52_374, 'degree', '52.374°'],
  [-400, 'percent', '0%'],
] as const)('reads %d thousandths of %s as %s', (milli, unit, words) => {
  expect(measureWords(milli, unit)).toBe(words)
})

it.each([
  [0, '0 ms'],
  [87, '87 ms'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [274_000_000, '3 d 4 h'],
  [-61_000, '−1 min 1 s'],
])('reads %d ms as %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words)
})

it('says how far a clock is off, and to which side', () => {
  expect([offsetWords(400), offsetWords(-400), offsetWords(-150_000)]).toEqual(['Right to the second', 'Right to the second', '2 min 30 s behind'])
})

it('takes moments that no calendar has for unknown', () => {
  expect(momentWords(Number.MAX_SAFE_INTEGER)).toBe('Unknown')
  expect(momentWords(new Date(2026, 10, 22, 14, 34, 12).getTime())).toBe('22 Nov 2026, 14:34:12')
})

it('names properties and groups in our words, in the device’s, or by their key', () => {
  expect(propertyWords('network', 'wifi_name', 'SSID')).toBe('Network name')
  expect(propertyWords('device', 'dock_state', 'Dock')).toBe('Dock')
  expect(propertyWords('device', 'dock_state', null)).toBe('Dock state')
  expect(propertyWords('processor', 'core_3', null)).toBe('Core 4')
  expect(groupWords('storage', '/home', null)).toBe('/home')
  expect(groupWords('storage', '/', 'System')).toBe('System')
  expect(groupWords('processor', 'cores', null)).toBe('Load per core')
})

it('names who tells', () => {
  expect(sourceWords({ kind: 'adb', serial: 'R58M' })).toBe('Phone R58M')
  expect(sourceWords({ kind: 'adb', serial: 'R58M' }, 'Orbit 7')).toBe('Orbit 7')
  expect(sourceKey({ kind: 'adb', serial: 'client' })).not.toBe(sourceKey({ kind: 'client' }))
})
