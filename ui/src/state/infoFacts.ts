import type { Category } from '../gen/Category'
import type { Reading } from '../gen/Reading'
import { pick } from './infoRows'

/** A size in bytes, where it is told. */
export function bytesOf(readings: readonly Reading[], category: Category, key: string, group?: string): number | undefined {
  const value = pick(readings, category, key, group)
  return value?.kind === 'bytes' ? value.bytes : undefined
}

/** A measured quantity in its unit, where it is told. */
export function measureOf(readings: readonly Reading[], category: Category, key: string): number | undefined {
  const value = pick(readings, category, key)
  return value?.kind === 'measure' ? value.milli / 1000 : undefined
}

/** Yes or no, where it is told. */
export function flagOf(readings: readonly Reading[], category: Category, key: string, group?: string): boolean | undefined {
  const value = pick(readings, category, key, group)
  return value?.kind === 'flag' ? value.on : undefined
}

/** A text, where it is told. */
export function textOf(readings: readonly Reading[], category: Category, key: string, group?: string): string | undefined {
  const value = pick(readings, category, key, group)
  return value?.kind === 'text' && value.text !== '' ? value.text : undefined
}

/** A volume as far as its room goes. */
export interface Volume {
  id: string
  label: string
  total: number
  used: number
  free: number
  /** Whether things can be written to it for good: no stick, nothing read-only. */
  fixed: boolean
}

/** The volumes whose sizes make sense, the largest first. */
export function volumesOf(readings: readonly Reading[]): Volume[] {
  const reading = readings.find(({ head }) => head.category === 'storage')
  if (reading?.body.kind !== 'properties') return []
  const volumes = reading.body.groups.flatMap(({ id, label }): Volume[] => {
    const total = bytesOf(readings, 'storage', 'total', id)
    const told = bytesOf(readings, 'storage', 'free', id)
    const used = bytesOf(readings, 'storage', 'used', id)
    const free = told ?? (total !== undefined && used !== undefined ? total - used : undefined)
    if (!total || free === undefined || free < 0 || free > total) return []
    const fixed = !flagOf(readings, 'storage', 'removable', id) && !flagOf(readings, 'storage', 'read_only', id)
    return [{ id, label: label || id, total, free, used: used !== undefined && used <= total ? used : total - free, fixed }]
  })
  return volumes.sort((a, b) => Number(b.fixed) - Number(a.fixed) || b.total - a.total)
}

/** The day of a security patch, "YYYY-MM-DD", and how many whole months ago it was. */
export function patchOf(readings: readonly Reading[], now: number): { day: number; months: number } | undefined {
  const text = textOf(readings, 'system', 'security_patch') ?? textOf(readings, 'security', 'security_patch')
  const [, year, month, dayOfMonth] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '') ?? []
  if (!year || !month || !dayOfMonth) return undefined
  const day = new Date(Number(year), Number(month) - 1, Number(dayOfMonth))
  if (day.getMonth() !== Number(month) - 1) return undefined
  const today = new Date(now)
  const months = (today.getFullYear() - day.getFullYear()) * 12 + today.getMonth() - day.getMonth() - (today.getDate() < day.getDate() ? 1 : 0)
  return { day: day.getTime(), months: Math.max(0, months) }
}
