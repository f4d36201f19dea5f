import { expect, it } from 'vitest'
import { fakeHost } from '../host/fake'
import { auditWords } from './auditWords'
import { History } from './history.svelte'
import { foundParts } from './historyFound'
import { noFilter, queryOf, rangeFault, rangeOf, volumeCut, volumeQueryOf, volumeSpanOf } from './historyQuery'
import { historyRow } from './historyTestData'
import { volumePictures } from './historyVolume'
import { lsid } from './testData'

/** Local time: the tests hold in every time zone. */
const at = (month: number, day: number, hour = 0) => new Date(2026, month - 1, day, hour).getTime()
const now = at(11, 23, 15)
const DAY = 86_400_000

it.each([
  ['a \u0001screen\u0002 b', [['a ', false], ['screen', true], [' b', false]]],
  ['\u0001x\u0002\u0001y\u0002', [['x', true], ['y', true]]],
  ['no marks', [['no marks', false]]],
  ['cut \u0001off', [['cut ', false], ['off', true]]],
  ['\u0002odd', [['odd', false]]],
  ['<b>\u0001<i>\u0002', [['<b>', false], ['<i>', true]]],
])('parts of %j', (found, parts) => expect(foundParts(found).map(({ text, hit }) => [text, hit])).toEqual(parts))

it('asks for what is filled in and for nothing else, by the appliance’s clock', () => {
  expect(queryOf({ ...noFilter(), preset: 'all' }, now, 0)).toEqual({})
  const filter = { ...noFilter(), text: ' dark screen ', customer: 'Mara ', representative: 8, queue: 'team:1', preset: 'today' as const }
  expect(queryOf(filter, now, 5000)).toEqual({ text: 'dark screen', customer: 'Mara', representative: 8, queue: 'team:1', from: at(11, 23) + 5000 })
  expect([...(queryOf({ ...filter, text: '😀'.repeat(300) }, now, 0).text ?? '')]).toHaveLength(200)
})

it('takes whole days of the reader’s clock', () => {
  expect(rangeOf({ preset: 'week', from: '', to: '' }, now)).toEqual({ from: at(11, 17) })
  expect(rangeOf({ preset: 'dates', from: '2026-11-02', to: '2026-11-03' }, now)).toEqual({ from: at(11, 2), to: at(11, 4) })
  expect(rangeOf({ preset: 'dates', from: '', to: 'soon' }, now)).toEqual({})
  const wrong = { ...noFilter(), preset: 'dates' as const, from: '2026-11-03', to: '2026-11-01' }
  expect(rangeFault(wrong, now)).toBe('The first day is after the last')
  expect(rangeFault({ ...wrong, to: '2026-11-03' }, now)).toBeUndefined()
})

it('never counts more than the appliance does', () => {
  for (const [by, days] of [['hour', 31], ['day', 400]] as const) {
    const { from, to } = volumeQueryOf({ ...noFilter(), preset: 'all' }, by, now, 0)
    expect(Math.round((to - from) / DAY)).toBe(days)
    expect(volumeCut({ ...noFilter(), preset: 'all' }, by, now)).toBe(true)
  }
  expect(volumeCut({ ...noFilter(), preset: 'year' }, 'hour', now)).toBe(true)
  expect(volumeCut({ ...noFilter(), preset: 'month' }, 'hour', now)).toBe(false)
  expect(volumeQueryOf({ ...noFilter(), preset: 'today', queue: 'general' }, 'hour', now, 7)).toEqual({ by: 'hour', from: at(11, 23) + 7, to: at(11, 24) + 7, offset_min: -new Date(now).getTimezoneOffset(), queue: 'general' })
})

it('counts days without sessions too, and tells the same in lines as in bars', () => {
  const point = (day: number, accepted: number) => ({ at: at(11, day), accepted, abandoned: 2, median_ms: 60_000, longest_ms: 120_000, handled_ms: null })
  const { counts, waits, empty } = volumePictures({ by: 'day', points: [point(2, 5), point(4, 1)] }, (moment) => moment)
  expect(empty).toBe(false)
  expect(counts.picture.lines.map(({ values }) => values)).toEqual([[7, 0, 3], [5, 0, 1]])
  expect(counts.rows).toEqual([['2 Nov', '5', '2', '–'], ['3 Nov', '0', '0', '–'], ['4 Nov', '1', '2', '–']])
  expect(counts.figures.map(({ value, of }) => `${value} ${of}`)).toEqual(['6 answered', '4 gave up'])
  expect(waits.picture.lines.map(({ values }) => values)).toEqual([[120_000, null, 120_000], [60_000, null, 60_000]])
  expect(volumePictures({ by: 'hour', points: [] }, (moment) => moment).empty).toBe(true)
})

it('shows all of the time that was counted, whatever little ended in it', () => {
  const point = { at: at(11, 23), accepted: 1, abandoned: 0, median_ms: 1, longest_ms: 1, handled_ms: 1 }
  const days = volumePictures({ by: 'day', points: [point] }, (moment) => moment, volumeSpanOf(noFilter(), 'day', now)).counts
  expect([days.rows.length, days.rows[0]?.[0], days.rows.at(-1)]).toEqual([30, '25 Oct', ['23 Nov', '1', '0', '0:00']])
  const hours = volumePictures({ by: 'hour', points: [point] }, (moment) => moment, volumeSpanOf({ ...noFilter(), preset: 'today' }, 'hour', now)).counts
  expect(hours.rows.length).toBe(new Date(now).getHours() + (now % 3_600_000 ? 1 : 0))
  expect(volumeSpanOf({ ...noFilter(), preset: 'all' }, 'day', now)).toEqual({ to: now })
})

