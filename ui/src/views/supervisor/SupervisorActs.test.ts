import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { commandLines, findCommands } from '../../state/commands'
import { live, person, queueLevel, waits } from '../../state/dashboardTestData'
import { stopWatching } from '../../state/dashboardReturn'
import { lsid } from '../../state/testData'
import { all, button, change, click, close, console, find, open, press, settled, site, supervise, tell, text, texts, transport, type } from './testStage'

vi.mock('uplot', () => ({
  default: class {
    static paths = {}
    setData() {}
    setSize() {}
    redraw() {}
    destroy() {}
  },
}))

const NOW = 1_764_000_000_000
const sessionsGrid = () => find('.lsessions')
const markRow = async (index: number) => {
  find(`.lsessions [data-level-row="${index}"]`)?.click()
  await settled()
}
const mara = live(1, 'Mara', { created_at: NOW - 847_000, standing: { kind: 'active', owner: 8, name: 'Bram', since: NOW } })

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date', 'setInterval', 'clearInterval'] })
  await open()
})
afterEach(() => {
  close()
  vi.useRealTimers()
})

it('monitors only after it has said what the site’s rule is', async () => {
  await tell({ sessions: [mara] })
  await supervise()
  await markRow(0)
  await press(sessionsGrid(), 'm')
  expect(text('.dlg h2')).toBe('Monitor Mara’s session?')
  expect(texts('.stepin li')).toEqual(['This site’s rule: monitoring is always seen.', 'Bram sees that you are there.', 'Mara is not told. You see the chat and the screen, and cannot act.', 'It is noted in the audit log.'])
  expect(transport.sent('monitor_session')).toEqual([])
  await click('.dlg', 'Monitor')
  expect(transport.sent('monitor_session')).toEqual([{ type: 'monitor_session', lsid: lsid(1), seen: true }])
  expect(find('.dlg')).toBeNull()
})

it('monitors unseen where the site says so, and lets choose where it lets', async () => {
  await site('unseen')
  await tell({ sessions: [mara] })
  await supervise()
  await markRow(0)
  await press(sessionsGrid(), 'M')
  expect(texts('.stepin li').slice(0, 2)).toEqual(['This site’s rule: monitoring is never seen.', 'Bram does not see that you are there.'])
  await click('.dlg', 'Monitor')
  await site('choice')
  await press(sessionsGrid(), 'M')
  await click('.dlg', 'Monitor')
  await press(sessionsGrid(), 'M')
  await click('.dlg [role=radiogroup]', 'Unseen')
  await click('.dlg', 'Monitor')
  expect(transport.sent('monitor_session').map(({ seen }) => seen)).toEqual([false, true, false])
})

it('joins and takes over by key, from whoever has it when it is confirmed', async () => {
  await tell({ sessions: [mara] })
  await supervise()
  await markRow(0)
  await press(sessionsGrid(), 'j')
  await click('.dlg', 'Join')
  await press(sessionsGrid(), 'o')
  expect(texts('.stepin li')[0]).toBe('You own it from then on. Bram keeps taking part.')
  await change({ sessions: [{ ...mara, standing: { kind: 'active', owner: 9, name: 'Kenji', since: NOW } }] })
  expect(texts('.stepin li')[0]).toBe('You own it from then on. Kenji keeps taking part.')
  await click('.dlg', 'Take over')
  expect([transport.sent('join_session'), transport.sent('take_over')]).toEqual([[{ type: 'join_session', lsid: lsid(1) }], [{ type: 'take_over', lsid: lsid(1), from: 9 }]])
})

it('takes the dialog away when the session is gone', async () => {
  await tell({ sessions: [mara] })
  await supervise()
  await markRow(0)
  await press(sessionsGrid(), 'o')
  expect(find('.dlg')).not.toBeNull()
  await change({ gone: [lsid(1)] })
  expect(find('.dlg')).toBeNull()
})

it('keeps the dialog where it was refused, and says why', async () => {
  await tell({ sessions: [mara] })
  await supervise()
  await markRow(0)
  await press(sessionsGrid(), 'o')
  transport.refuse = { code: 'internal', message: 'somebody else was faster', retryable: false, retry_after_s: null, attempts_left: null }
  await click('.dlg', 'Take over')
  expect(find('.dlg')).not.toBeNull()
  expect(text('.toasts .toast')).toContain('Mara’s session was not taken over')
})

