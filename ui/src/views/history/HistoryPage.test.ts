import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ColleagueRow } from '../../gen/ColleagueRow'
import { event, historyDetail, historyRow, wrote } from '../../state/historyTestData'
import { transfer } from '../../state/filesTestData'
import { lsid } from '../../state/testData'
import type { TransferRow } from '../../gen/TransferRow'
import { all, button, click, close, connect, console, find, open, press, remember, settled, tell, text, texts, transport, type } from '../supervisor/testStage'

vi.mock('uplot', () => ({
  default: class {
    static paths = {}
    setData() {}
    setSize() {}
    redraw() {}
    destroy() {}
  },
}))

const refusal = (message: string) => ({ code: 'unreachable', message, retryable: true, retry_after_s: null, attempts_left: null }) as const
const rest = async () => {
  vi.advanceTimersByTime(300)
  await settled()
}
const show = async () => {
  await remember()
  await rest()
}
const found = () => texts('.hrow b')

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 23, 15).getTime(), toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  await open()
})
afterEach(() => {
  close()
  vi.useRealTimers()
})

it('is a workplace of the rail, and looks for the last month by itself', async () => {
  transport.answerSearch = () => ({ rows: [historyRow(1, { company: 'Northlake', issue: 'Dark screen', rating: 4 })], next: null })
  await show()
  expect(find('.rail [aria-current]')?.getAttribute('aria-label')).toBe('History')
  expect(transport.searched).toEqual([{ from: new Date(2026, 9, 25).getTime() }])
  expect([found(), text('.hfound [role=status]')]).toEqual([['Customer 1'], '1 session'])
  expect(text('.hrow')).toContain('General · Ines · waited 1:01 · handled for 10:00')
})

it('looks for words after a rest, and marks what was found as text', async () => {
  transport.answerSearch = ({ text }) => ({ rows: [historyRow(1, { customer: '<i>Mara</i>', found: text ? `the <b>\u0001${text}\u0002</b> is dark` : null })], next: null })
  await show()
  await type('.hbar-text input', 'scr')
  await type('.hbar-text input', 'screen')
  expect(transport.searched).toHaveLength(1)
  await rest()
  expect(transport.searched.slice(1).map(({ text }) => text)).toEqual(['screen'])
  expect([text('.hmark'), texts('.hmark mark'), all('.hmark b, .hrow i')]).toEqual(['the <b>screen</b> is dark', ['screen'], []])
})

const people = '.hbar [aria-label=Representative]'
const choosePerson = async (words: string) => {
  find(people)?.click()
  await type(people, words)
  await press(find(people), 'Enter')
  await rest()
}

it('finds representatives by any part of their names', async () => {
  const one = (id: number, name: string) => ({ id, name, presence: 'offline', auto: null, teams: [] }) as unknown as ColleagueRow
  const names = [one(8, 'Anne-Marie \u201cNan\u201d O\u2019Dwyer'), one(9, 'José Žižić'), one(10, '<img src=x> 😀')]
  transport.publish('colleagues', { kind: 'colleagues', value: { people: names, teams: [], rules: { assign_s: 30, away_after_min: null, monitoring: 'seen', forced_alerts: [] } } })
  await show()
  find(people)?.click()
  await settled()
  const shown = () => texts('.hpeople [role=option]')
  expect(shown()).toEqual(['Any representative', 'Ines (you)', ...names.map(({ name }) => name)])
  for (const [words, found] of [['marie dw', [8]], ['ziz', [9]], ['JOSE', [9]], ['o’dw', [8]], ['<img', [10]], ['😀', [10]], ['zz', []]] as const) {
    await type(people, words)
    expect(shown()).toEqual(names.filter(({ id }) => found.some((one) => one === id)).map(({ name }) => name))
  }
  await press(find(people), 'Escape')
  expect([(find(people) as HTMLInputElement).value, find('.hpeople')?.hidden]).toEqual(['', true])
  await choosePerson('ziz')
  expect([(find(people) as HTMLInputElement).value, transport.searched.at(-1)?.representative]).toEqual(['José Žižić', 9])
  await press(find(people), 'ArrowDown')
  await press(find(people), 'ArrowUp')
  await press(find(people), 'ArrowUp')
  await press(find(people), 'ArrowUp')
  await press(find(people), 'Enter')
  await rest()
  expect(transport.searched.at(-1)).not.toHaveProperty('representative')
})

