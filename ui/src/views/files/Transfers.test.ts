import { afterEach, beforeEach, expect, it } from 'vitest'
import { allowing, transfer } from '../../state/filesTestData'
import { button, click, close, find, open, show, text, there, transfers, transport } from './testStage'

beforeEach(open)
afterEach(close)

it('lists transfers with what can be done about each', async () => {
  await show(allowing())
  await transfers(
    transfer(1, { kind: 'running', done: 24_000_000, rate: 3_100_000, left_s: 5 }),
    transfer(2, { kind: 'paused', done: 18_900_000, why: 'offline' }, { way: 'from_device', place: 'Logs' }),
    transfer(3, { kind: 'verifying' }),
    transfer(4, { kind: 'asking', taken: ['file 4.zip'] }),
    transfer(5, { kind: 'done', skipped: 0 }, { way: 'from_device' }),
    transfer(6, { kind: 'failed', error: { code: 'storage', message: 'this computer’s disk is full', retryable: true, retry_after_s: null, attempts_left: null } }),
  )
  expect(text('.qh .small')).toBe('2 running, 1 paused, 1 needs an answer, 1 failed, 1 done')
  const status = [...document.querySelectorAll('.tr .st')].map((one) => one.textContent?.trim())
  expect(status).toEqual([
    '3.1 MB/s, 5 s left', 'Paused at 18.9 MB, connection lost', 'Verifying checksum', 'file 4.zip already exists on the computer',
    'Done, verified', 'This computer’s disk is full.',
  ])
  expect(find('.tr [role=progressbar]')?.getAttribute('aria-valuenow')).toBe('62')
  await click('.tr:nth-child(1)', 'Pause file 1.zip')
  await click('.tr:nth-child(2)', 'Resume now')
  await click('.tr:nth-child(3)', 'Cancel file 3.zip')
  await click('.tr:nth-child(4)', 'Keep both')
  await click('.tr:nth-child(5)', 'Show file 5.zip in its folder')
  await click('.tr:nth-child(6)', 'Retry')
  await click('.qh', 'Pause all')
  await click('.qh', 'Clear finished')
  const types = transport.commands.slice(-8).map((command) => command.type)
  expect(types).toEqual(['pause_transfer', 'resume_transfer', 'cancel_transfer', 'answer_taken', 'show_transfer', 'resume_transfer', 'pause_all_transfers', 'clear_transfers'])
  expect(transport.sent('answer_taken')[0]).toMatchObject({ name: 'file 4.zip', if_taken: 'keep_both' })
  await click('.qh', 'Collapse transfers')
  expect(find('.trs')).toBeNull()
})

it('answers several names one by one or all alike, and replaces only where changes are allowed', async () => {
  await show(allowing({ change: false }))
  await transfers(transfer(1, { kind: 'asking', taken: ['a.cfg', 'b.cfg'] }))
  expect(button('.clashes', 'Replace a.cfg')?.getAttribute('aria-disabled')).toBe('true')
  await click('.clashes', 'Skip b.cfg')
  await click('.clashes', 'Keep both of all 2')
  expect(transport.sent('answer_taken').map(({ name, if_taken }) => [name, if_taken])).toEqual([['b.cfg', 'skip'], [null, 'keep_both']])
})

it('names what did not come when asked', async () => {
  await show(allowing())
  await transfers(transfer(1, { kind: 'done', skipped: 1 }, { failed: 2, files: 9, faults: ['logs/big\u202E.bin cannot be read'] }))
  expect(text('.tr .st')).toContain('Done, 2 files did not come, 1 skipped')
  await click('.tr', 'Which')
  expect([...document.querySelectorAll('.trfaults li')].map((one) => one.textContent)).toEqual(['Logs/big\uFFFD.bin cannot be read.', 'And 1 more.'])
})

it('says aloud when a transfer starts and ends, and looks again where it went', async () => {
  await show(allowing())
  const said = () => [...document.querySelectorAll('.filespane > .vh[role=status]')].at(-1)?.textContent
  const listed = () => there.asked.filter((request) => request.kind === 'list').length
  await transfers(transfer(1, { kind: 'waiting' }))
  expect(said()).toBe('Transfer of file 1.zip started')
  const before = listed()
  await transfers(transfer(1, { kind: 'running', done: 5, rate: null, left_s: null }))
  expect(said()).toBe('Transfer of file 1.zip started')
  await transfers(transfer(1, { kind: 'done', skipped: 0 }))
  expect(said()).toBe('file 1.zip is there, verified')
  expect(listed()).toBe(before + 1)
})

it('calls verified only what was compared', async () => {
  await show(allowing())
  await transfers(transfer(1, { kind: 'asking', taken: ['a.cfg'] }))
  const said = () => [...document.querySelectorAll('.filespane > .vh[role=status]')].at(-1)?.textContent
  await transfers(transfer(1, { kind: 'done', skipped: 3 }, { files: 0, bytes: 0 }))
  expect(text('.tr .st')).toBe('Done, 3 skipped')
  expect(said()).toBe('file 1.zip: 3 skipped')
  await transfers(transfer(1, { kind: 'done', skipped: 3 }, { files: 2 }))
  expect(text('.tr .st')).toBe('Done, verified, 3 skipped')
})
