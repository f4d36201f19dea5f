import type { TalkLine } from '../gen/TalkLine'
import type { TalkOpen } from '../gen/TalkOpen'
import type { TalkSending } from '../gen/TalkSending'
import type { LinePlace } from './chatLines'
import { dayChanges } from './dates'

/** Lines of one writer closer together than this read as one, in milliseconds. */
const CONTINUES_WITHIN = 5 * 60_000

/** What a conversation shows: something that was said, or that is on its way. */
export type TalkShown =
  | { kind: 'line'; key: number; at: number; line: TalkLine }
  | { kind: 'sending'; key: string; at: undefined; row: TalkSending }

/** All that a conversation shows, oldest first. */
export function talkLines({ lines, sending }: TalkOpen): TalkShown[] {
  return [
    ...lines.map((line) => ({ kind: 'line' as const, key: line.number, at: line.at, line })),
    ...sending.map((row) => ({ kind: 'sending' as const, key: row.client_id, at: undefined, row })),
  ]
}

/** Where a line stands in the conversation. What was told to a whole team stands by itself. */
export function placeOfTalk(line: TalkShown, before: TalkShown | undefined): LinePlace {
  const newDay = line.kind === 'line' && dayChanges(before?.at, line.at)
  const same = before !== undefined && speaker(line) !== undefined && speaker(line) === speaker(before)
  const soon = line.at === undefined || before?.at === undefined || line.at - before.at < CONTINUES_WITHIN
  return { newDay, continued: !newDay && same && soon }
}

function speaker(line: TalkShown): string | undefined {
  if (line.kind === 'sending') return 'own'
  if (line.line.broadcast) return undefined
  return line.line.mine ? 'own' : String(line.line.from)
}