it.each([
  [1, ['23 Nov']],
  [2, ['22 Nov', '23 Nov']],
  [7, ['17 Nov', '18 Nov', '19 Nov', '20 Nov', '21 Nov', '22 Nov', '23 Nov']],
  [90, ['26 Aug', '9 Sept', '23 Sept', '7 Oct', '21 Oct', '4 Nov', '18 Nov']],
  [400, ['Nov 2025', 'Jan 2026', 'Mar 2026', 'May 2026', 'Jul 2026', 'Sept 2026', 'Nov 2026']],
])('names the days of %s below its charts, each once', (days, expected) => {
  const point = (n: number) => ({ at: at(11, 24 - days + n), accepted: 1, abandoned: 0, median_ms: 1, longest_ms: 1, handled_ms: 1 })
  const { counts } = volumePictures({ by: 'day', points: Array.from({ length: days }, (_, n) => point(n)) }, (moment) => moment)
  const { timeMarks, timeWords } = counts.picture
  expect(timeMarks(10).map(timeWords)).toEqual(expected)
  expect(new Set(counts.rows.map(([day]) => day)).size).toBe(days)
})

it('adds pages, none twice, and forgets answers to older questions', async () => {
  const { host, transport } = fakeHost()
  const history = new History(host)
  const answers: ((page: { rows: ReturnType<typeof historyRow>[]; next: string | null }) => void)[] = []
  transport.answerSearch = () => new Promise((resolve) => answers.push(resolve))
  const first = history.search(now, 0)
  history.filter.text = 'newer'
  const second = history.search(now, 0)
  answers[1]?.({ rows: [historyRow(2)], next: 'p' })
  await second
  answers[0]?.({ rows: [historyRow(1)], next: null })
  await first
  expect(history.rows.map((row) => row.lsid)).toEqual([lsid(2)])
  const more = history.more()
  void history.more()
  answers[2]?.({ rows: [historyRow(2), historyRow(3)], next: null })
  await more
  expect([history.rows.map((row) => row.lsid), history.hasMore]).toEqual([[lsid(2), lsid(3)], false])
  expect(transport.searched.map(({ text, after }) => [text, after])).toEqual([[undefined, undefined], ['newer', undefined], ['newer', 'p']])
})

it('tries the question again that failed, and adds nothing of another one', async () => {
  const { host, transport } = fakeHost()
  const history = new History(host)
  transport.answerSearch = () => ({ rows: [historyRow(1)], next: 'p' })
  await history.search(now, 0)
  transport.answerSearch = () => Promise.reject({ code: 'internal', message: 'x', retryable: true, retry_after_s: null, attempts_left: null })
  history.filter.text = 'dark'
  await history.search(now, 0)
  await history.more()
  expect([history.trouble?.message, history.rows.length]).toEqual(['x', 1])
  transport.answerSearch = () => ({ rows: [historyRow(2)], next: null })
  await history.again()
  expect([history.trouble, history.rows.map((row) => row.lsid)]).toEqual([undefined, [lsid(2)]])
  expect(transport.searched.map(({ text, after }) => [text, after])).toEqual([[undefined, undefined], ['dark', undefined], ['dark', undefined]])
})

it('forgets what was found when somebody else signs in', async () => {
  const { host, transport } = fakeHost()
  const history = new History(host)
  transport.answerSearch = () => ({ rows: [historyRow(1)], next: 'p' })
  transport.audits.set(null, { rows: [], before: null })
  const end = history.start()
  history.filter.text = 'dark'
  await history.search(now, 0)
  await history.audit.load()
  let answer = (_: { rows: ReturnType<typeof historyRow>[]; next: null }): void => undefined
  transport.answerSearch = () => new Promise((resolve) => (answer = resolve))
  const late = history.search(now, 0)
  end()
  answer({ rows: [historyRow(2)], next: null })
  await late
  expect([history.rows, history.loaded, history.hasMore, history.filter.text, history.audit.loaded]).toEqual([[], false, false, '', false])
})

it('says each deed in words', () => {
  const names = { queue: () => 'Field Devices', team: (id: number) => `Team ${id}` }
  const about = { lsid: lsid(1), customer: 'Tobias' }
  expect(auditWords({ kind: 'monitoring_started', ...about, seen: false }, names)).toBe('began to monitor Tobias’ session, unseen')
  expect(auditWords({ kind: 'transferred', ...about, to: 'team:2' }, names)).toBe('passed Tobias’ session to Field Devices')
  expect(auditWords({ kind: 'broadcast', teams: [1, 2], people: 1 }, names)).toBe('told Team 1, Team 2 something, 1 person')
  expect(auditWords({ kind: 'presence_set', name: 'Bram', presence: 'away' }, names)).toBe('set Bram to away')
})
