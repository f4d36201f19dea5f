import type { PauseReason } from '../gen/PauseReason'
import type { TransferRow } from '../gen/TransferRow'
import type { DeviceNoun } from './device'
import { shownName } from './filesNames'
import { countWords, leftWords, sizeWords } from './filesWords'
import { sentence } from './words'

/** How a transfer stands, in words. */
export interface TransferWords {
  tone: 'plain' | 'ok' | 'warn' | 'danger'
  text: string
}

const paused: Record<PauseReason, string> = {
  told: '',
  offline: ', connection lost',
  device_away: ', connection lost',
  not_allowed: ', not allowed now',
}

/** What is transferred: "report.pdf", "report.pdf and 2 more". */
export const transferName = (row: Pick<TransferRow, 'name' | 'more'>): string =>
  row.more > 0 ? `${shownName(row.name)} and ${row.more} more` : shownName(row.name)

/** Where it goes: "To Documents". */
export function placeWords(row: TransferRow): string {
  if (row.way === 'to_chat') return 'To the chat'
  return row.place ? `To ${shownName(row.place)}` : 'To Downloads'
}

/** Whether files leave this computer. */
export const isOutgoing = (row: Pick<TransferRow, 'way'>): boolean => row.way === 'to_device' || row.way === 'to_chat'

/** Whether nothing more will happen with a transfer by itself or by Resume. */
export const isOver = ({ status }: TransferRow): boolean => status.kind === 'done' || status.kind === 'cancelled'

/** How a transfer stands. */
export function statusWords(row: TransferRow, noun: DeviceNoun): TransferWords {
  const { status } = row
  const plain = (text: string): TransferWords => ({ tone: 'plain', text })
  switch (status.kind) {
    case 'waiting':
      return plain('Waiting')
    case 'preparing':
      return plain('Counting files')
    case 'asking': {
      const where = isOutgoing(row) ? `on the ${noun}` : 'on this computer'
      const [first] = status.taken
      const one = first === undefined ? 'Name' : shownName(first)
      const many = status.taken.length > 1 ? `${status.taken.length} names already exist` : `${one} already exists`
      return { tone: 'danger', text: `${many} ${where}` }
    }
    case 'running':
      return plain(runningWords(row, status))
    case 'verifying':
      return plain('Verifying checksum')
    case 'paused':
      return { tone: 'warn', text: `Paused at ${sizeWords(status.done)}${paused[status.why]}` }
    case 'failed':
      return { tone: 'danger', text: sentence(shownName(status.error.message)) }
    case 'done':
      return doneWords(row, status.skipped)
    case 'cancelled':
      return plain(status.by_customer ? 'Stopped by the customer' : 'Cancelled')
  }
}

function runningWords(row: TransferRow, status: Extract<TransferRow['status'], { kind: 'running' }>): string {
  const parts = [
    status.rate === null ? `${sizeWords(status.done)} of ${row.bytes === null ? '…' : sizeWords(row.bytes)}` : `${sizeWords(status.rate)}/s`,
    status.left_s === null ? '' : leftWords(status.left_s),
  ]
  return parts.filter(Boolean).join(', ')
}

/** Whether anything was compared. */
const isVerified = (row: TransferRow): boolean => row.files !== 0

function doneWords(row: TransferRow, skipped: number): TransferWords {
  const parts = [row.failed > 0 && `${countWords(row.failed, 'file')} did not come`, skipped > 0 && `${skipped} skipped`]
  const rest = parts.filter(Boolean).join(', ')
  if (row.failed > 0) return { tone: 'warn', text: `Done, ${rest}` }
  return { tone: 'ok', text: ['Done', isVerified(row) && 'verified', rest].filter(Boolean).join(', ') }
}

/** How far a transfer is, 0 to 100; absent where no bar is drawn. */
export function percentOf({ status, bytes }: TransferRow): number | undefined {
  if (status.kind === 'verifying') return 100
  if (status.kind !== 'running' && status.kind !== 'paused') return undefined
  if (bytes === null) return 0
  return bytes === 0 ? 100 : Math.min(100, Math.floor((status.done / bytes) * 100))
}

/** All transfers in one line: "2 running, 1 paused, 1 needs an answer". */
export function summaryWords(rows: readonly TransferRow[]): string {
  const count = (...kinds: TransferRow['status']['kind'][]) => rows.filter((row) => kinds.includes(row.status.kind)).length
  const asking = count('asking')
  const parts: [number, string][] = [
    [count('running', 'preparing', 'verifying'), 'running'],
    [count('paused'), 'paused'],
    [count('waiting'), 'waiting'],
    [asking, asking === 1 ? 'needs an answer' : 'need an answer'],
    [count('failed'), 'failed'],
    [count('done'), 'done'],
  ]
  return parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`).join(', ')
}

/** What is said aloud of a change: starts, failures, questions and ends; never a percentage. */
export function announcementOf(before: TransferRow | undefined, row: TransferRow): string | undefined {
  const name = transferName(row)
  if (!before) return isOver(row) ? undefined : `Transfer of ${name} started`
  if (before.status.kind === row.status.kind) return undefined
  if (row.status.kind === 'done') return endWords(row, name, row.status.skipped)
  if (row.status.kind === 'failed') return `${name} failed. ${sentence(row.status.error.message)}`
  if (row.status.kind === 'asking') return `${name} needs an answer`
  if (row.status.kind === 'cancelled' && row.status.by_customer) return `${name} was stopped by the customer`
  return undefined
}

function endWords(row: TransferRow, name: string, skipped: number): string {
  if (row.failed > 0) return `${name}: ${countWords(row.failed, 'file')} did not come`
  if (isVerified(row)) return `${name} is there, verified`
  return skipped > 0 ? `${name}: ${skipped} skipped` : `${name} is there`
}
