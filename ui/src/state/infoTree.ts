import type { AskedReading } from '../gen/AskedReading'
import type { Category } from '../gen/Category'
import type { InfoScope } from '../gen/InfoScope'
import type { InfoState } from '../gen/InfoState'
import type { Source } from '../gen/Source'
import type { InfoSection } from './infoRows'
import { categories, categoryWords, sourceKey } from './infoWords'

/** What of the tree is chosen: live values, a category, or a group of one. */
export type InfoPlace = { kind: 'live' } | { kind: 'category'; category: Category; group?: string }

/** A place as a key. */
export const placeKey = (place: InfoPlace): string => (place.kind === 'live' ? 'live' : JSON.stringify([place.category, place.group ?? null]))

/** A line of the tree. */
export interface InfoBranch {
  key: string
  place: InfoPlace
  label: string
  count: string
  level: 1 | 2
  /** Whether there are groups below it that show; undefined where there are none. */
  open?: boolean
  /** Why it has nothing, for those who look closer. */
  quiet?: boolean
}

/** Categories that are asked for by themselves. */
const byItself: readonly Category[] = ['location', 'log']

/** The lines of the tree. Groups show below the category that is chosen. */
export function branches(sections: readonly InfoSection[], chosen: InfoPlace, live: boolean, active: boolean): InfoBranch[] {
  const known = new Map(sections.map((section) => [section.category, section]))
  const lines = categories.flatMap((category): InfoBranch[] => {
    const section = known.get(category)
    if (!section && !(active && byItself.includes(category))) return []
    return section ? branchesOf(section, chosen) : [branch({ kind: 'category', category }, categoryWords[category], '', 1, true)]
  })
  return live ? [branch({ kind: 'live' }, 'Live', '', 1), ...lines] : lines
}

function branchesOf(section: InfoSection, chosen: InfoPlace): InfoBranch[] {
  const { category, groups } = section
  const top = branch({ kind: 'category', category }, section.label, section.absent ? '' : count(section.count), 1, section.absent !== undefined)
  if (groups.length < 2) return [top]
  const open = chosen.kind === 'category' && chosen.category === category
  const below = groups.map((group) => branch({ kind: 'category', category, group: group.id }, group.id === 'main' ? 'In general' : group.label, count(group.rows.length), 2))
  return [{ ...top, open }, ...(open ? below : [])]
}

const branch = (place: InfoPlace, label: string, count: string, level: 1 | 2, quiet = false): InfoBranch => ({ key: placeKey(place), place, label, count, level, ...(quiet ? { quiet } : {}) })

const number = new Intl.NumberFormat('en-GB')
const count = (count: number) => number.format(count)

/** How long a source may take to answer, in milliseconds. */
export const ANSWER_MS = 20_000

/** How it stands with reading one category of one source. */
export type Answering = 'waiting' | 'late' | undefined

/**
 * Whether an answer is still to come, or did not come in time. A source that has never told of a
 * category is not missed where another one has answered.
 */
export function answering(state: InfoState, source: Source, category: Category, now: number): Answering {
  const asked = state.asked.find((one) => one.category === category)
  if (!asked || hasAnswered(asked, source)) return undefined
  const told = state.readings.some((head) => head.category === category && sourceKey(head.source) === sourceKey(source))
  if (!told && asked.answered.length > 0) return undefined
  return now - asked.at < ANSWER_MS ? 'waiting' : 'late'
}

const hasAnswered = (asked: AskedReading, source: Source) => asked.answered.some((one) => sourceKey(one) === sourceKey(source))

/** What has to be asked for before a category can be read, if anything. */
export function wider(scope: InfoScope | null, category: Category): InfoScope | undefined {
  const now = scope ?? { location: false, log: false }
  if (category === 'location' && !now.location) return { ...now, location: true }
  return category === 'log' && !now.log ? { ...now, log: true } : undefined
}
