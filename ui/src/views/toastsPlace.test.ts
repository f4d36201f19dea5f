import { afterEach, beforeEach, expect, it } from 'vitest'
import { shared } from '../state/teamTestData'
import { openWindow, press, settled, type TestWindow } from './testStage'

let window_: TestWindow
beforeEach(async () => (window_ = await openWindow(shared(9))))
afterEach(() => window_.close())

const lifted = () => document.querySelector('.toasts')?.classList.contains('lifted')
const blur = async () => {
  ;(document.activeElement as HTMLElement | null)?.blur()
  document.body.dispatchEvent(new FocusEvent('focusin', { bubbles: true }))
  await settled()
}

it('has toasts stand above a place where one writes, also while something else has the focus', async () => {
  await blur()
  expect([document.querySelectorAll('.composer').length, lifted()]).toEqual([1, true])
  await press('Ctrl+,')
  await blur()
  expect([document.querySelectorAll('.composer').length, lifted()]).toEqual([0, false])
  const talk = { talks: [], unread: 0, open: { with: { kind: 'team' as const, id: 1 }, lines: [], has_earlier: false, loading: false, sending: [], draft: '' } }
  window_.transport.publish('talk', { kind: 'talk', value: talk })
  window_.console.page = 'talk'
  await settled()
  window_.console.talk.choose({ kind: 'team', id: 1 })
  await settled()
  await blur()
  expect([document.querySelectorAll('.composer').length, lifted()]).toEqual([1, true])
})