it('looks by customer, representative, queue and dates', async () => {
  await show()
  const choose = async (label: string, value: string) => {
    const field = find(`.hbar [aria-label="${label}"]`) as HTMLSelectElement
    field.value = value
    field.dispatchEvent(new Event('change', { bubbles: true }))
    await rest()
  }
  await type('.hbar [aria-label=Customer]', 'mara')
  await choosePerson('Ines')
  await choose('Queue', 'team:2')
  await choose('Time', 'dates')
  await type('.hbar [aria-label="First day"]', '2026-11-02')
  await type('.hbar [aria-label="Last day"]', '2026-11-03')
  await rest()
  expect(transport.searched.at(-1)).toEqual({ customer: 'mara', representative: 7, queue: 'team:2', from: new Date(2026, 10, 2).getTime(), to: new Date(2026, 10, 4).getTime() })
  const before = transport.searched.length
  await type('.hbar [aria-label="Last day"]', '2026-11-01')
  await rest()
  expect([text('.hbar [role=alert]'), transport.searched.length]).toEqual(['The first day is after the last', before])
})

it('reads one session: chat, events, notes, whispers, survey', async () => {
  transport.answerSearch = () => ({ rows: [historyRow(1), historyRow(2)], next: null })
  const ines = { kind: 'representative', id: 7, name: 'Ines' } as const
  transport.details.set(lsid(1), historyDetail(1, [
    event(3, { kind: 'session_start', method: 'issue' }), wrote(4, 'My <b>screen</b>'), wrote(5, 'A moment', { author: ines }),
    wrote(6, '', { author: ines, body: { kind: 'note', text: 'Old dock' } }), wrote(7, '', { author: { kind: 'representative', id: 8, name: 'Bram' }, body: { kind: 'whisper', text: 'Driver?' } }),
    event(8, { kind: 'customer_exit_survey_completed', rating: 4, comment: 'Quick' }),
  ]))
  transport.earlier.set(3, { entries: [wrote(1, 'First'), wrote(2, 'Second')], has_earlier: false })
  await show()
  expect(text('.hdetail .empty b')).toBe('No session is chosen')
  await press(find('.hlist'), 'ArrowDown')
  expect(text('.hfacts h2')).toBe('Customer 1')
  expect(texts('.hlog .bub')).toEqual(['My <b>screen</b>', 'A moment', 'Old dock', 'Driver?'])
  expect(texts('.hlog .priv .by span:not(.num)')).toEqual(['Note', 'Representatives only'])
  expect(text('.hsurvey')).toBe('Survey: 4 of 5. Quick')
  expect(all('.hdetail textarea, .hlog input')).toEqual([])
  await click('.hpart', 'Earlier entries')
  expect(texts('.hlog .bub').slice(0, 2)).toEqual(['First', 'Second'])
  expect(find('.hpart > .btn')).toBeNull()
  await click('.hpart', 'Notes')
  expect(texts('.hlog .bub')).toEqual(['Old dock', 'Driver?'])
  await click('.hpart', 'Events')
  expect(all('.hlog .ev')).toHaveLength(2)
})

it('names all who took part', async () => {
  transport.answerSearch = () => ({ rows: [historyRow(1)], next: null })
  transport.details.set(lsid(1), historyDetail(1, [], { took_part: [{ id: 8, name: 'Bram' }, { id: 7, name: '<b>Ines</b>' }] }))
  await show()
  await press(find('.hlist'), 'ArrowDown')
  expect(texts('.hkv div')).toContain('RepresentativesBram, <b>Ines</b>')
})