it('assigns a waiting session to whoever is free, and to nobody else', async () => {
  await tell({
    sessions: [waits(1, 'Odile', NOW - 60_000)],
    people: [person(8, 'Bram', { presence: 'busy' }), person(9, 'Kenji', { sessions: 2 }), person(10, 'Priya', { sessions: 1 }), person(11, 'Lior', { sessions: 3 })],
  })
  await supervise()
  await click('.live', 'Waiting')
  await markRow(0)
  await press(sessionsGrid(), 't')
  expect(text('.dlg h2')).toBe('Assign Odile')
  expect(texts('.giver')).toEqual(['IN Ines (you)', 'PR Priya 1 of 3 sessions', 'KE Kenji 2 of 3 sessions', 'BR Bram Busy, 0 of 3 sessions', 'LI Lior Full, 3 of 3 sessions'])
  await press(find('.dlg input'), 'ArrowDown')
  await press(find('.dlg input'), 'ArrowDown')
  await press(find('.dlg input'), 'ArrowDown')
  await press(find('.dlg input'), 'Enter')
  expect(transport.sent('assign_session')).toEqual([{ type: 'assign_session', lsid: lsid(1), to: 9 }])
})

it('does not give it to somebody else where the one who was chosen is not free any more', async () => {
  await tell({ sessions: [waits(1, 'Odile', NOW - 60_000)], people: [person(8, 'Bram'), person(9, 'Kenji')] })
  await supervise()
  await click('.live', 'Waiting')
  await markRow(0)
  await press(sessionsGrid(), 't')
  all('.giver').find((one) => one.textContent?.includes('Kenji'))?.click()
  await settled()
  expect(find('.giver[aria-selected=true]')?.textContent).toContain('Kenji')
  await change({ people: [person(9, 'Kenji', { presence: 'away' })] })
  expect(find('.giver[aria-selected=true]')).toBeNull()
  await press(find('.dlg footer .primary'), 'Enter', { ctrlKey: true })
  expect(transport.sent('assign_session')).toEqual([])
})

it('passes a session on to a queue or somebody, with a note', async () => {
  await tell({ queues: [queueLevel('team:1', { name: 'Mobile Support' }), queueLevel('general', { name: 'General', free: 3, online: 6 })], people: [person(8, 'Bram'), person(9, 'Kenji')], sessions: [mara] })
  await supervise()
  await markRow(0)
  await press(sessionsGrid(), 't')
  expect(texts('.giver')).toEqual(['Field Devices 0 free', 'General 3 of 6 free', 'IN Ines (you)', 'KE Kenji 0 of 3 sessions'])
  await type('.dlg input', 'kenji')
  await type('.dlg textarea', ' Knows docks ')
  await press(find('.dlg input'), 'Enter')
  expect(transport.sent('transfer_session')).toEqual([{ type: 'transfer_session', lsid: lsid(1), to: 'rep:9', note: 'Knows docks', stay: false }])
})

it('has what can be done with the marked session in Commands', async () => {
  await tell({ sessions: [mara] })
  await supervise()
  const lines = () => findCommands(commandLines(console), '').filter(({ group }) => group === 'Supervisor')
  expect(lines().map(({ label }) => label)).toEqual(['Message teams'])
  await markRow(0)
  expect(lines().map(({ label, keys, reason }) => [label, keys, reason])).toEqual([
    ['Monitor: Mara’s session', 'M', undefined], ['Join: Mara’s session', 'J', undefined], ['Take over: Mara’s session', 'O', undefined],
    ['Transfer: Mara’s session', 'T', undefined], ['Message teams', '', undefined],
  ])
  lines()[3]?.run()
  await settled()
  expect(text('.dlg h2')).toBe('Transfer Mara’s session')
})

it('says why something cannot be done, and does not do it', async () => {
  await tell({ sessions: [{ ...mara, standing: { kind: 'active', owner: 7, name: 'Ines', since: 0 } }, live(2, 'Ivo')], busy: [lsid(2)] })
  await supervise()
  expect(all('.lsessions [data-level-row="0"] .lact').map((one) => one.title.replace(/^.*: /, ''))).toEqual(Array(4).fill('Something is being asked of it'))
  expect(all('.lsessions [data-level-row="1"] .lact').map((one) => one.title)).toEqual(['Monitor: It is your own', 'Join: It is your own', 'Take over: It is your own', 'Transfer'])
  await markRow(1)
  await press(sessionsGrid(), 'm')
  await click('.lsessions [data-level-row="0"]', 'Join, Ivo')
  expect(find('.dlg')).toBeNull()
})

it('opens what can be done with a row by Enter', async () => {
  await tell({ sessions: [mara] })
  await supervise()
  await press(sessionsGrid(), 'ArrowDown')
  await press(sessionsGrid(), 'Enter')
  expect(texts('[role=menu] [role=menuitem]')).toEqual(['Monitor M', 'Join J', 'Take over O', 'Transfer T'])
})

