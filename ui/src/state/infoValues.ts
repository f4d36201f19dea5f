import type { Unit } from '../gen/Unit'
import type { Value } from '../gen/Value'
import { sizeWords } from './filesWords'
import { capital } from './infoWords'

/** What stands in the place of a value that is not there. Three different things. */
export const absentWords = { unknown: 'Unknown', not_permitted: 'Not permitted', not_supported: 'Not supported' } as const

/** A value that is not there. */
export type Absent = keyof typeof absentWords

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' })
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const number = new Intl.NumberFormat('en-GB')

/** Keys whose yes and no are on and off. */
const switches = new Set(['saver', 'adb_enabled', 'vpn', 'location', 'firewall'])
/** Texts that a source tells in a word of its own. */
const told: Record<string, Record<string, string>> = { connection: { none: 'Not connected', wifi: 'Wi-Fi' } }
/** Keys whose numbers are no amounts. */
const labels = new Set(['android_api'])

/** Why a value is not there; undefined where it is. */
export const absent = (value: Value): Absent | undefined =>
  value.kind === 'unknown' || value.kind === 'not_permitted' || value.kind === 'not_supported' ? value.kind : undefined

/** A value as people read it. */
export function valueWords(value: Value, key = ''): string {
  switch (value.kind) {
    case 'text':
      return (told[key]?.[value.text] ?? (key === 'connection' || key === 'form' || key === 'source' ? capital(value.text) : value.text)) || '(empty)'
    case 'flag':
      return switches.has(key) ? (value.on ? 'On' : 'Off') : value.on ? 'Yes' : 'No'
    case 'count':
      return labels.has(key) ? String(value.count) : number.format(value.count)
    case 'bytes':
      return sizeWords(value.bytes)
    case 'measure':
      return measureWords(value.milli, value.unit)
    case 'duration':
      return key === 'clock_offset' ? offsetWords(value.ms) : durationWords(value.ms)
    case 'moment':
      return momentWords(value.at)
    default:
      return absentWords[value.kind]
  }
}

/** A moment to the second: "22 Nov 2026, 14:34:12". */
export const momentWords = (at: number): string => (isMoment(at) ? moment.format(at) : absentWords.unknown)

/** A day of this year or the last: "5 Aug". */
export const shortDay = (at: number): string => (isMoment(at) ? short.format(at) : absentWords.unknown)

/** A day: "5 Aug 2026". */
export const dayWords = (at: number): string => (isMoment(at) ? date.format(at) : absentWords.unknown)

/** Whether a calendar has it. */
const isMoment = (at: number) => Math.abs(at) <= 8.64e15

const plain: Partial<Record<Unit, string>> = {
  percent: '%',
  celsius: ' °C',
  volt: ' V',
  milliampere: ' mA',
  watt: ' W',
  milliampere_hour: ' mAh',
  pixel: ' px',
  pixel_per_inch: ' dpi',
  degree: '°',
  metre: ' m',
}

/** Thousandths of a unit as people read them: "31 °C", "433 Mbit/s", "−58 dBm, good". */
export function measureWords(milli: number, unit: Unit): string {
  const value = milli / 1000
  switch (unit) {
    case 'hertz':
      return steps(value, ['Hz', 'kHz', 'MHz', 'GHz'])
    case 'bit_per_second':
      return steps(value, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'])
    case 'byte_per_second':
      return `${sizeWords(Math.max(0, Math.round(value)))}/s`
    case 'dbm':
      return `${rounded(value, 0)} dBm, ${signalWords(value)}`
    default:
      return rounded(value, unit === 'degree' ? 3 : unit === 'percent' ? 0 : 1) + (plain[unit] ?? '')
  }
}

/** How good a radio signal of so many dBm is. */
const signalWords = (dbm: number): string => (dbm >= -60 ? 'good' : dbm >= -75 ? 'fair' : 'weak')

function steps(value: number, units: readonly string[]): string {
  let rest = value
  let step = 0
  while (Math.abs(rest) >= 999.5 && step < units.length - 1) {
    rest /= 1000
    step++
  }
  return `${rounded(rest, Math.abs(rest) >= 99.95 ? 0 : 1)} ${units[step]}`
}

/** With a true minus, and no zeros behind the point. */
function rounded(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)) + 0).replace('-', '−')
}

const parts = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

/** A length of time by its two largest parts: "3 d 4 h", "2 min 5 s", "87 ms". */
export function durationWords(ms: number): string {
  const sign = ms < 0 ? '−' : ''
  const long = Math.abs(ms)
  if (long < 1000) return `${sign}${Math.round(long)} ms`
  const first = parts.findIndex(([span]) => long >= span)
  let rest = long
  const shown = parts.slice(first, first + 2).map(([span, unit]) => {
    const count = Math.floor(rest / span)
    rest -= count * span
    return count > 0 ? `${number.format(count)} ${unit}` : ''
  })
  return sign + shown.filter(Boolean).join(' ')
}

/** How far a clock is off. */
export function offsetWords(ms: number): string {
  if (Math.abs(ms) < 1000) return 'Right to the second'
  return `${durationWords(Math.abs(ms))} ${ms > 0 ? 'ahead' : 'behind'}`
}
