import { expect, it } from 'vitest'
import { colleagues, shared } from './teamTestData'
import { findTargets, passTargets, shareTargets } from './targets'
import { general } from './testData'

const { session } = shared(9)
const words = (targets: readonly { name: string; note: string; reason?: string }[]) => targets.map(({ name, note, reason }) => [name, note, reason])

it('passes on to queues and to who is available; the others stay in sight and say why not', () => {
  expect(words(passTargets(colleagues, [general(4)], session))).toEqual([
    ['General', '4 waiting', undefined],
    ['Mobile Support', '1 free', undefined],
    ['Field Devices', '0 free', undefined],
    ['Kenji', 'Available', undefined],
    ['Bram', 'Busy (at the limit)', 'Busy (at the limit)'],
    ['Lior', 'Away (idle)', 'Away (idle)'],
    ['Sanna', 'Offline', 'Offline'],
  ])
})

it('means a colleague by the personal queue, a team by its own', () => {
  expect(passTargets(colleagues, [], session).map(({ value }) => value)).toEqual(['general', 'team:1', 'team:2', 'rep:10', 'rep:9', 'rep:11', 'rep:12'])
})

it('does not pass a waiting session on to where it waits', () => {
  const waits = { ...session, state: { kind: 'waiting' as const, queue: 'team:1', since: 0 } }
  expect(passTargets(colleagues, [], waits).find(({ key }) => key === 'team:1')?.reason).toBe('It waits there')
})

it('shares with everybody but those who take part or are invited already, whatever their status', () => {
  const share = { id: 1, name: 'Mobile Support', by: 7, by_name: 'Ines', at: 0, note: null }
  const shares = [{ ...share, with: { kind: 'team' as const, id: 1 } }, { ...share, id: 2, with: { kind: 'representative' as const, id: 12 } }]
  const found = words(shareTargets(colleagues, { ...session, shares })).map(([name, , reason]) => [name, reason])
  expect(found).toEqual([
    ['Kenji', undefined], ['Bram', 'Takes part already'], ['Lior', undefined], ['Sanna', 'Invited already'],
    ['Mobile Support', 'Invited already'], ['Field Devices', undefined],
  ])
})

it('finds by every word, without accents', () => {
  const targets = passTargets(colleagues, [], session)
  expect(words(findTargets(targets, 'MOB sup')).map(([name]) => name)).toEqual(['Mobile Support'])
  expect(findTargets(targets, ' ')).toBe(targets)
})

it('counts those who are free besides the reader, who passes nothing on to herself', () => {
  const teams = [{ id: 3, name: 'Alone', role: 'member' as const, members: [7], free: 1 }]
  expect(passTargets({ ...colleagues, teams }, [], session)[1]?.note).toBe('0 free')
  expect(shareTargets({ ...colleagues, teams }, session).at(-1)?.note).toBe('0 free')
})
