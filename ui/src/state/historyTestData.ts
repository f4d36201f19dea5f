import type { Entry } from '../gen/Entry'
import type { HistoryDetail } from '../gen/HistoryDetail'
import type { HistoryRow } from '../gen/HistoryRow'
import type { SessionEvent } from '../gen/SessionEvent'
import { activeSession, lsid } from './testData'

/** An ended session of Ines with customer `n`. */
export const historyRow = (n: number, more: Partial<HistoryRow> = {}): HistoryRow => ({
  lsid: lsid(n), customer: `Customer ${n}`, company: null, issue: null, queue: 'general', queue_name: 'General', channel: 'browser_desktop',
  owner: 'Ines', created_at: 0, ended_at: 0, reason: 'customer', waited_ms: 61_000, handled_ms: 600_000, rating: null, found: null, ...more,
})

/** What somebody wrote. */
export const wrote = (number: number, text: string, more: Partial<Entry> = {}): Entry => ({
  lsid: lsid(1), number, at: number * 1000, client_id: null, body: { kind: 'message', text }, author: { kind: 'customer' }, ...more,
})

/** What happened. */
export const event = (number: number, event: SessionEvent): Entry => ({ lsid: lsid(1), number, at: number * 1000, client_id: null, body: { kind: 'event', event }, author: { kind: 'appliance' } })

/** An ended session with its log. */
export function historyDetail(n: number, entries: Entry[], more: Partial<HistoryDetail> = {}): HistoryDetail {
  const { session } = activeSession(n)
  return { session: { ...session, state: { kind: 'ended', at: 0, reason: 'customer' } }, row: historyRow(n), took_part: [{ id: 7, name: 'Ines' }], entries, snapshots: [], ...more }
}
