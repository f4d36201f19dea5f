import { flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Entry } from '../../gen/Entry'
import { fakeHost, type FakeTransport } from '../../host/fake'
import { FakeFiles } from '../../host/fakeFiles'
import { Console } from '../../state/console.svelte'
import { transfer } from '../../state/filesTestData'
import { activeSession, app, lsid, quiet, signedIn } from '../../state/testData'
import App from '../App.svelte'

let transport: FakeTransport
let console: Console
let view: Record<string, unknown>

const settled = async () => {
  for (let n = 0; n < 12; n++) await tick()
  flushSync()
}
const find = (selector: string) => document.querySelector<HTMLElement>(selector)
const text = (selector: string) => find(selector)?.textContent?.replace(/\s+/g, ' ').trim()
const button = (within: string, name: string) =>
  [...document.querySelectorAll<HTMLElement>(`${within} button`)].find(
    (one) => one.getAttribute('aria-label') === name || one.textContent?.replace(/\s+/g, ' ').trim().startsWith(name),
  )
const click = async (within: string, name: string) => {
  const found = button(within, name)
  if (!found) throw new Error(`no button ${name}`)
  found.click()
  await settled()
}
const file = (number: number, name: string, more: Partial<Entry> = {}, keptFor = 1e9): Entry => ({
  lsid: lsid(9), number, at: Date.now(), client_id: lsid(number), author: { kind: 'customer' },
  body: { kind: 'file', file: { upload: lsid(number), name, size: 284_000, sha256: '0'.repeat(64), media_type: null, kept_until: Date.now() + keptFor } },
  ...more,
})
const chat = async (...entries: Entry[]) => {
  transport.publish(`chat/${lsid(9)}`, { kind: 'chat', value: { entries, state: quiet, draft: '', whispering: false, note_draft: '' } })
  await settled()
}

beforeEach(async () => {
  localStorage.clear()
  // The log draws what is in sight; without a layout everything is.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(900)
  const fake = fakeHost()
  transport = fake.transport
  console = new Console(fake.host)
  console.layout.fit(1600)
  const here = new FakeFiles({ home: { Logs: {}, 'a.txt': 6000, 'b.zip': 38_200_000 } })
  transport.answerFiles = (_, request) => here.answer(request)
  transport.publish('app', { kind: 'app', value: app(signedIn) })
  transport.publish('connection', { kind: 'connection', value: { link: { kind: 'online' }, clock_offset_ms: 0, latency_ms: null } })
  transport.publish('queues', { kind: 'queues', value: { loaded: true, queues: [], waiting: [] } })
  transport.publish(`session/${lsid(9)}`, { kind: 'session', value: activeSession(9) })
  transport.publish('transfers', { kind: 'transfers', value: { transfers: [] } })
  const tab = { lsid: lsid(9), name: 'Tobias Vane', channel: 'browser_desktop', since: 0, held: false, ended: false, asking: false, unread: 0, customer: { kind: 'here' }, part: 'owner' } as const
  transport.publish('sessions', { kind: 'sessions', value: { tabs: [tab], show: null, show_serial: 0 } })
  await chat()
  view = mount(App, { target: document.body, props: { console } })
  await settled()
})
afterEach(() => {
  void unmount(view)
  document.body.replaceChildren()
})

it('shows a file with its size, and saves it only when told', async () => {
  await chat(file(1, 'photo\u202Egpj.png'))
  expect(text('.filebub-name')).toBe('photo\uFFFDgpj.png')
  expect(text('.filebub .small')).toBe('284 KB')
  expect(find('.filebub a, .filebub img')).toBeNull()
  expect(transport.sent('transfer')).toEqual([])
  await click('.filebub', 'Save photo\uFFFDgpj.png')
  const [sent] = transport.sent('transfer')
  expect(sent).toMatchObject({ way: 'from_chat', upload: lsid(1), paths: [], folder: null })
  const row = { way: 'from_chat' as const, upload: lsid(1), id: sent?.id ?? '', bytes: 284_000 }
  transport.publish('transfers', { kind: 'transfers', value: { transfers: [transfer(1, { kind: 'running', done: 142_000, rate: null, left_s: null }, row)] } })
  await settled()
  expect(find('.filebub [role=progressbar]')?.getAttribute('aria-valuenow')).toBe('50')
  transport.publish('transfers', { kind: 'transfers', value: { transfers: [transfer(1, { kind: 'done', skipped: 0 }, row)] } })
  await settled()
  expect(text('.filebub .small')).toBe('284 KB, Done, verified')
  await click('.filebub', 'Show in folder')
  expect(transport.sent('show_transfer').map((command) => command.id)).toEqual([sent?.id])
})

