import { expect, it } from 'vitest'
import { Incoming } from './dashboardIncoming'
import { dashboardChange, happened, live, person, queueLevel } from './dashboardTestData'
import { lsid } from './testData'

const patch = (...some: Parameters<typeof dashboardChange>) => dashboardChange(...some).patch
const joined = (id: number) => happened(id, { kind: 'joined', name: 'Bram', customer: 'Mara' })
const sessions = (count: number, doing: 'chat' | 'files' = 'chat') => Array.from({ length: count }, (_, n) => live(n + 1, 'Mara', { doing }))
/** What a part has, in counts. */
const shape = (incoming: Incoming) => {
  const part = incoming.part()
  return Object.entries(part).flatMap(([kind, rows]) => (rows.length > 0 ? [`${kind} ${rows.length}`] : [])).join(', ')
}
const all = (incoming: Incoming) => {
  const parts: string[] = []
  while (!incoming.empty) parts.push(shape(incoming))
  return parts
}

it('hands out a large change in parts of one kind, none too large for a frame', () => {
  const incoming = new Incoming()
  incoming.add(patch({ queues: [queueLevel('team:1')], people: [person(8, 'Bram')], sessions: sessions(2500), gone: [lsid(9999)], activity: [joined(1)] }))
  expect(incoming.small).toBe(false)
  expect(all(incoming)).toEqual(['queues 1', 'people 1', 'sessions 1000', 'activity 1', 'sessions 1000', 'sessions 500, gone 1'])
})

it('lets no kind wait for ever behind another', () => {
  const incoming = new Incoming()
  incoming.add(patch({ sessions: sessions(50), activity: [joined(1)] }))
  const parts = Array.from({ length: 4 }, (_, n) => {
    incoming.add(patch({ queues: [queueLevel('team:1', { waiting: n })], people: [person(8, 'Bram')] }))
    return shape(incoming)
  })
  expect(parts).toEqual(['queues 1', 'people 1', 'sessions 50', 'activity 1'])
})

it('has the newest of each row, whatever it was before', () => {
  const incoming = new Incoming()
  incoming.add(patch({ queues: [queueLevel('team:1', { waiting: 1 })], sessions: sessions(3), gone: [lsid(8)], activity: [joined(2), joined(1)] }))
  incoming.add(patch({ queues: [queueLevel('team:1', { waiting: 2 })], sessions: [live(2, 'Mara', { doing: 'files' }), live(8, 'Ivo')], gone: [lsid(1)], activity: [joined(3)] }))
  const { queues, sessions: rows, gone, activity } = incoming.all()
  expect(queues.map(({ waiting }) => waiting)).toEqual([2])
  expect(rows.map(({ lsid: id, doing }) => [id, doing]).toSorted()).toEqual([[lsid(2), 'files'], [lsid(3), 'chat'], [lsid(8), 'chat']])
  expect([gone, activity.map(({ id }) => id), incoming.empty]).toEqual([[lsid(1)], [3, 2, 1], true])
})

it('takes a small change as it comes', () => {
  const incoming = new Incoming()
  incoming.add(patch({ sessions: sessions(40) }))
  expect(incoming.small).toBe(true)
  incoming.add(patch({ gone: [lsid(41)] }))
  expect(incoming.small).toBe(false)
})
