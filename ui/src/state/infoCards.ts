import type { InfoPoint } from '../gen/InfoPoint'
import type { Reading } from '../gen/Reading'
import { sizeWords } from './filesWords'
import { bytesOf, flagOf, measureOf, patchOf, textOf, volumesOf } from './infoFacts'
import { charts, ofWords, type LiveChart } from './infoLive'
import { pick } from './infoRows'
import { dayWords, measureWords, shortDay, valueWords } from './infoValues'
import { monthsWords, PATCH_AGES } from './infoWarnings'
import { capital } from './infoWords'

/** A line of a card: what, and its value. */
export interface CardFact {
  label: string
  text: string
  warn?: boolean
}

/** What support people look at first. */
export interface InfoCard {
  id: 'device' | 'battery' | 'storage' | 'memory' | 'network'
  label: string
  /** The large words, and the small ones behind them. */
  big: string
  small: string
  facts: CardFact[]
  /** How full it is, from 0 to 1. */
  full?: number
  /** Whether that is too full. */
  warn?: boolean
  chart?: LiveChart
  /** One line below. */
  foot: string
}

const NOTHING = 'Not told'

/** The cards of one source's readings and live values. */
export function cards(readings: readonly Reading[], points: readonly InfoPoint[], now: number): InfoCard[] {
  const live = charts(points)
  const sample = points.at(-1)?.sample
  return [device(readings, now), battery(readings, live, sample), storage(readings), memory(readings, sample), network(readings, live)]
}

type Sample = InfoPoint['sample'] | undefined

function device(readings: readonly Reading[], now: number): InfoCard {
  const text = (category: 'device' | 'system' | 'browser', key: string) => textOf(readings, category, key)
  const model = text('device', 'model') ?? text('device', 'name')
  const browser = text('browser', 'name')
  const system = text('system', 'name')
  const patch = patchOf(readings, now)
  const old = patch && patch.months >= PATCH_AGES.shown
  const facts: (CardFact | false | undefined)[] = [
    // The column is narrow, and what it is called ends the same everywhere.
    system !== undefined && { label: system.replace(/ GNU\/Linux$/, ''), text: text('system', 'version') ?? NOTHING },
    fact('Build', text('system', 'build')),
    patch && { label: 'Security patch', text: `${patch.months < 12 ? shortDay(patch.day) : dayWords(patch.day)}${old ? `, ${monthsWords(patch.months)} old` : ''}`, warn: old ?? false },
    browser !== undefined && { label: browser, text: text('browser', 'version') ?? '' },
    fact('Kernel', text('system', 'kernel')),
    fact('Name', text('device', 'name')),
  ]
  const big = model ?? system ?? browser ?? NOTHING
  const form = text('device', 'form')
  return {
    id: 'device', label: form ? capital(form) : 'Device', big, small: '', foot: '',
    facts: facts.filter((one): one is CardFact => Boolean(one) && (one as CardFact).text !== big).slice(0, 3),
  }
}

const fact = (label: string, text: string | undefined): CardFact | undefined => (text ? { label, text } : undefined)

function battery(readings: readonly Reading[], live: readonly LiveChart[], sample: Sample): InfoCard {
  const level = sample?.battery_per_mille != null ? sample.battery_per_mille / 10 : measureOf(readings, 'battery', 'level')
  const charging = sample?.charging ?? flagOf(readings, 'battery', 'charging')
  const temperature = pick(readings, 'battery', 'temperature')
  const chart = live.find(({ id }) => id === 'battery')
  const foot = [
    charging === undefined ? undefined : charging ? 'Charging' : 'Not charging',
    temperature?.kind === 'measure' ? measureWords(temperature.milli, temperature.unit) : undefined,
    flagOf(readings, 'battery', 'saver') ? 'saver on' : undefined,
  ]
  const known = level !== undefined && level >= 0
  return {
    id: 'battery', label: 'Battery', big: known ? String(Math.round(Math.min(100, level))) : noBattery(readings), small: known ? '%' : '', facts: [],
    foot: foot.filter(Boolean).join(', '), ...(chart ? { chart } : known ? { full: Math.min(1, level / 100), warn: level <= 20 && !charging } : {}),
  }
}

