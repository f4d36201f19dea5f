import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { happened, live, person, queueLevel, waits } from '../../state/dashboardTestData'
import { lsid } from '../../state/testData'
import { all, change, click, close, connect, console, find, open, press, settled, supervise, tell, text, texts, transport, type } from './testStage'

const drawn = vi.hoisted(() => ({ data: [] as unknown[][] }))
vi.mock('uplot', () => ({
  default: class {
    static paths = {}
    constructor(_: unknown, data: unknown[]) {
      drawn.data.push(data)
    }
    setData(data: unknown[]) {
      drawn.data.push(data)
    }
    setSize() {}
    redraw() {}
    destroy() {}
  },
}))

const NOW = 1_764_000_000_000
const sessionsGrid = () => find('.lsessions')
const customers = () => texts('.lsessions .frows [role=row] > :first-child')
const markRow = async (index: number) => {
  find(`.lsessions [data-level-row="${index}"]`)?.click()
  await settled()
}
const mara = live(1, 'Mara', { created_at: NOW - 847_000, standing: { kind: 'active', owner: 8, name: 'Bram', since: NOW } })

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setInterval', 'clearInterval'] })
  drawn.data.length = 0
  await open()
})
afterEach(() => {
  close()
  vi.useRealTimers()
})

it('has its place in the rail only where somebody leads a team', async () => {
  expect(find('.rail [aria-label=Supervisor]')).toBeNull()
  await supervise()
  expect(find('.sup')).toBeNull()
  await tell({})
  await supervise()
  expect(text('.sup h1')).toBe('Supervisor')
  expect(find('.rail [aria-current]')?.getAttribute('aria-label')).toBe('Supervisor')
  await tell({ led: [] })
  expect(find('.sup')).toBeNull()
})

it('is watched while it is in sight, and says what the numbers are about', async () => {
  await tell({})
  await supervise()
  await click('.suph', '7 days')
  console.page = 'sessions'
  await settled()
  expect(transport.sent('watch_dashboard').map(({ span }) => span)).toEqual(['day', 'week', null])
})

it('tells each queue’s level by the appliance’s clock, in words beside the colour', async () => {
  // The appliance is ten minutes ahead: what began by its clock five seconds ago lies in this one's future.
  await connect(true, 600_000)
  const began = (seconds: number) => NOW + 600_000 - seconds * 1000
  await tell({
    queues: [
      queueLevel('team:1', { name: 'A', warning_s: 120, critical_s: 240, waiting: 1, longest_since: began(5) }),
      queueLevel('team:2', { name: 'B', warning_s: 120, critical_s: 240, waiting: 1, longest_since: began(130), accepted: 3, in_target: 2, median_ms: 61_000, abandoned: 4, free: 1, online: 2 }),
      queueLevel('team:3', { name: 'C', warning_s: 120, critical_s: 240, waiting: 2, longest_since: began(401) }),
    ],
    sessions: [waits(1, 'Odile', began(401), { queue: 'team:3' }), waits(2, 'Jonna', began(20), { queue: 'team:3' })],
  })
  await supervise()
  expect(all('.tile').map((tile) => tile.className.split(' ').find((name) => ['calm', 'due', 'over'].includes(name)))).toEqual(['calm', 'due', 'over'])
  expect(texts('.tile')).toEqual([
    'A 1waiting 0:05longest, target 5:00 None accepted 0 of 0 free No median 0 gave up',
    'B Warning 1waiting 2:10longest, target 5:00 66 % in target 1 of 2 free Median 1:01 4 gave up',
    'C Critical, 1 overdue 2waiting 6:41longest, target 5:00 None accepted 0 of 0 free No median 0 gave up',
  ])
  expect(text('.sup [role=status].vh')).toBe('Live')
  expect(texts('.supm > [role=status]')).toEqual(['Critical: C'])
  vi.advanceTimersByTime(115_000)
  await settled()
  expect(text('.tile')).toContain('Warning 1waiting 2:00')
})

