import { flushSync } from 'svelte'
import { toStore } from 'svelte/store'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Dashboard } from './dashboard.svelte'
import { dashboardChange, dashboardView, happened, live, person, queueLevel, waits } from './dashboardTestData'
import { lsid } from './testData'

let transport: FakeTransport
let dashboard: Dashboard
let end: () => void

beforeEach(async () => {
  const fake = fakeHost()
  transport = fake.transport
  dashboard = new Dashboard(fake.host)
  end = dashboard.start()
  await Promise.resolve()
})
afterEach(() => end())

const whole = (more: Parameters<typeof dashboardView>[0]) => {
  transport.publish('dashboard', { kind: 'dashboard', value: dashboardView(more) })
  flushSync()
}
const change = (...args: Parameters<typeof dashboardChange>) => {
  transport.publish('dashboard', { kind: 'dashboard_patch', value: dashboardChange(...args) })
  flushSync()
}
const shown = () => dashboard.sessions.shown.rows.map(({ customer }) => customer)

it('takes over what is different, by key', () => {
  whole({ queues: [queueLevel('team:1', { waiting: 1 }), queueLevel('general')], people: [person(8, 'Bram')], sessions: [live(1, 'Mara', { created_at: 10 }), live(2, 'Ivo', { created_at: 20 })] })
  change({
    queues: [queueLevel('team:1', { waiting: 5 })], people: [person(8, 'Bram', { sessions: 2 }), person(9, 'Kenji')],
    sessions: [live(3, 'Elke', { created_at: 15 })], gone: [lsid(2)],
  }, { busy: [lsid(1)], stale: true, heard_at: 99 })
  expect(dashboard.queues.map(({ queue, waiting }) => [queue, waiting])).toEqual([['team:1', 5], ['general', 0]])
  expect(dashboard.people.shown.rows.map(({ name, sessions }) => [name, sessions])).toEqual([['Bram', 2], ['Kenji', 0]])
  expect(shown()).toEqual(['Mara', 'Elke'])
  expect([dashboard.stale, dashboard.heardAt, dashboard.busy.has(lsid(1))]).toEqual([true, 99, true])
  change({})
  expect(dashboard.busy.size).toBe(0)
})

it('has the queues in their order: personal, teams by name, general', () => {
  whole({ queues: [queueLevel('general', { name: 'General' }), queueLevel('team:2', { name: 'Zebra' }), queueLevel('rep:7', { name: 'Personal' }), queueLevel('team:1', { name: 'Ants' })] })
  expect(dashboard.queues.map(({ name }) => name)).toEqual(['Personal', 'Ants', 'Zebra', 'General'])
})

it('tells live and waiting sessions apart, the longest first', () => {
  whole({ sessions: [live(1, 'Mara', { created_at: 30 }), live(2, 'Ivo', { created_at: 20 }), waits(3, 'Odile', 9), waits(4, 'Jonna', 5)] })
  expect([shown(), dashboard.sessions.shown.live, dashboard.sessions.shown.waiting]).toEqual([['Ivo', 'Mara'], 2, 2])
  dashboard.sessions.tab = 'waiting'
  expect(shown()).toEqual(['Jonna', 'Odile'])
  change({ sessions: [live(4, 'Jonna', { created_at: 5 })] })
  expect([shown(), dashboard.sessions.shown.live]).toEqual([['Odile'], 3])
})

it('orders by each column, and the other way round', () => {
  whole({ queues: [queueLevel('team:1', { name: 'B' }), queueLevel('general', { name: 'A' })], sessions: [live(1, 'Ärmel', { issue: null, doing: 'viewing' }), live(2, 'Zoe', { issue: 'Alpha', queue: 'general', created_at: 5 }), live(3, 'anna', { issue: 'beta', standing: { kind: 'held', by: 9, name: 'Abe', since: 0 } })] })
  const by = (column: Parameters<typeof dashboard.sessions.sortBy>[0]) => {
    dashboard.sessions.sortBy(column)
    return shown().map((name) => name.charAt(0)).join('')
  }
  expect(by('customer')).toBe('aÄZ')
  expect(by('customer')).toBe('ZÄa')
  expect(by('issue')).toBe('ZaÄ')
  expect(by('queue')).toBe('ZÄa')
  expect(by('representative')).toBe('aÄZ')
  expect(by('doing')).toBe('ZÄa')
  expect(by('length')).toBe('ÄaZ')
})

it('finds sessions by words of customer, issue, queue and representative', () => {
  whole({ queues: [queueLevel('team:1', { name: 'Mobile Support' })], sessions: [live(1, 'Mara', { issue: 'Wi-Fi' }), live(2, 'Ivo', { others: ['Priya'] })] })
  for (const [query, found] of [['wifi', ['Mara']], ['mobile bram', ['Mara', 'Ivo']], ['priya', ['Ivo']], ['nobody', []]] as const) {
    dashboard.sessions.query = query
    expect(shown().toSorted()).toEqual([...found].toSorted())
  }
})