/** A device without a battery tells so. */
function noBattery(readings: readonly Reading[]): string {
  const body = readings.find(({ head }) => head.category === 'battery')?.body
  return body?.kind === 'not_supported' ? 'None' : NOTHING
}

function storage(readings: readonly Reading[]): InfoCard {
  const [volume, ...others] = volumesOf(readings)
  const card = { id: 'storage', label: 'Storage', facts: [] as CardFact[], foot: '' } as const
  if (!volume) {
    const quota = bytesOf(readings, 'browser', 'storage_quota')
    return { ...card, big: NOTHING, small: '', foot: quota ? `The browser may use ${sizeWords(quota)}` : '' }
  }
  const [big, small] = split(ofWords(volume.used, volume.total))
  const more = others.slice(0, 2).map((other) => ({ label: other.label, text: `${sizeWords(other.free)} free` }))
  const facts = [{ label: volume.label, text: `${sizeWords(volume.free)} free` }, ...more]
  return { ...card, big, small, facts, full: volume.used / volume.total, warn: volume.free < volume.total / 10 }
}

function memory(readings: readonly Reading[], sample: Sample): InfoCard {
  const total = sample?.memory_bytes ?? bytesOf(readings, 'memory', 'total')
  const told = sample?.memory_used_bytes ?? bytesOf(readings, 'memory', 'used')
  const available = bytesOf(readings, 'memory', 'available')
  const used = told ?? (total !== undefined && available !== undefined ? total - available : undefined)
  const pressure = textOf(readings, 'memory', 'pressure')
  const most = largest(readings)
  const facts = [...(most ? [most] : []), ...(pressure ? [{ label: 'Memory pressure', text: capital(pressure) }] : [])]
  const card = { id: 'memory', label: 'Memory', facts, foot: '' } as const
  if (!total) return { ...card, big: used === undefined ? NOTHING : sizeWords(used), small: '' }
  if (used === undefined || used < 0 || used > total) return { ...card, big: sizeWords(total), small: '' }
  const [big, small] = split(ofWords(used, total))
  return { ...card, big, small, full: used / total, warn: used > total * 0.9 }
}

/** The process that holds most. */
function largest(readings: readonly Reading[]): CardFact | undefined {
  const body = readings.find(({ head }) => head.category === 'processes')?.body
  if (body?.kind !== 'processes') return undefined
  let most: { name: string; bytes: number } | undefined
  for (const { name, memory_bytes } of body.processes) if (memory_bytes !== null && memory_bytes > (most?.bytes ?? 0)) most = { name, bytes: memory_bytes }
  return most && { label: most.name, text: sizeWords(most.bytes) }
}

function network(readings: readonly Reading[], live: readonly LiveChart[]): InfoCard {
  const words = (key: string) => {
    const value = pick(readings, 'network', key)
    return value && valueWords(value, key)
  }
  const connection = words('connection')
  const name = textOf(readings, 'network', 'wifi_name') ?? textOf(readings, 'network', 'carrier')
  const chart = live.find(({ id }) => id === 'network') ?? live.find(({ id }) => id === 'latency')
  const signal = pick(readings, 'network', 'signal')
  const strength = signal?.kind === 'measure' ? measureWords(signal.milli, signal.unit).split(',')[0] : undefined
  const facts = [strength, words('link_speed'), flagOf(readings, 'network', 'metered') ? 'metered' : undefined, flagOf(readings, 'network', 'captive') ? 'sign-in page' : undefined]
  const foot = facts.filter(Boolean).join(', ') || (chart?.now ?? '') || (words('latency') ? `${words('latency')} to the appliance` : '')
  return { id: 'network', label: 'Network', big: name ?? connection ?? NOTHING, small: name && connection ? ` ${connection}` : '', facts: [], foot, ...(chart ? { chart } : {}) }
}

/** "5.1 of 8 GB" as the large words and the small ones. */
function split(words: string): [string, string] {
  const at = words.indexOf(' of ')
  return [words.slice(0, at), words.slice(at)]
}