it('saves a file of the chat as long as it is kept', async () => {
  transport.answerSearch = () => ({ rows: [historyRow(1)], next: null })
  const file = (number: number, name: string, left: number) =>
    wrote(number, '', { body: { kind: 'file', file: { upload: lsid(number), name, size: 284_000, sha256: '0'.repeat(64), media_type: null, kept_until: Date.now() + left } } })
  transport.details.set(lsid(1), historyDetail(1, [file(4, 'setup\u202Efdp.exe', 1e9), file(5, 'old.exe', -1000)]))
  await show()
  await press(find('.hlist'), 'ArrowDown')
  expect(texts('.hlog .filebub-name')).toEqual(['setup\uFFFDfdp.exe', 'old.exe'])
  expect(texts('.hlog .filebub .small')).toEqual(['284 KB', '284 KB, no longer kept'])
  expect(texts('.hlog .filebub-warn')).toEqual(['This can run on this computer. Open it only if you expected it from Customer 1.'])
  expect(all('.hlog .filebub button')).toHaveLength(1)
  await click('.hlog .filebub', 'Save setup\uFFFDfdp.exe')
  const [sent] = transport.sent('save_past_file')
  expect(sent).toMatchObject({ lsid: lsid(1), file: { upload: lsid(4), name: 'setup\u202Efdp.exe', sha256: '0'.repeat(64) } })
  const row = { lsid: lsid(1), way: 'from_chat' as const, upload: lsid(4), id: sent?.id ?? '', bytes: 284_000 }
  const status = async (status: TransferRow['status']) => {
    transport.publish('transfers', { kind: 'transfers', value: { transfers: [transfer(1, status, row)] } })
    await settled()
  }
  await status({ kind: 'running', done: 142_000, rate: null, left_s: null })
  expect(find('.hlog [role=progressbar]')?.getAttribute('aria-valuenow')).toBe('50')
  await status({ kind: 'failed', error: refusal('This file is not kept any more') })
  expect(texts('.hlog .filebub .small')[0]).toBe('284 KB, This file is not kept any more.')
  await status({ kind: 'done', skipped: 0 })
  await click('.hlog .filebub', 'Show in folder')
  expect(transport.sent('show_transfer').map(({ id }) => id)).toEqual([sent?.id])
  await connect(false)
  await status({ kind: 'cancelled', by_customer: false })
  expect(find('.hlog .filebub button')?.getAttribute('aria-disabled')).toBe('true')
})

it('says where words stand that the preview does not reach', async () => {
  transport.answerSearch = ({ text }) => ({ rows: [historyRow(1, { found: text === 'near' ? '\u0001near\u0002' : null })], next: null })
  await show()
  expect(find('.hmark')).toBeNull()
  for (const [words, shown] of [['near', 'near'], ['far', 'Found in its log; the place is not shown here.']] as const) {
    await type('.hbar-text input', words)
    await rest()
    expect(text('.hmark')).toBe(shown)
  }
})

it('says what could not be read, and tries again', async () => {
  transport.answerSearch = () => {
    throw refusal('the site does not answer')
  }
  await show()
  expect([text('.hfound .empty b'), text('.hfound .empty p')]).toEqual(['The history could not be searched', 'The site does not answer.'])
  transport.answerSearch = () => ({ rows: [historyRow(1)], next: null })
  await click('.hfound', 'Try again')
  expect(found()).toEqual(['Customer 1'])
  await press(find('.hlist'), 'ArrowDown')
  expect(text('.hdetail .empty b')).toBe('The session could not be read')
  transport.details.set(lsid(1), historyDetail(1, []))
  await click('.hdetail', 'Try again')
  expect(text('.hfacts h2')).toBe('Customer 1')
})

it('does not say that nothing was found where nothing could be searched', async () => {
  await show()
  expect(text('.hfound .empty b')).toBe('No session was found')
  transport.answerSearch = () => {
    throw refusal('the site does not answer')
  }
  await type('.hbar-text input', 'dark')
  await rest()
  expect(text('.hfound .empty b')).toBe('The history could not be searched')
})

it('says when nothing was found', async () => {
  await show()
  expect(text('.hfound .empty b')).toBe('No session was found')
  await click('.hfound', 'Show all')
  await rest()
  expect(transport.searched.at(-1)).toEqual({})
})

it('does not ask while there is no connection', async () => {
  await connect(false)
  await show()
  expect([text('.hfound .empty b'), transport.searched]).toEqual(['The history could not be searched', []])
  await connect(true)
  await rest()
  expect(transport.searched).toHaveLength(1)
})

