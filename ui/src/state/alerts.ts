import type { AlertKind } from '../gen/AlertKind'
import type { Alert } from '../gen/Alert'
import { moment } from './dates'

/** An event that somebody can be alerted of: in words, with the sound that tells it. */
export interface AlertLine {
  kind: AlertKind
  label: string
  /** What the sound is called. */
  sound: string
  /** Its file among the console's sounds. */
  file: string
}

/** The events by what they are about, as the settings show them. */
export const alertGroups: readonly { label: string; lines: readonly AlertLine[] }[] = [
  {
    label: 'Queues',
    lines: [
      { kind: 'waiting', label: 'A session waits', sound: 'Two tones up', file: 'waiting' },
      { kind: 'overdue', label: 'A waiting session is overdue', sound: 'Three tones', file: 'overdue' },
      { kind: 'critical', label: 'A queue is critical', sound: 'Low alarm', file: 'critical' },
    ],
  },
  {
    label: 'For you',
    lines: [
      { kind: 'assigned', label: 'A session is assigned to you', sound: 'Rising call', file: 'assigned' },
      { kind: 'passed', label: 'A session is passed on or shared to you', sound: 'Chime', file: 'passed' },
    ],
  },
  {
    label: 'Sessions',
    lines: [
      { kind: 'message', label: 'A message comes and you are looking elsewhere', sound: 'Pop', file: 'message' },
      { kind: 'customer', label: 'A customer leaves, returns or ends a session of yours', sound: 'Two tones down', file: 'ended' },
    ],
  },
]

/** The ways of alerting, with the heads of their columns. */
export const alertWays: readonly { id: keyof Alert; label: string }[] = [
  { id: 'sound', label: 'Sound' },
  { id: 'desktop', label: 'Banner' },
  { id: 'tray', label: 'Tray' },
]

/** A volume in percent, in words. */
export const loudnessWords = (volume: number): string => (volume === 0 ? 'Silent' : `${volume} %`)

const MINUTE = 60_000

/** How long nothing is to disturb: a length, or the moment that it ends. */
export interface QuietChoice {
  id: string
  label: string
  until: (now: number) => number
}

/** The usual ends of "do not disturb". */
export const quietChoices: readonly QuietChoice[] = [
  { id: '30', label: 'For 30 minutes', until: (now) => now + 30 * MINUTE },
  { id: '60', label: 'For 1 hour', until: (now) => now + 60 * MINUTE },
  { id: '120', label: 'For 2 hours', until: (now) => now + 120 * MINUTE },
  { id: 'tomorrow', label: 'Until tomorrow, 08:00', until: (now) => tomorrowAt(now, 8) },
]

function tomorrowAt(now: number, hour: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, hour).getTime()
}

/** The next moment at which clocks show this time ("14:30"); undefined for what is none. */
export function nextAt(time: string, now: number): number | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(time.trim()) ?? []
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined
  const day = new Date(now)
  const at = (days: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, Number(hours), Number(minutes)).getTime()
  return at(0) > now ? at(0) : at(1)
}

/** Until when nothing disturbs, in words; undefined while everything may. */
export function quietWords(until: number | null | undefined, now: number): string | undefined {
  return until !== null && until !== undefined && until > now ? `until ${moment(until, now)}` : undefined
}
