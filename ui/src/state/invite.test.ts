import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { InvitationPreview } from '../gen/InvitationPreview'
import { fakeHost, type FakeTransport } from '../host/fake'
import { Invite, INVITE_PAUSE } from './invite.svelte'
import { Keys } from './keys.svelte'
import { form, inviteView, key, keysView } from './keyTestData'

let transport: FakeTransport
let invite: Invite
const mail = (subject: string): InvitationPreview => ({ from: 'Example', subject, text: '', html: '' })

beforeEach(() => {
  vi.useFakeTimers()
  const fake = fakeHost()
  transport = fake.transport
  invite = new Invite(fake.host, inviteView())
})
afterEach(() => {
  vi.useRealTimers()
})
const pass = (milliseconds = INVITE_PAUSE) => vi.advanceTimersByTimeAsync(milliseconds)
const saved = () => transport.sent('save_invite').map((command) => command.form)

it('keeps what is filled in once nothing was typed for a while, and only what is new', async () => {
  invite.change({ name: 'P' })
  await pass(200)
  invite.change({ name: 'Petra' })
  await pass(200)
  expect(saved()).toEqual([])
  await pass(100)
  expect(saved()).toEqual([{ ...form, name: 'Petra' }])
  invite.change({ name: 'Petra' })
  await pass()
  expect(saved()).toHaveLength(1)
})

it('keeps it at least every two seconds while somebody types steadily', async () => {
  for (let n = 0; n < 9; n++) {
    invite.change({ line: 'x'.repeat(n + 1) })
    await pass(250)
  }
  expect(saved().map((one) => one.line.length)).toEqual([8])
})

it('offers again what the backend did not take', async () => {
  transport.refuse = { code: 'storage', message: 'the disk is full', retryable: true, retry_after_s: null, attempts_left: null }
  invite.change({ name: 'Petra' })
  await pass()
  transport.refuse = undefined
  invite.keep()
  expect(saved().map((one) => one.name)).toEqual(['Petra', 'Petra'])
})

it('takes finished addresses over and lets the last one be typed on', () => {
  invite.add('petra@example.com, levin@exam', false)
  expect(invite.fields).toMatchObject({ recipients: ['petra@example.com'], entry: 'levin@exam' })
  invite.add('levin@example.com', true)
  expect(invite.fields).toMatchObject({ recipients: ['petra@example.com', 'levin@example.com'], entry: '' })
  invite.remove(1, true)
  expect(invite.fields).toMatchObject({ recipients: ['petra@example.com'], entry: 'levin@example.com' })
})

it('finds those who were invited lately by name and address, and fills in the name of the first', () => {
  const recent = [
    { address: 'petra@example.com', name: 'Petra Hahn', at: 2 },
    { address: 'silke@example.com', name: '', at: 1 },
  ]
  invite.change({ entry: 'hahn' })
  expect(invite.matches(recent, 6).map((one) => one.address)).toEqual(['petra@example.com'])
  invite.addRecent(recent[0] ?? { address: '', name: '', at: 0 })
  expect(invite.fields).toMatchObject({ recipients: ['petra@example.com'], name: 'Petra Hahn', entry: '' })
  expect(invite.matches(recent, 6).map((one) => one.address)).toEqual(['silke@example.com'])
})

it('asks for the preview at once, then after pauses, and shows the newest answer alone', async () => {
  const answers: ((preview: InvitationPreview) => void)[] = []
  transport.answerPreview = () => new Promise((answer) => answers.push(answer))
  invite.foresee(key(1))
  await pass(0)
  expect(transport.previewed).toEqual([{ key: 1, name: null, recipient: null, template: null, language: null, line: null }])
  for (const line of ['A', 'About', 'About mail']) {
    invite.change({ line, recipients: ['petra@example.com'] })
    invite.foresee(key(1))
    await pass(100)
  }
  expect(transport.previewed).toHaveLength(1)
  await pass()
  expect(transport.previewed.at(-1)).toMatchObject({ line: 'About mail', recipient: 'petra@example.com' })
  answers[1]?.(mail('new'))
  await pass(0)
  answers[0]?.(mail('old'))
  await pass(0)
  expect(invite.preview?.subject).toBe('new')
})

it('keeps the preview of before where a new one cannot be had, and says why', async () => {
  transport.answerPreview = () => mail('first')
  invite.foresee(undefined)
  await pass(0)
  transport.answerPreview = () => {
    throw { code: 'unreachable', message: 'no way', retryable: true, retry_after_s: null, attempts_left: null }
  }
  invite.foresee(key(1))
  await pass()
  expect([invite.preview?.subject, invite.previewError?.message]).toEqual(['first', 'no way'])
  transport.answerPreview = () => mail('second')
  invite.foreseeAgain(key(1))
  await pass(0)
  expect([invite.preview?.subject, invite.previewError]).toEqual(['second', undefined])
})

it('starts from a new form with each new dialog, and never writes over what a link has filled in', async () => {
  const { host, transport } = fakeHost()
  const keys = new Keys(host)
  const end = keys.start()
  transport.publish('keys', { kind: 'keys', value: keysView() })
  await pass(0)
  keys.invite?.change({ name: 'Petra' })
  transport.publish('keys', { kind: 'keys', value: keysView({ invite: inviteView({ number: 2, key: null, form: { ...form, name: 'Levin' } }) }) })
  await pass()
  expect(keys.invite?.fields.name).toBe('Levin')
  expect(transport.sent('save_invite')).toEqual([])
  keys.invite?.change({ line: 'Hello' })
  end()
  expect(transport.sent('save_invite').map((command) => command.form.line)).toEqual(['Hello'])
})