it('has those queues first that need somebody, where there are many, unless somebody points at them', async () => {
  const queues = (late: number) => Array.from({ length: 9 }, (_, n) => queueLevel(`team:${n + 1}`, { name: `Q${n + 1}`, critical_s: 60, waiting: 1, longest_since: NOW - (n + 1 === late ? 70_000 : 1000) }))
  const names = () => texts('.tile .h > .trunc').join(' ')
  await tell({ queues: queues(7) })
  await supervise()
  expect(names()).toBe('Q7 Q1 Q2 Q3 Q4 Q5 Q6 Q8 Q9')
  find('.tiles')?.dispatchEvent(new Event('pointerenter'))
  await tell({ queues: queues(3) })
  expect(names()).toBe('Q7 Q1 Q2 Q3 Q4 Q5 Q6 Q8 Q9')
  find('.tiles')?.dispatchEvent(new Event('pointerleave'))
  await settled()
  expect(names()).toBe('Q3 Q1 Q2 Q4 Q5 Q6 Q7 Q8 Q9')
  await tell({ queues: queues(9).slice(1) })
  expect(names()).toBe('Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9')
})

it('has queues change places at most once a second, and not under the focus', async () => {
  const names = () => texts('.tile .h > .trunc').slice(0, 3).join(' ')
  const late = (n: number) => queueLevel(`team:${n}`, { name: `Q${n}`, critical_s: 60, longest_since: NOW - 70_000 })
  await tell({ queues: Array.from({ length: 9 }, (_, n) => queueLevel(`team:${n + 1}`, { name: `Q${n + 1}`, critical_s: 60 })) })
  await supervise()
  await change({ queues: [late(5)] })
  expect([names(), texts('.tile.over .h > .trunc')]).toEqual(['Q1 Q2 Q3', ['Q5']])
  vi.advanceTimersByTime(1000)
  await settled()
  expect(names()).toBe('Q5 Q1 Q2')
  find('.tile')?.focus()
  await change({ queues: [late(2)] })
  vi.advanceTimersByTime(1000)
  await settled()
  expect(names()).toBe('Q5 Q1 Q2')
  find('.tile')?.blur()
  await settled()
  expect(names()).toBe('Q2 Q5 Q1')
})

it('draws those of many queues that are in sight', async () => {
  await tell({ queues: Array.from({ length: 50 }, (_, n) => queueLevel(`team:${n + 1}`)) })
  await supervise()
  expect([find('.tiles')?.style.getPropertyValue('--tile-columns'), all('.tile').length]).toEqual(['4', 20])
  await tell({ queues: [queueLevel('team:1'), queueLevel('team:2')] })
  expect([find('.tiles')?.style.getPropertyValue('--tile-columns'), all('.tile').length]).toEqual(['2', 2])
})

it('shows the sessions of one queue, and of all again', async () => {
  await tell({ queues: [queueLevel('team:1', { name: 'A' }), queueLevel('team:2', { name: 'B' })], sessions: [mara, live(2, 'Ivo', { queue: 'team:2' })] })
  await supervise()
  await click('.tiles', 'B')
  expect(customers()).toEqual(['Ivo'])
  expect(find('.tile[aria-pressed=true]')?.title).toBe('Show the sessions of all queues')
  await click('.live', 'B only')
  expect(customers()).toEqual(['Ivo', 'Mara'])
})

it('draws the waits, and says the same as a table', async () => {
  const STEP = 900_000
  const until = Math.floor(NOW / STEP) * STEP
  await tell({ queues: [queueLevel('team:1')], series: [{ at: until, accepted: 4, in_target: 3, abandoned: 1, median_ms: 61_000, longest_ms: 401_000 }] })
  await supervise()
  const [times, longest, median] = drawn.data.at(-1) as number[][]
  expect([times?.length, times?.at(-1), longest?.at(-1), median?.at(-1), longest?.at(-2)]).toEqual([96, until, 401_000, 61_000, null])
  expect(find('.plot-box')?.getAttribute('aria-label')).toBe('Wait time, per quarter hour, of the last 24 hours. Longest 6:41, median 1:01, target 5:00.')
  await click('.blk', 'Show as table')
  expect(texts('.plot-table thead th')).toEqual(['Time', 'Longest', 'Median', 'Answered', 'In target', 'Gave up'])
  expect(texts('.plot-table tbody tr:first-child td')).toEqual(['6:41', '1:01', '4', '75 %', '1'])
  expect(all('.plot-table tbody tr')).toHaveLength(96)
  await change({ series: [{ at: until, accepted: 5, in_target: 3, abandoned: 1, median_ms: 62_000, longest_ms: 401_000 }] })
  expect(texts('.plot-table tbody tr:first-child td').slice(1, 4)).toEqual(['1:02', '5', '60 %'])
})

