import type { ClipboardMove } from '../gen/ClipboardMove'
import type { ScreenQuality } from '../gen/ScreenQuality'
import type { ScreenStats } from '../gen/ScreenStats'
import { timeOfDay } from './dates'
import type { KeyboardMode } from './screen.svelte'

/** The qualities, in the order of the menu. */
export const qualityWords: Record<ScreenQuality, { name: string; note: string }> = {
  auto: { name: 'Auto', note: 'by the line' },
  lossless: { name: 'Lossless', note: 'every pixel' },
  high: { name: 'High', note: 'good pictures' },
  low: { name: 'Low', note: 'little bandwidth' },
}

/** How keys are sent. */
export const keyboardWords: Record<KeyboardMode, { name: string; note: string }> = {
  position: { name: 'By position', note: 'their layout decides' },
  character: { name: 'By character', note: 'your layout decides' },
}

/** How good a connection feels. */
export type Signal = 'high' | 'medium' | 'low'

/** The bars for a round trip, in milliseconds. */
export function signalOf(latency: number): Signal {
  if (latency <= 120) return 'high'
  return latency <= 300 ? 'medium' : 'low'
}

/** Kilobits in a second, as people write them. */
export const rateWords = (kbit: number): string =>
  kbit < 1000 ? `${kbit} kbit/s` : `${(kbit / 1000).toFixed(kbit < 10_000 ? 1 : 0)} Mbit/s`

/** The readout: what always shows, what joins where there is room, and all of it in words. */
export function readoutOf(stats: ScreenStats): { short: string; rate: string; title: string } {
  const latency = stats.latency_ms === null ? undefined : `${stats.latency_ms} ms`
  const rate = rateWords(stats.kbit)
  const title = [
    latency && `Round trip ${latency}`,
    `${stats.frames} ${stats.frames === 1 ? 'picture' : 'pictures'} a second`,
    rate,
    stats.codec,
  ]
  return {
    short: [latency, `${stats.frames} fps`].filter(Boolean).join(' · '),
    rate,
    title: title.filter(Boolean).join(', '),
  }
}

/** What passed through the clipboards last. Its time is the console's own. */
export function clipboardWords(move: ClipboardMove): string {
  if (move.characters === null) return 'Asking for their clipboard'
  const count = `${move.characters} ${move.characters === 1 ? 'character' : 'characters'}`
  return `${move.to_device ? 'Sent' : 'Fetched'} ${count} at ${timeOfDay(move.at)}`
}
