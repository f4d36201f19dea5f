import type { Channel } from '../gen/Channel'
import type { EndReason } from '../gen/EndReason'
import type { Presence } from '../gen/Presence'
import type { Recording } from '../gen/Recording'
import type { StartMethod } from '../gen/StartMethod'
import type { WaitingRow } from '../gen/WaitingRow'

/** How the customer takes part, in words. */
export const channelWords: Record<Channel, string> = {
  browser_desktop: 'Browser chat',
  browser_phone: 'Browser chat, phone',
  client_desktop: 'Client app',
  vnc_agent: 'VNC agent',
}

/** How a session began, in words. */
export const startWords: Record<StartMethod, string> = {
  issue: 'Issue list',
  key: 'Session key',
  representative: 'Representative list',
}

/** Presence, in words. */
export const presenceWords: Record<Presence, string> = {
  available: 'Available',
  busy: 'Busy',
  away: 'Away',
  offline: 'Offline',
}

/** What the customer said to being recorded, in words. */
export const recordingWords: Record<Recording, string> = {
  not_asked: 'not asked',
  allowed: 'allowed',
  refused: 'refused',
}

/** Why a session ended, as the rest of a sentence. */
export const endWords: Record<EndReason, string> = {
  representative: 'ended by a representative',
  customer: 'ended by the customer',
  left_queue: 'left the queue',
  customer_gone: 'the customer did not come back',
  nobody_available: 'nobody was there to help',
}

/** The second line of a waiting session: queue, who held it, channel. */
export function whereItWaits(row: WaitingRow): string {
  const parts = [row.queue_name, row.held_by !== null && `on hold by ${row.held_by}`, channelWords[row.channel]]
  return parts.filter(Boolean).join(' · ')
}

/** A site's address as people write it: without https, which goes without saying. */
export const siteWords = (address: string) => address.replace(/^https:\/\//, '').replace(/\/$/, '')

/** Whether the way to a site is encrypted. */
export const isEncrypted = (address: string) => address.startsWith('https://')

/** A language tag in words ("English"), or the tag itself. */
export function languageWords(tag: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

/** An error's message as a sentence: with a capital at the start and a full stop. */
export const sentence = (message: string) =>
  message.charAt(0).toUpperCase() + message.slice(1) + (/[.!?]$/.test(message) ? '' : '.')
