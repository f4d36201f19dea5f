/** A life that a key can be given. */
export interface Life {
  /** Seconds. */
  seconds: number
  label: string
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const usual = [15 * MINUTE, HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY]

/** A length in words, in the largest unit that divides it: "90 minutes", "1 hour", "3 days". */
export function lifeWords(seconds: number): string {
  const [unit, name] = ([[DAY, 'day'], [HOUR, 'hour'], [MINUTE, 'minute']] as const).find(([unit]) => seconds % unit === 0) ?? [1, 'second']
  const count = seconds / unit
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** The lives to choose from: the usual ones up to the site's longest, and those that are in use here. */
export function livesFor(maxS: number, ...used: (number | null)[]): Life[] {
  const all = new Set([...usual, ...used.filter((one) => one !== null)].filter((one) => one > 0 && one <= maxS))
  return [...all].sort((one, other) => one - other).map((seconds) => ({ seconds, label: lifeWords(seconds) }))
}
