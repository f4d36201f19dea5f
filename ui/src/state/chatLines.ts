import type { Author } from '../gen/Author'
import type { ChatLine } from './chat.svelte'
import { dayChanges } from './dates'

/** Messages of one author closer together than this read as one, in milliseconds. */
const CONTINUES_WITHIN = 5 * 60_000

/** How a line stands to the one before it. */
export interface LinePlace {
  /** It is the first of a day. */
  newDay: boolean
  /** It goes on where the same author stopped. */
  continued: boolean
}

/** Where a line stands in the conversation. Times are taken as they are. */
export function placeOf(line: ChatLine, before: ChatLine | undefined): LinePlace {
  const newDay = dayChanges(before && timeOf(before), timeOf(line))
  const continued =
    !newDay &&
    before !== undefined &&
    speaker(line) !== undefined &&
    speaker(line) === speaker(before) &&
    timeOf(line) - timeOf(before) < CONTINUES_WITHIN
  return { newDay, continued }
}

/** A line's identity in a list. */
export const lineKey = (line: ChatLine): string | number =>
  line.kind === 'entry' ? line.entry.number : line.row.client_id

/** When a line was written. */
export const timeOf = (line: ChatLine): number => (line.kind === 'entry' ? line.entry.at : line.row.at)

function speaker(line: ChatLine): string | undefined {
  if (line.kind === 'outgoing') return line.row.kind === 'whisper' ? 'own private' : 'own'
  const { kind } = line.entry.body
  if (kind === 'whisper') return `${authorKey(line.entry.author)} private`
  return kind === 'message' || kind === 'file' ? authorKey(line.entry.author) : undefined
}

const authorKey = (author: Author) =>
  author.kind === 'representative' || author.kind === 'helper' ? `${author.kind} ${author.id}` : author.kind