it('moves through rows by keys, keeps the mark on its row, and reaches the headings', async () => {
  await tell({ sessions: [live(1, 'A', { created_at: 1 }), live(2, 'B', { created_at: 2 }), live(3, 'C', { created_at: 3 })] })
  await supervise()
  const marked = () => text('.lsessions [aria-selected=true] > :first-child')
  await press(sessionsGrid(), 'ArrowDown')
  await press(sessionsGrid(), 'ArrowDown')
  expect(marked()).toBe('B')
  await change({ sessions: [live(9, 'Old', { created_at: 0 })], gone: [lsid(1)] })
  expect(marked()).toBe('B')
  await press(sessionsGrid(), 'Home')
  await press(sessionsGrid(), 'ArrowUp')
  expect(document.activeElement?.textContent?.trim()).toBe('Customer')
  await press(document.activeElement, 'ArrowRight')
  expect(document.activeElement?.textContent?.trim()).toBe('Issue')
  await press(document.activeElement, 'ArrowDown')
  expect(document.activeElement).toBe(sessionsGrid())
})

it('tells what has happened, by groups, with what can be done about it', async () => {
  await tell({
    queues: [queueLevel('team:1', { name: 'Mobile Support' })], sessions: [waits(1, 'Odile', NOW - 400_000)],
    activity: [
      happened(3, { kind: 'overdue', customer: 'Odile', target_s: 300 }, { at: NOW, lsid: lsid(1), queue: 'team:1' }),
      happened(2, { kind: 'ended', name: 'Lior', customer: 'Jonas', length_ms: 760_000 }, { at: NOW }),
      happened(1, { kind: 'presence', name: 'Odalys', presence: 'away', auto: 'idle' }, { at: NOW }),
    ],
  })
  await supervise()
  const lines = () => texts('.fi > div > span')
  expect(lines()).toEqual(['Odile passed the 5:00 target in Mobile Support', 'Lior ended Jonas’ session after 12:40', 'Odalys is away: no keyboard or pointer'])
  await click('.feed', 'Assign Odile')
  expect(text('.dlg h2')).toBe('Assign Odile')
  await press(find('.dlg'), 'Escape')
  await click('.feed', 'Which activity: everything')
  await click('.feed [role=menu]', 'Representatives')
  expect(lines()).toEqual(['Odalys is away: no keyboard or pointer'])
})

it('saves the numbers, and says where', async () => {
  await tell({ queues: [queueLevel('team:1', { name: 'Mobile Support' })] })
  await supervise()
  transport.saveAs = '/reports/queues.csv'
  await click('.suph', 'Export these numbers')
  expect(transport.saved.map(({ name, text }) => [name, text.split('\r\n')[1]?.slice(0, 16)])).toEqual([['Queues and representatives, 2025-11-24.csv', 'Mobile Support,0']])
  expect(text('.toasts .toast')).toContain('/reports/queues.csv')
})

it('chooses a team', async () => {
  await tell({ led: [{ team: 1, role: 'lead' }, { team: 2, role: 'manager' }], queues: [queueLevel('team:1'), queueLevel('team:2')] })
  await supervise()
  await click('.suph', 'Teams: All my teams')
  await click('.suph [role=menu]', 'Field Devices')
  expect(all('.tile')).toHaveLength(1)
})

it('is a picture of now, or says from when it is; what changes sessions waits for the connection', async () => {
  await tell({ sessions: [mara], heard_at: NOW - 5000, stale: true })
  await connect(false)
  await supervise()
  expect(text('.livemark')).toMatch(/^Not live, as of \d\d:\d\d:\d\d$/)
  expect(find('.supg')?.classList).toContain('stale')
  await markRow(0)
  await press(sessionsGrid(), 'm')
  expect(find('.dlg')).toBeNull()
  await tell({ sessions: [mara], heard_at: NOW })
  await connect(true)
  expect(text('.livemark')).toMatch(/^Live, \d\d:\d\d:\d\d$/)
})

it('says that it is loading while another span is on its way, not that the connection is lost', async () => {
  await tell({ queues: [queueLevel('team:1')], heard_at: NOW })
  await supervise()
  await tell({ queues: [queueLevel('team:1')], heard_at: NOW, loaded: false })
  expect([text('.livemark'), text('.sup [role=status]')]).toEqual(['Loading', ''])
})

