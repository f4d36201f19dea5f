import type { AppView } from '../gen/AppView'
import type { Capabilities } from '../gen/Capabilities'
import type { CapabilityState } from '../gen/CapabilityState'
import type { Device } from '../gen/Device'
import type { Phase } from '../gen/Phase'
import type { Rights } from '../gen/Rights'
import type { ScreenView } from '../gen/ScreenView'
import type { Session } from '../gen/Session'
import type { Entry } from '../gen/Entry'
import type { QueueRow } from '../gen/QueueRow'
import type { WaitingRow } from '../gen/WaitingRow'
import type { ChatState } from '../gen/ChatState'
import type { SessionView } from '../gen/SessionView'

/** Makes a 32-digit session id out of a number. For tests only. */
export const lsid = (n: number) => n.toString(16).padStart(32, '0')

/** A waiting session that has waited `waitedS` of `targetS` seconds at `now`. */
export function waiting(n: number, now: number, waitedS: number, targetS = 300, more: Partial<WaitingRow> = {}): WaitingRow {
  return {
    lsid: lsid(n), name: `Customer ${n}`, company: null, issue: null, details: null,
    queue: 'general', queue_name: 'General', channel: 'browser_desktop', started_from: 'issue',
    priority: 'normal', since: now - waitedS * 1000, target_s: targetS, held_by: null,
    offered_to: null, passed: null, customer_away: false, accepting: false, ...more,
  }
}

/** The general queue with `count` waiting. */
export const general = (count: number, longestSince: number | null = null): QueueRow => ({
  id: 'general', name: 'General', target_s: 300, warning_s: null, critical_s: null, count, longest_since: longestSince,
})

/** A chat without anything special going on. */
export const quiet: ChatState = {
  loaded: true, has_earlier: false, loading_earlier: false, load_error: null, outbox: [],
  typing: null, customer_read: 0, unread_from: null,
}

/** A message of the customer, or of representative 7 under a client id. */
export function message(number: number, text: string, clientId: string | null = null): Entry {
  return {
    lsid: lsid(1), number, at: number * 1000, client_id: clientId, body: { kind: 'message', text },
    author: clientId === null ? { kind: 'customer' } : { kind: 'representative', id: 7, name: 'Ines' },
  }
}

/** An active session of representative 7 with a customer called Tobias Vane. */
export function activeSession(n: number): SessionView {
  return {
    session: {
      lsid: lsid(n), state: { kind: 'active', owner: 7, since: 0 }, channel: 'browser_desktop',
      customer: { name: 'Tobias Vane', company: null, details: null, language: null, browser: null, presence: { kind: 'here' } },
      issue: null, started_from: 'issue', came_from: null, entry_queue: 'general', priority: 'normal', created_at: 0,
      recording: 'not_asked', participants: [{ id: 7, name: 'Ines', joined_at: 0 }], attributes: {}, last_entry: 0,
      shares: [], helpers: [], monitors: [], assigning: null, passed: null,
      device: null, elevating: null, driver: null, capabilities: everywhere({ kind: 'unavailable', reason: 'needs_client' }),
    },
    queue_name: 'General', mine: true, part: 'owner', helper_link: null, busy: false, pending: null, elevation: null,
  }
}

/** All capabilities in one state. */
export const everywhere = (state: CapabilityState): Capabilities => ({
  view: state, control: state, clipboard: state, files: state, files_scope: null, info: state, info_scope: null,
})

/** A computer under Linux that runs the client and can do everything. */
export const computer: Device = {
  kind: { kind: 'client', version: '0.1.0' }, platform: 'linux', name: 'Workbench', presence: { kind: 'here' },
  encrypted: true, abilities: { view: true, control: true, clipboard: true, annotations: true, files: 'yes', info: true },
}

/** The session above, with a device, some capabilities otherwise than not asked, and more. */
export function withDevice(some: Partial<Capabilities> = {}, more: Partial<Session> = {}): SessionView {
  const view = activeSession(9)
  const capabilities = { ...everywhere({ kind: 'available' }), ...some }
  return { ...view, session: { ...view.session, device: computer, capabilities, ...more } }
}

/** A screen that is seen. */
export const liveScreen: ScreenView = {
  status: { kind: 'live' }, quality: 'auto', part: null, clipboard: null, driving: false,
  stats: { latency_ms: 41, frames: 30, kbit: 1400, codec: 'Tight' },
  facts: {
    width: 1920, height: 1080, name: 'Workbench', shown: 'shown', annotations: true, positions: true,
    unicode_clipboard: true, lights: null, screens: [{ id: 0, x: 0, y: 0, width: 1920, height: 1080 }],
  },
}

const alert = { sound: true, desktop: true, tray: true }

/** Topic `app` in a phase. */
export const app = (phase: Phase): AppView => ({
  version: '0', demo: null, go_to: null, phase,
  settings: {
    theme: 'light', density: 'comfortable', muted: false, volume: 100, quiet_until: null,
    alerts: { waiting: alert, overdue: alert, message: alert, customer: alert, assigned: alert, passed: alert, critical: alert },
  },
})

/** An account that may do everything. */
export const everything: Rights = { view: true, control: true, files: true, info: true, helpers: true }

/** Ines, representative 7, at her work. */
export const signedIn: Phase = {
  kind: 'signed_in', site: 'https://support.example.com', site_name: 'Example', portal: 'https://support.example.com',
  me: { id: 7, user_name: 'ines', name: 'Ines', teams: [], general_queue: true, rights: everything, max_sessions: null }, presence: 'available', secret_store: 'memory',
}