it('warns of what can run, but not of one’s own', async () => {
  const own = { author: { kind: 'representative' as const, id: 7, name: 'Ines' } }
  await chat(file(1, 'update.exe'), file(2, 'tool.exe', own))
  const warnings = [...document.querySelectorAll('.filebub-warn')].map((one) => one.textContent)
  expect(warnings).toEqual(['This can run on this computer. Open it only if you expected it from Tobias Vane.'])
})

it('does not offer what is not kept any more', async () => {
  await chat(file(1, 'old.pdf', {}, -10_000))
  expect(text('.filebub .small')).toBe('284 KB, no longer kept')
  expect(find('.filebub button')).toBeNull()
})

it('reads a new file of the customer out', async () => {
  await chat(file(1, 'a.pdf'))
  transport.publish(`chat/${lsid(9)}`, { kind: 'chat_patch', value: { entries: [file(2, 'b.pdf')], state: quiet } })
  await settled()
  expect(text('.pane > [role=log]')).toBe('Tobias Vane: sent the file b.pdf')
})

it('attaches files of this computer, never folders', async () => {
  await click('.composer', 'Attach files')
  const rows = () => [...document.querySelectorAll<HTMLElement>('.dlg [data-files-row]')]
  const send = () => button('.dlg footer', 'Send to chat')
  expect(rows().map((row) => row.querySelector('.fname')?.textContent?.trim())).toEqual(['Logs', 'a.txt', 'b.zip'])
  expect(send()?.title).toBe('Nothing is selected')
  rows()[0]?.click()
  await settled()
  expect(send()?.title).toBe('Only files can go to the chat')
  rows()[1]?.click()
  rows()[2]?.dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: true }))
  await settled()
  await click('.dlg footer', 'Send to chat')
  expect(find('.dlg')).toBeNull()
  expect(transport.sent('transfer')).toMatchObject([{ way: 'to_chat', paths: [{ names: ['a.txt'] }, { names: ['b.zip'] }], upload: null }])
})

it('shows what is on its way to the chat until it is there', async () => {
  const error = { code: 'unavailable', message: 'the spool is full', retryable: true, retry_after_s: null, attempts_left: null } as const
  transport.publish('transfers', {
    kind: 'transfers',
    value: { transfers: [transfer(1, { kind: 'failed', error }, { way: 'to_chat' }), transfer(2, { kind: 'done', skipped: 0 }, { way: 'to_chat' })] },
  })
  await settled()
  expect([...document.querySelectorAll('.uploads li')].map((one) => one.querySelector('.med')?.textContent)).toEqual(['file 1.zip'])
  expect(text('.uploads li')).toContain('The spool is full.')
  await click('.uploads', 'Retry')
  expect(transport.sent('resume_transfer')).toHaveLength(1)
})

it('tells in the log what was done with files', async () => {
  const event = (number: number, event: Extract<Entry['body'], { kind: 'event' }>['event']): Entry => ({
    lsid: lsid(9), number, at: Date.now(), client_id: null, author: { kind: 'representative', id: 7, name: 'Ines' }, body: { kind: 'event', event },
  })
  const moved = { name: 'a.log', files: 3, failed: 0, bytes: 6000, folder: 'Documents', reason: null }
  await chat(
    event(1, { kind: 'capability_granted', what: 'files' }),
    event(2, { kind: 'file_upload', ...moved }),
    event(3, { kind: 'file_download', ...moved, files: 1, folder: null }),
    event(4, { kind: 'file_upload_failed', ...moved, files: 1, failed: 2, reason: 'the disk is full' }),
    event(5, { kind: 'file_moved', from: 'a.log', to: 'Logs/a.log' }),
    event(6, { kind: 'file_deleted', path: 'a\u202E.log', count: 2, trash: true }),
    event(7, { kind: 'directory_created', path: 'Logs' }),
  )
  const words = [...document.querySelectorAll('.ev > span')].map((one) => one.textContent?.trim())
  expect(words).toEqual([
    'Tobias Vane allowed access to files',
    'Ines sent 3 files (a.log …) to Documents, 6 KB',
    'Ines copied a.log from the computer, 6 KB',
    '2 of 3 files did not go to the computer: the disk is full',
    'Ines moved a.log to Logs/a.log',
    'Ines deleted a\uFFFD.log and 1 more. It is in the trash.',
    'Ines made the folder Logs',
  ])
})
