import type { ColleagueRow } from '../gen/ColleagueRow'
import type { ColleaguesView } from '../gen/ColleaguesView'
import type { OfferKind } from '../gen/OfferKind'
import type { OfferRow } from '../gen/OfferRow'
import type { Participant } from '../gen/Participant'
import type { Session } from '../gen/Session'
import type { SessionView } from '../gen/SessionView'
import { activeSession, lsid } from './testData'

/** A colleague. For tests only, as all in here. */
export const colleague = (id: number, name: string, more: Partial<ColleagueRow> = {}): ColleagueRow => ({
  id, name, presence: 'available', auto: null, presence_since: 0, ...more,
})

/** Everybody besides Ines: Bram is busy by his sessions, Kenji is free, Lior idles, Sanna is gone. */
export const colleagues: ColleaguesView = {
  people: [
    colleague(9, 'Bram', { presence: 'busy', auto: 'full' }), colleague(10, 'Kenji'),
    colleague(11, 'Lior', { presence: 'away', auto: 'idle' }), colleague(12, 'Sanna', { presence: 'offline' }),
  ],
  teams: [
    { id: 1, name: 'Mobile Support', role: 'member', members: [7, 9, 10], free: 1 },
    { id: 2, name: 'Field Devices', role: null, members: [11], free: 0 },
  ],
  rules: { assign_s: 30, away_after_min: 10, monitoring: 'seen', forced_alerts: [] },
}

/** A participant. */
export const participant = (id: number, name: string): Participant => ({ id, name, joined_at: 0 })

/** The session of Ines, with Bram in it, and more. */
export function shared(n: number, view: Partial<SessionView> = {}, session: Partial<Session> = {}): SessionView {
  const one = activeSession(n)
  const participants = [participant(7, 'Ines'), participant(9, 'Bram')]
  return { ...one, ...view, session: { ...one.session, participants, ...session } }
}

/** The session of Bram, to which Ines stands otherwise. */
export const ofBram = (n: number, part: SessionView['part'], session: Partial<Session> = {}): SessionView =>
  shared(n, { part, mine: false }, { state: { kind: 'active', owner: 9, since: 0 }, participants: [participant(9, 'Bram')], ...session })

/** Something that is offered. */
export const offerOf = (n: number, kind: OfferKind, more: Partial<OfferRow> = {}): OfferRow => ({
  lsid: lsid(n), kind, name: `Customer ${n}`, company: null, issue: 'Wi-Fi', details: null, queue_name: 'Mobile Support',
  channel: 'browser_desktop', priority: 'normal', waiting_since: 0, busy: false, ...more,
})