it('says that nothing is there, that it is loading, and that it could not be loaded', async () => {
  await tell({ queues: [queueLevel('team:1')] })
  await supervise()
  expect(text('.lsessions .empty b')).toBe('No live sessions')
  await click('.live', 'Waiting')
  expect(text('.lsessions .empty b')).toBe('Nobody is waiting')
  await type('.live input', 'x')
  expect(text('.lsessions .empty b')).toBe('No session fits')
  await tell({ loaded: false })
  expect(find('.supg')).toBeNull()
  await connect(false)
  expect(text('.sup .empty b')).toBe('The dashboard could not be loaded')
  await click('.sup .empty', 'Try again')
  expect(transport.sent('try_now')).toHaveLength(1)
})

it('says in full what there may be no room for', async () => {
  await tell({
    sessions: [live(1, 'Mara', { doing: 'elevating', presence: { kind: 'away', since: 0 }, recording: 'refused' }), live(2, 'Ivo', { created_at: 1, standing: { kind: 'held', by: 9, name: 'Kenji', since: NOW - 61_000 } })],
    people: [person(8, 'Bram', { presence: 'busy', auto: 'full', presence_since: NOW - 90_000_000 })],
  })
  await supervise()
  expect(all('.lnow').map(({ title }) => title)).toEqual(['Moving to app, the customer is away, not recorded', 'On hold 1:01'])
  expect(find('.lstatus')?.title).toBe('Busy, full, 25:00:00')
})

it('shows names as text, whatever is in them', async () => {
  const evil = '<img src=x onerror="globalThis.hurt=1"><b>Mara</b>'
  await tell({
    queues: [queueLevel('team:1', { name: evil })], people: [person(8, evil)], sessions: [live(1, evil, { issue: evil, others: [evil], standing: { kind: 'active', owner: 8, name: evil, since: 0 } })],
    activity: [happened(1, { kind: 'joined', name: evil, customer: evil })],
  })
  await supervise()
  await markRow(0)
  await press(sessionsGrid(), 'm')
  expect(all('.sup img, .dlg img, .sup .med b')).toEqual([])
  expect([customers()[0], text('.lpeople .med'), text('.fi b'), text('.tile .h .trunc')]).toEqual([evil, evil, evil, evil])
  expect('hurt' in globalThis).toBe(false)
})

it('draws some of five thousand rows', async () => {
  await tell({ sessions: Array.from({ length: 5000 }, (_, n) => live(n + 1, `Customer ${n}`, { created_at: n })), people: Array.from({ length: 500 }, (_, n) => person(n + 8, `Representative ${n}`)) })
  await supervise()
  expect(find('.lsessions')?.getAttribute('aria-rowcount')).toBe('5001')
  expect(all('.lsessions .frows [role=row]').length).toBeLessThan(60)
  expect(all('.lpeople .frows [role=row]').length).toBeLessThan(60)
})

it('is red for what is overdue, and says nothing bad of a whole bar', async () => {
  const late = { waiting: 1, longest_since: NOW - 301_000, warning_s: 120, accepted: 2, in_target: 2 }
  await tell({ queues: [queueLevel('team:1', late), queueLevel('team:2', { ...late, in_target: 1 })], sessions: [waits(1, 'Odile', NOW - 301_000)] })
  await supervise()
  expect([find('.tile')?.classList.contains('over'), text('.tile .tag')]).toEqual([true, 'Warning, 1 overdue'])
  expect(find('.tile .pb')?.classList.contains('ok')).toBe(true)
})

it('says that the list of representatives is of others', async () => {
  await tell({ queues: [queueLevel('team:1', { free: 2, online: 2 })], people: [person(8, 'Bram')] })
  await supervise()
  expect([text('.tile .f'), text('.people .bh .num')]).toEqual(['None accepted 2 of 2 free', 'Besides you: 1 online, 1 free'])
})

it('tells of offers and of those who did not take them', async () => {
  await tell({ activity: [happened(2, { kind: 'not_taken', name: 'Bram', customer: 'Greta', why: 'declined' }), happened(1, { kind: 'offered', name: 'Bram', customer: 'Greta', by: 'Ines' })] })
  await supervise()
  expect(texts('.fi > div > span')).toEqual(['Bram declined Greta’s session', 'Ines offered Greta to Bram'])
})
