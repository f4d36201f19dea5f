import type { Category } from '../gen/Category'
import type { Reading } from '../gen/Reading'
import { sizeWords } from './filesWords'
import { bytesOf, flagOf, measureOf, patchOf, volumesOf } from './infoFacts'
import { pick } from './infoRows'
import { durationWords } from './infoValues'

/** Something that support people should know, in words. */
export interface InfoWarning {
  id: string
  category: Category
  text: string
}

const GB = 1_000_000_000
/** Milliseconds that a clock may be off. */
const OFF_MS = 120_000
/** Months after which a patch is old enough to say so beside it, and to warn of it. */
export const PATCH_AGES = { shown: 3, old: 12 } as const
/** Percent at which a battery is low. */
const LOW = 20

/** What is wrong with a device, as far as one source's readings tell. */
export function warnings(readings: readonly Reading[], now: number): InfoWarning[] {
  return [...storage(readings), ...power(readings), ...memory(readings), ...patch(readings, now), ...clock(readings), ...permissions(readings)]
}

const warn = (id: string, category: Category, text: string): InfoWarning => ({ id, category, text })

function storage(readings: readonly Reading[]): InfoWarning[] {
  const full = volumesOf(readings).filter(({ fixed, free, total }) => fixed && (free < total / 10 || free < GB))
  return full.map(({ id, label, free, total }) =>
    warn(`storage ${id}`, 'storage', `Storage nearly full: ${sizeWords(free)} of ${sizeWords(total)} free${volumesOf(readings).length > 1 ? ` on ${label}` : ''}`),
  )
}

function power(readings: readonly Reading[]): InfoWarning[] {
  const level = measureOf(readings, 'battery', 'level')
  const charging = flagOf(readings, 'battery', 'charging') ?? false
  const low = level !== undefined && level >= 0 && level <= LOW && !charging
  return [
    ...(low ? [warn('battery', 'battery', `Battery low: ${Math.round(level)}%, not charging`)] : []),
    ...(flagOf(readings, 'battery', 'saver') ? [warn('saver', 'battery', 'Battery saver is on: the device does less by itself')] : []),
  ]
}

function memory(readings: readonly Reading[]): InfoWarning[] {
  const total = bytesOf(readings, 'memory', 'total')
  const available = bytesOf(readings, 'memory', 'available')
  const full = total !== undefined && available !== undefined && available <= total && available < total / 10
  return full ? [warn('memory', 'memory', `Memory nearly full: ${sizeWords(available)} of ${sizeWords(total)} left`)] : []
}

function patch(readings: readonly Reading[], now: number): InfoWarning[] {
  const known = patchOf(readings, now)
  if (!known || known.months < PATCH_AGES.old) return []
  return [warn('patch', 'security', `The security patch is ${monthsWords(known.months)} old`)]
}

/** "3 months", "14 months", "2 years". */
export const monthsWords = (months: number): string =>
  months < 24 ? `${months} ${months === 1 ? 'month' : 'months'}` : `${Math.floor(months / 12)} years`

function clock(readings: readonly Reading[]): InfoWarning[] {
  const offset = pick(readings, 'system', 'clock_offset')
  if (offset?.kind !== 'duration' || Math.abs(offset.ms) <= OFF_MS) return []
  return [warn('clock', 'system', `The clock is ${durationWords(Math.abs(offset.ms))} ${offset.ms > 0 ? 'ahead' : 'behind'}`)]
}

function permissions(readings: readonly Reading[]): InfoWarning[] {
  const missing = flagOf(readings, 'permissions', 'control') === false
  return missing ? [warn('control', 'permissions', 'The client app lacks the permission to control this device')] : []
}