it('sets a representative’s status, opens the talk, and asks before signing out', async () => {
  await tell({ people: [person(8, 'Bram', { sessions: 2 })] })
  await supervise()
  const menu = async () => {
    await press(find('.lpeople'), 'ArrowDown')
    await press(find('.lpeople'), 'Enter')
  }
  await menu()
  await click('[role=menu]', 'Set to available')
  expect(transport.sent('set_presence_of')).toEqual([])
  await click('[role=menu]', 'Set to away')
  expect(transport.sent('set_presence_of')).toEqual([{ type: 'set_presence_of', who: 8, presence: 'away' }])
  await menu()
  await click('[role=menu]', 'Sign out…')
  expect(text('.dlg .dlg-body')).toBe('Bram has to sign in again. 2 sessions are open. They go to whoever shares them, or back to a queue.')
  expect(transport.sent('sign_out_colleague')).toEqual([])
  await click('.dlg', 'Sign out')
  expect(transport.sent('sign_out_colleague')).toEqual([{ type: 'sign_out_colleague', who: 8 }])
  await menu()
  await click('[role=menu]', 'Message')
  expect(console.page).toBe('talk')
})

it('tells led teams something at once', async () => {
  await tell({ led: [{ team: 1, role: 'lead' }, { team: 2, role: 'manager' }] })
  await supervise()
  await click('.suph', 'Message teams')
  expect(text('.dlg footer .small')).toBe('2 colleagues')
  await press(find('.dlg textarea'), 'Enter', { ctrlKey: true })
  expect(transport.sent('broadcast')).toEqual([])
  await type('.dlg textarea', 'Printers are down.')
  find('.dlg .check:last-of-type input')?.click()
  await settled()
  await press(find('.dlg textarea'), 'Enter', { ctrlKey: true })
  expect(transport.sent('broadcast')).toEqual([{ type: 'broadcast', teams: [1], text: 'Printers are down.' }])
})

it('assigns nobody to oneself by a slip, says who has the offer, and takes Ctrl+Enter', async () => {
  await tell({ sessions: [waits(1, 'Odile', NOW - 60_000, { standing: { kind: 'waiting', since: NOW - 60_000, offered_to: 'Bram' } })], people: [person(8, 'Bram')] })
  await supervise()
  await click('.live', 'Waiting')
  await markRow(0)
  await press(sessionsGrid(), 't')
  expect([texts('.giver'), find('.giver[aria-selected=true]')]).toEqual([['BR Bram Offered now, 0 of 3 sessions', 'IN Ines (you)'], null])
  expect(text('.dlg [role=status]')).toBe('It is offered to Bram now. Assigning it again ends that offer.')
  await press(find('.dlg input'), 'Enter')
  expect([transport.sent('assign_session'), button('.dlg', 'Assign')?.title]).toEqual([[], 'Choose somebody'])
  await change({ people: [person(9, 'Kenji', { sessions: 1 })] })
  await press(find('.dlg footer .primary'), 'Enter', { ctrlKey: true })
  expect(transport.sent('assign_session')).toEqual([{ type: 'assign_session', lsid: lsid(1), to: 9 }])
})

it('stands at the row again when one stops watching what was opened there', async () => {
  await tell({ sessions: [mara, live(2, 'Ivo')] })
  await supervise()
  await markRow(0)
  await press(sessionsGrid(), 'm')
  await click('.dlg', 'Monitor')
  console.page = 'sessions'
  await settled()
  await stopWatching(console, lsid(2))
  await settled()
  expect([console.page, document.activeElement, console.dashboard.sessions.cursor]).toEqual(['supervisor', sessionsGrid(), lsid(2)])
  console.page = 'sessions'
  await stopWatching(console, lsid(1))
  expect(console.page).toBe('sessions')
})

it('does not open the dialog anew where Ctrl+Enter is pressed once too often', async () => {
  await tell({})
  await supervise()
  await click('.suph', 'Message teams')
  await type('.dlg textarea', 'Printers are down.')
  await press(find('.dlg textarea'), 'Enter', { ctrlKey: true })
  const again = await press(button('.suph', 'Message teams') ?? null, 'Enter', { ctrlKey: true })
  expect([transport.sent('broadcast').length, again.defaultPrevented]).toEqual([1, true])
  expect((await press(button('.suph', 'Message teams') ?? null, 'Enter')).defaultPrevented).toBe(false)
})
