import type { Key } from '../gen/Key'
import type { RepresentativeId } from '../gen/RepresentativeId'
import { moment } from './dates'
import { groupKey, type KeysFilter } from './keys.svelte'
import { hasExpired, invitationStatus, isOver, keyStatus, type KeyStatus, type KeyTimes, type StartedSession } from './keyStatus'
import { hasWords, queryWords } from './search'

/** One email of a key that has several. */
export interface InvitationLine {
  number: number
  address: string
  status: KeyStatus
  /** Whether it can be sent once more. */
  again: boolean
}

/** A key as the lists show it. */
export interface KeyRow {
  key: Key
  digits: string
  /** Whom it is for; undefined where anyone may use it. */
  who: string | undefined
  /** How it goes there, and who has made it where somebody else has. */
  way: string
  status: KeyStatus
  /** Until when it is good, or when it was over. */
  when: string
  /** One for each email, where there are several. */
  lines: InvitationLine[]
  /** The emails to send again at once. */
  bounced: number[]
  can: { open: boolean; copy: boolean; extend: boolean; revoke: boolean }
}

/** What is known beside the keys. */
export interface KeyContext extends KeyTimes {
  me: RepresentativeId | undefined
  revoking: readonly Key['id'][]
  session: (lsid: string) => StartedSession
}

/** A key as the lists show it. */
export function keyRow(key: Key, about: KeyContext): KeyRow {
  const session = key.state.kind === 'started' ? about.session(key.state.lsid) : { tab: undefined, waiting: undefined }
  const revoking = about.revoking.includes(key.id)
  const over = isOver(key, about)
  const several = key.invitations.length > 1
  return {
    key,
    digits: groupKey(key.key),
    who: whoOf(key),
    way: wayOf(key, about.me),
    status: revoking ? { kind: 'revoking', tone: 't3', words: 'Being revoked' } : keyStatus(key, session, about),
    when: whenOf(key, about),
    lines: several ? key.invitations.map((one) => lineOf(one, about, over || revoking)) : [],
    bounced: over || revoking ? [] : key.invitations.filter((one) => one.state.kind === 'bounced').map((one) => one.number),
    can: {
      open: session.tab !== undefined || session.waiting !== undefined,
      copy: !over && !revoking,
      extend: hasExpired(key, about) && !revoking,
      revoke: !over && !revoking,
    },
  }
}

/** Whether somebody has made a key, or it leads to them. */
export const isMine = (key: Key, me: RepresentativeId | undefined): boolean =>
  me !== undefined && ((key.made_by.kind === 'representative' && key.made_by.id === me) || key.queue === `rep:${me}`)

/** The keys that a filter lets through. */
export function filterKeys(keys: readonly Key[], filter: KeysFilter, about: KeyContext): Key[] {
  const words = queryWords(filter.query)
  return keys.filter(
    (key) =>
      (filter.whose === 'team' || isMine(key, about.me)) &&
      isOver(key, about) === (filter.stage === 'over') &&
      hasWords(textOf(key), words),
  )
}

function textOf(key: Key): string {
  const attributes = Object.values(key.attributes)
  const addresses = key.invitations.map((one) => one.address)
  const started = key.state.kind === 'started' ? key.state.name : ''
  return [key.key, groupKey(key.key), key.name, started, key.made_by.name, key.external_reference, ...addresses, ...attributes].filter(Boolean).join(' ')
}

function whoOf(key: Key): string | undefined {
  if (key.state.kind === 'started' && key.state.name) return key.state.name
  if (key.name) return key.name
  const [first, ...others] = key.invitations
  return first && others.length ? `${first.address} and ${others.length} more` : first?.address
}

function wayOf(key: Key, me: RepresentativeId | undefined): string {
  const way = key.invitations.length === 0 ? 'Key or link' : key.invitations.length === 1 ? 'Email' : `${key.invitations.length} emails`
  const own = key.made_by.kind === 'representative' && key.made_by.id === me
  return own ? way : `${way}, by ${key.made_by.name}`
}

function whenOf(key: Key, about: KeyTimes): string {
  const at = (when: number) => moment(about.local(when), about.now)
  switch (key.state.kind) {
    case 'started':
      return `Used ${at(key.state.at)}`
    case 'revoked':
      return `Revoked ${at(key.state.at)}`
    case 'expired':
      return `Expired ${at(key.state.at)}`
    case 'outstanding':
      return hasExpired(key, about) ? `Expired ${at(key.expires_at)}` : `Expires ${at(key.expires_at)}`
  }
}

function lineOf(one: Key['invitations'][number], about: KeyContext, over: boolean): InvitationLine {
  const again = !over && (one.state.kind === 'bounced' || one.state.kind === 'sent')
  return { number: one.number, address: one.address, status: invitationStatus(one, about), again }
}
