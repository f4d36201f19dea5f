import { expect, it } from 'vitest'
import type { Key } from '../gen/Key'
import type { TabRow } from '../gen/TabRow'
import { filterKeys, keyRow, type KeyContext } from './keyRows'
import type { KeysFilter } from './keys.svelte'
import { email, key, NOON } from './keyTestData'
import { lsid, waiting } from './testData'

const MINUTE = 60_000
const started = { kind: 'started', lsid: lsid(9), at: NOON + 2 * MINUTE, name: 'Mara' } as const
const tab = (more: Partial<TabRow> = {}): TabRow => ({
  lsid: lsid(9), name: 'Mara', channel: 'browser_phone', since: 0, held: false, ended: false, asking: false, unread: 0, customer: { kind: 'here' }, part: 'owner', ...more,
})
const about = (more: Partial<KeyContext> = {}): KeyContext => ({
  now: NOON + 10 * MINUTE, local: (at) => at, me: 7, revoking: [], session: () => ({ tab: undefined, waiting: undefined }), ...more,
})
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toTimeString().slice(0, 5)

it.each<[string, Partial<Key>, Partial<KeyContext>, string, string]>([
  ['not used', {}, {}, 'Not used', `Expires ${at(60)}`],
  ['opened', { opened_at: NOON + 3 * MINUTE }, {}, `Opened ${at(3)}`, `Expires ${at(60)}`],
  ['queued', { invitations: [email(1, 'a@example.com', { kind: 'queued' })] }, {}, 'Waiting to be sent', `Expires ${at(60)}`],
  ['sent', { invitations: [email(1, 'a@example.com')] }, {}, `Sent ${at(5)}, not opened`, `Expires ${at(60)}`],
  ['read', { invitations: [email(1, 'a@example.com', { kind: 'sent' }, NOON + 7 * MINUTE)] }, {}, `Opened ${at(7)}`, `Expires ${at(60)}`],
  ['bounced', { invitations: [email(1, 'a@example.com', { kind: 'bounced', words: '552 mailbox full' })] }, {}, 'Bounced: 552 mailbox full', `Expires ${at(60)}`],
  ['delayed', { invitations: [email(1, 'a@example.com', { kind: 'delayed', words: '451 later', next_at: NOON + 12 * MINUTE })] }, {}, `Delayed, next try ${at(12)}: 451 later`, `Expires ${at(60)}`],
  ['expired by the clock', {}, { now: NOON + 61 * MINUTE }, 'Expired, not used', `Expired ${at(60)}`],
  ['expired', { state: { kind: 'expired', at: NOON + 1 * MINUTE }, opened_at: NOON }, {}, `Expired, opened ${at(0)}`, `Expired ${at(1)}`],
  ['revoked', { state: { kind: 'revoked', at: NOON + 4 * MINUTE, by: 'Bram' } }, {}, 'Revoked by Bram', `Revoked ${at(4)}`],
  ['about to be revoked', {}, { revoking: [1] }, 'Being revoked', `Expires ${at(60)}`],
  ['in session', { state: started }, { session: () => ({ tab: tab(), waiting: undefined }) }, 'In session with you', `Used ${at(2)}`],
  ['on hold', { state: started }, { session: () => ({ tab: tab({ held: true }), waiting: undefined }) }, 'On hold with you', `Used ${at(2)}`],
  ['session over', { state: started }, { session: () => ({ tab: tab({ ended: true }), waiting: undefined }) }, 'Session over', `Used ${at(2)}`],
  ['waiting', { state: started }, { session: () => ({ tab: undefined, waiting: waiting(9, 0, 0) }) }, 'Waits in General', `Used ${at(2)}`],
  ['with others', { state: started }, {}, 'Used by Mara', `Used ${at(2)}`],
])('says what became of a key that is %s', (_, some, more, words, when) => {
  const row = keyRow(key(1, some), about(more))
  expect([row.status.words, row.when]).toEqual([words, when])
})

it('offers what can be done, and nothing else', () => {
  const can = (some: Partial<Key>, more: Partial<KeyContext> = {}) => {
    const row = keyRow(key(1, some), about(more))
    return [...Object.entries(row.can).filter(([, yes]) => yes).map(([name]) => name), ...row.bounced]
  }
  const bounced = [email(1, 'a@example.com', { kind: 'bounced', words: 'x' }), email(2, 'b@example.com')]
  expect(can({})).toEqual(['copy', 'revoke'])
  expect(can({ invitations: bounced })).toEqual(['copy', 'revoke', 1])
  expect(can({ invitations: bounced }, { revoking: [1] })).toEqual([])
  expect(can({ state: { kind: 'expired', at: 0 }, invitations: bounced })).toEqual(['extend'])
  expect(can({ state: { kind: 'revoked', at: 0, by: 'Ines' } })).toEqual([])
  expect(can({ state: started }, { session: () => ({ tab: tab(), waiting: undefined }) })).toEqual(['open'])
  expect(can({ state: started })).toEqual([])
})

it('sums several emails up, what needs a look first, with a line for each', () => {
  const all = [email(1, 'a@example.com'), email(2, 'b@example.com', { kind: 'bounced', words: '550 unknown' }), email(3, 'c@example.com', { kind: 'queued' })]
  const row = keyRow(key(1, { invitations: all }), about())
  expect([row.who, row.way, row.status.words]).toEqual(['a@example.com and 2 more', '3 emails', '1 of 3 bounced'])
  expect(row.lines.map((line) => [line.address, line.status.words, line.again])).toEqual([
    ['a@example.com', `Sent ${at(5)}, not opened`, true],
    ['b@example.com', 'Bounced: 550 unknown', true],
    ['c@example.com', 'Waiting to be sent', false],
  ])
  const good = keyRow(key(1, { invitations: all.slice(0, 1).concat(email(2, 'd@example.com')) }), about())
  expect(good.status.words).toBe('All 2 sent, not opened')
})

it('says who made a key that somebody else has made', () => {
  expect(keyRow(key(1, { made_by: { kind: 'account', name: 'Ticket system' } }), about()).way).toBe('Key or link, by Ticket system')
  expect(keyRow(key(1), about()).way).toBe('Key or link')
})

it('filters by whose, by stage and by words', () => {
  const keys = [
    key(1, { name: 'Petra', external_reference: 'INC-20418' }),
    key(2, { queue: 'team:1', made_by: { kind: 'representative', id: 8, name: 'Bram' }, invitations: [email(1, 'levin@example.com')] }),
    key(3, { state: { kind: 'expired', at: NOON } }),
    key(4, { made_by: { kind: 'account', name: 'Ticket system' } }),
  ]
  const found = (some: Partial<KeysFilter>) => filterKeys(keys, { query: '', whose: 'team', stage: 'outstanding', ...some }, about()).map((one) => one.id)
  expect(found({})).toEqual([1, 2, 4])
  // What a program made for the own queue is the own.
  expect(found({ whose: 'mine' })).toEqual([1, 4])
  expect(found({ stage: 'over' })).toEqual([3])
  expect(found({ query: 'inc20418' })).toEqual([1])
  expect(found({ query: 'LEVIN bram' })).toEqual([2])
  expect(found({ query: '100 000 004' })).toEqual([4])
})