it('exports what is found, and says where it was saved until one goes on', async () => {
  await show()
  await click('.suph', 'Export what is found')
  expect([find('.suph [role=menu]'), button('.suph', 'Export what is found')?.title]).toEqual([null, 'Export what is found: Nothing was found'])
  transport.answerSearch = () => ({ rows: [historyRow(1)], next: null })
  await type('.hbar [aria-label=Customer]', 'mara')
  await rest()
  await click('.suph', 'Export what is found')
  await click('.suph [role=menu]', 'CSV')
  expect(transport.exported).toEqual([{ query: { customer: 'mara', from: new Date(2026, 9, 25).getTime() }, format: 'csv' }])
  expect(text('.suph [role=status]')).toBe('Saved as history.csv')
  expect(find('.suph [role=status] span')?.title).toBe('/downloads/history.csv')
  transport.refuse = refusal('the disk is full')
  await click('.suph', 'Export what is found')
  await click('.suph [role=menu]', 'JSON')
  expect(text('.suph [role=status]')).toBe('Not saved. The disk is full.')
  await click('.suph', 'Volume and waits')
  expect(text('.suph [role=status]')).toBe('')
})

it('tells a personal queue from whoever had the session', async () => {
  transport.answerSearch = () => ({ rows: [historyRow(1, { queue: 'rep:8', queue_name: 'Bram', owner: 'Ines' })], next: null })
  await show()
  expect(text('.hrow')).toContain('Personal, Bram · Ines · ')
})

it('counts by day and hour, with tables', async () => {
  transport.answerVolume = ({ by }) => ({ by, points: [{ at: new Date(2026, 10, 2).getTime(), accepted: 5, abandoned: 2, median_ms: 60_000, longest_ms: 120_000, handled_ms: 600_000 }] })
  await show()
  await click('.suph', 'Volume and waits')
  expect(all('.plot-box').map((box) => box.getAttribute('aria-label'))).toEqual(['Ended sessions by day: 5 answered, 2 where the customer gave up.', 'Waits by day: the longest took 2:00.'])
  await click('.hvolbar', 'Show as tables')
  const lines = texts('.plot-table tbody tr')
  expect([lines.length, lines[0], lines.filter((line) => line.startsWith('2 Nov')), lines.at(-1)]).toEqual([60, '23 Nov00–', ['2 Nov5210:00', '2 Nov2:001:00'], '25 Oct––'])
  await click('.hvolbar', 'By hour')
  expect(transport.counted.map(({ by }) => by)).toEqual(['day', 'hour'])
  transport.answerVolume = () => ({ by: 'day', points: [] })
  await click('.hvolbar', 'By day')
  expect(text('.hvol .empty b')).toBe('No session ended in this time')
})

it('has the audit log for those who lead, page by page', async () => {
  const row = (id: number) => ({ id, at: Date.now(), by: 7, by_name: 'Ines', deed: { kind: 'took_over', lsid: lsid(1), customer: 'Mara', from: '<b>Bram</b>' } as const })
  transport.audits.set(null, { rows: [row(2)], before: 2 })
  transport.audits.set(2, { rows: [row(1)], before: null })
  await show()
  expect(texts('.suph [role=radio]')).toEqual(['Sessions', 'Volume and waits'])
  await tell({})
  await click('.suph', 'Audit log')
  expect(texts('.hdeed > span:nth-child(2)')[0]).toBe('Ines took over Mara’s session from <b>Bram</b>')
  await console.history.audit.more()
  await settled()
  expect([all('.hdeed').length, console.history.audit.hasMore]).toEqual([2, false])
  await tell({ led: [] })
  expect(find('.haudit')).toBeNull()
})

it('shows system information as it was kept', async () => {
  transport.answerSearch = () => ({ rows: [historyRow(1)], next: null })
  transport.details.set(lsid(1), historyDetail(1, [], { snapshots: [{ number: 3, name: 'Before', by: 'Ines', at: 0 }] }))
  transport.snapshots.set(3, { head: { number: 3, name: 'Before', by: 'Ines', at: 0 }, readings: [] })
  await show()
  await press(find('.hlist'), 'ArrowDown')
  await click('.hsnaps', 'Before')
  expect([text('.dlg h2').startsWith('Before'), text('.hsnap .empty b')]).toEqual([true, 'Nothing was kept'])
  await click('.dlg', 'Close')
  expect(find('.dlg')).toBeNull()
})
