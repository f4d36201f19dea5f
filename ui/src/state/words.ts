import type { Author } from '../gen/Author'
import type { CameFrom } from '../gen/CameFrom'
import type { Channel } from '../gen/Channel'
import type { EndReason } from '../gen/EndReason'
import type { Key } from '../gen/Key'
import type { Presence } from '../gen/Presence'
import type { QueueId } from '../gen/QueueId'
import type { Recording } from '../gen/Recording'
import type { RepresentativeId } from '../gen/RepresentativeId'
import type { StartMethod } from '../gen/StartMethod'
import type { WaitingRow } from '../gen/WaitingRow'
import { issueOf } from './queueOrder'

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
  invitation: 'Email invitation',
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

/** Why a session ended, as the rest of a sentence, with the representative who ended it by name. */
export const endedWords = (reason: EndReason, author: Author | undefined): string =>
  reason === 'representative' && author?.kind === 'representative' ? `ended by ${author.name}` : endWords[reason]

/** The invitation that a session came from, fact by fact: how it went, who made it and when, what it refers to. */
export function cameFromFacts({ address, by, made_at, external_reference }: CameFrom, moment: (at: number) => string): [string, string | null][] {
  return [
    ['Invitation', address ?? 'Key or link'],
    ['Invited by', `${by}, ${moment(made_at)}`],
    ['Reference', external_reference],
  ]
}

/** How a waiting session came, where somebody has invited the customer; with the address, where it is known. */
function invitedWords(row: WaitingRow, key: Key | undefined): string | undefined {
  if (row.started_from !== 'key' && row.started_from !== 'invitation') return undefined
  const opened = key?.invitations.filter((one) => one.opened_at !== null) ?? []
  const address = opened.length === 1 ? opened[0]?.address : undefined
  if (row.started_from === 'key') return 'Session key'
  return address ? `Invited at ${address}` : 'Invited by email'
}

/** What a waiting session is about; where nothing is said of it, the invitation that it came from. */
export function whatItIsAbout(row: WaitingRow, key: Key | undefined): string {
  return row.issue ?? row.details ?? invitedWords(row, key) ?? issueOf(row)
}

/** A queue by its name; a personal one is told apart from the person. */
export const queueWords = (queue: QueueId, name: string): string => (queue.startsWith('rep:') && name !== 'Personal' ? `Personal, ${name}` : name)

/** Where a session waits, as the rest of "waits": in a queue, or for whose personal queue it is. */
export function waitsWhere(queue: QueueId, name: string, me: RepresentativeId | undefined): string {
  if (!queue.startsWith('rep:')) return `in ${name}`
  return queue === `rep:${me}` ? 'for you' : `for ${name}`
}

/** The last line of a waiting session: queue, who held it or passed it on, whom it is offered to, the invitation where it is not said above, channel. */
export function whereItWaits(row: WaitingRow, key?: Key): string {
  const said = row.issue ?? row.details
  const passed = row.passed && `from ${row.passed.name}`
  const offered = row.offered_to !== null && `offered to ${row.offered_to}`
  const parts = [row.queue_name, row.held_by !== null && `on hold by ${row.held_by}`, passed, offered, said !== null && invitedWords(row, key), channelWords[row.channel]]
  return parts.filter(Boolean).join(' · ')
}

/** What a waiting session's preview says where there is nothing to say. */
export const NOTHING_MORE = 'Nothing more is known.'

/** What is not in a waiting session's lines: the company, the customer's own words, what was said in passing it on. */
export function previewLines({ company, issue, details, passed }: WaitingRow): string[] {
  const said = passed?.note ? `${passed.name}: ${passed.note}` : null
  return [company, issue === null ? null : details, said].filter((one): one is string => Boolean(one))
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