it('shows one team: its queue, its people, and what they have', () => {
  whole({
    led: [{ team: 1, role: 'lead' }, { team: 2, role: 'manager' }],
    queues: [queueLevel('team:1'), queueLevel('team:2'), queueLevel('general')],
    people: [person(8, 'Bram'), person(9, 'Kenji', { teams: [{ team: 2, role: 'member' }] })],
    sessions: [live(1, 'Mara'), live(2, 'Ivo', { queue: 'general' }), live(3, 'Elke', { queue: 'general', standing: { kind: 'active', owner: 9, name: 'Kenji', since: 0 } }), waits(4, 'Odile', 0, { queue: 'general' })],
    activity: [happened(1, { kind: 'joined', name: 'Bram', customer: 'Mara' }, { queue: 'team:1' }), happened(2, { kind: 'joined', name: 'Kenji', customer: 'Elke' }, { queue: 'team:2' })],
  })
  dashboard.team = 1
  expect(dashboard.queues.map(({ queue }) => queue)).toEqual(['team:1'])
  expect(dashboard.people.shown.rows.map(({ name }) => name)).toEqual(['Bram'])
  expect(shown().toSorted()).toEqual(['Ivo', 'Mara'])
  expect(dashboard.sessions.shown.waiting).toBe(0)
  expect(dashboard.happened.map(({ id }) => id)).toEqual([1])
  whole({ led: [{ team: 2, role: 'manager' }] })
  expect(dashboard.team).toBeUndefined()
})

it('keeps a hundred lines of activity, none twice, and shows one group', () => {
  const joined = (id: number) => happened(id, { kind: 'joined', name: 'Bram', customer: 'Mara' })
  whole({ activity: Array.from({ length: 100 }, (_, n) => joined(100 - n)) })
  change({ activity: [happened(101, { kind: 'presence', name: 'Bram', presence: 'away', auto: null }), joined(100)] })
  expect([dashboard.activity.length, dashboard.activity[0]?.id, dashboard.activity.at(-1)?.id]).toEqual([100, 101, 2])
  dashboard.activityGroup = 'people'
  expect(dashboard.happened.map(({ id }) => id)).toEqual([101])
})

it('lets points of the series go that are older than the span', () => {
  const HOUR = 3_600_000
  const point = (at: number, accepted = 1) => ({ at, accepted, in_target: 0, abandoned: 0, median_ms: null, longest_ms: null })
  whole({ series: [point(0), point(HOUR), point(24 * HOUR)] })
  change({ series: [point(24 * HOUR, 7), point(25 * HOUR)] })
  expect(dashboard.series.map(({ at, accepted }) => [at / HOUR, accepted])).toEqual([[24, 7], [25, 1]])
})

it('forgets everything when somebody else signs in', () => {
  whole({ people: [person(8, 'Bram')], sessions: [live(1, 'Mara')] })
  dashboard.team = 1
  dashboard.ask({ kind: 'sign_out', who: 8 })
  end()
  expect([dashboard.led, dashboard.blank, dashboard.team, dashboard.dialog]).toEqual([[], true, undefined, undefined])
})

it('takes over a large change in parts, in their order, and all of it before the next', () => {
  vi.useFakeTimers()
  const many = (from: number, customer: string) => Array.from({ length: 50 }, (_, n) => live(from + n, customer))
  whole({ queues: [queueLevel('team:1')], sessions: many(1, 'Old') })
  change({ queues: [queueLevel('team:1', { waiting: 3 })], people: [person(8, 'Bram')], sessions: many(1, 'New') })
  expect([dashboard.queues[0]?.waiting, dashboard.people.all.length, shown()[0]]).toEqual([3, 0, 'Old'])
  vi.advanceTimersByTime(100)
  expect([dashboard.people.all.length, shown()[0]]).toEqual([1, 'New'])
  change({ sessions: many(1, 'Newer'), gone: [lsid(1)] })
  change({ sessions: [live(2, 'Newest')] })
  expect([shown().length, new Set(shown())]).toEqual([49, new Set(['Newest', 'Newer'])])
  change({ sessions: many(60, 'Late') })
  whole({ sessions: [live(1, 'Whole')] })
  vi.advanceTimersByTime(100)
  expect(shown()).toEqual(['Whole'])
  vi.useRealTimers()
})

it('lets what comes meanwhile join what is on its way', () => {
  vi.useFakeTimers()
  const many = (customer: string) => Array.from({ length: 2000 }, (_, n) => live(n + 1, customer))
  whole({ queues: [queueLevel('team:1')], sessions: many('Old') })
  change({ queues: [queueLevel('team:1', { waiting: 1 })], sessions: many('New') })
  change({ queues: [queueLevel('team:1', { waiting: 2 })], gone: [lsid(1)] }, { heard_at: 7 })
  expect([dashboard.heardAt, dashboard.queues[0]?.waiting, shown()[0]]).toEqual([7, 1, 'Old'])
  vi.advanceTimersByTime(100)
  expect([dashboard.queues[0]?.waiting, shown().length, new Set(shown())]).toEqual([2, 1999, new Set(['New'])])
  vi.useRealTimers()
})

it('keeps names as they are while only numbers change', () => {
  whole({ queues: [queueLevel('team:1', { name: 'Mobile Support' })] })
  const heard: string[] = []
  const stop = toStore(() => dashboard.queueName('team:1')).subscribe((name) => heard.push(name))
  change({ queues: [queueLevel('team:1', { name: 'Mobile Support', waiting: 4 })] })
  change({ queues: [queueLevel('team:1', { name: 'Phones' })] })
  expect(heard).toEqual(['Mobile Support', 'Phones'])
  stop()
})

it('keeps the order of representatives while somebody points at them', () => {
  whole({ people: [person(8, 'Bram'), person(9, 'Kenji')] })
  const names = () => dashboard.people.shown.rows.map(({ name }) => name)
  dashboard.people.hold(true)
  change({ people: [person(8, 'Bram', { presence: 'offline' })] })
  expect([names(), dashboard.people.shown.rows[0]?.presence]).toEqual([['Bram', 'Kenji'], 'offline'])
  dashboard.people.hold(false)
  expect(names()).toEqual(['Kenji', 'Bram'])
})
