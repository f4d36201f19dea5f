import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Settings } from '../../gen/Settings'
import { colleagues, shared } from '../../state/teamTestData'
import { app, signedIn } from '../../state/testData'
import { button, click, openWindow, press, settled, type, type TestWindow } from '../testStage'

let window_: TestWindow

beforeEach(async () => {
  window_ = await openWindow(shared(9))
  await press('Ctrl+,')
})
afterEach(() => window_.close())

const changed = () => window_.transport.sent('change_settings').at(-1)?.settings
const box = (label: string) => document.querySelector(`input[aria-label^="${label}"]`) as HTMLInputElement
async function apply(some: Partial<Settings>) {
  const view = app(signedIn)
  window_.transport.publish('app', { kind: 'app', value: { ...view, settings: { ...view.settings, ...some } } })
  await settled()
}
async function require(...forced_alerts: (typeof colleagues.rules.forced_alerts)[number][]) {
  window_.transport.publish('colleagues', { kind: 'colleagues', value: { ...colleagues, rules: { ...colleagues.rules, forced_alerts } } })
  await settled()
}

it('switches each means of each event by itself', () => {
  box('Tray: A session is assigned to you').click()
  expect(changed()?.alerts.assigned).toEqual({ sound: true, desktop: true, tray: false })
  expect(changed()?.alerts.waiting).toEqual({ sound: true, desktop: true, tray: true })
})

it('plays each sound when asked, also while all are muted', async () => {
  await apply({ muted: true })
  for (const name of ['Two tones up', 'Three tones', 'Rising call']) await click(`Play ${name}`)
  expect(window_.transport.played).toEqual(['waiting', 'overdue', 'assigned'])
})

const slider = () => document.querySelector('input[type=range]') as HTMLInputElement
const fire = async (name: string, value?: number) => {
  if (value !== undefined) slider().value = String(value)
  slider().dispatchEvent(name.startsWith('key') ? new KeyboardEvent(name, { key: 'ArrowLeft', bubbles: true }) : new Event(name, { bubbles: true }))
  await settled()
}
const heard = () => window_.transport.played.map((name, at) => `${name} ${window_.transport.volumes[at]}`)

it('has one volume for all sounds, kept and heard when the slider is let go', async () => {
  expect([slider().value, slider().getAttribute('aria-valuetext')]).toEqual(['100', '100 %'])
  for (const value of [80, 55, 40]) await fire('input', value)
  expect([slider().getAttribute('aria-valuetext'), changed(), heard()]).toEqual(['40 %', undefined, []])
  await fire('change')
  expect([changed()?.volume, heard()]).toEqual([40, ['waiting 40']])
  await apply({ volume: 40 })
  await click('Play Three tones')
  expect(heard()).toEqual(['waiting 40', 'overdue 40'])
})

it('is moved by keys as well, and heard once they are let go', async () => {
  for (const value of [95, 90, 85]) {
    await fire('keydown')
    await fire('input', value)
    await fire('change')
  }
  expect([changed(), heard()]).toEqual([undefined, []])
  await fire('keyup')
  expect([changed()?.volume, heard()]).toEqual([85, ['waiting 85']])
  await fire('blur')
  expect(heard()).toHaveLength(1)
})

it('is silent at nothing, and says what still shows', async () => {
  await fire('input', 0)
  await fire('change')
  expect([changed()?.volume, heard()]).toEqual([0, []])
  await apply({ volume: 0 })
  expect(slider().getAttribute('aria-valuetext')).toBe('Silent')
  expect(document.querySelector('.loud')?.closest('.sr')?.textContent).toContain('Silent. Banners show as before.')
  await require('overdue')
  expect(document.querySelector('.loud')?.closest('.sr')?.textContent).toContain('What the site requires still shows its banner.')
})

it('keeps on what the site requires, and says that it does', async () => {
  const alerts = { ...app(signedIn).settings.alerts, overdue: { sound: false, desktop: false, tray: false } }
  await apply({ alerts })
  expect(box('Sound: A waiting session is overdue').checked).toBe(false)
  await require('overdue')
  const locked = box('Sound: A waiting session is overdue')
  expect([locked.checked, locked.disabled]).toEqual([true, true])
  expect(locked.getAttribute('aria-label')).toContain('required by the site')
  expect(locked.closest('tr')?.textContent).toContain('Required by the site')
  expect(document.querySelector('.quiet-row')?.textContent).toContain('except what the site requires')
})

it('does not disturb for a while, and says until when everywhere', async () => {
  const before = Date.now()
  await click('For 2 hours')
  const until = changed()?.quiet_until ?? 0
  expect(until - before).toBeGreaterThanOrEqual(7_200_000)
  expect(until - before).toBeLessThan(7_260_000)
  await apply({ quiet_until: until })
  const words = `until ${new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(until)}`
  expect(document.querySelector('.quiet-row')?.textContent).toContain(`On ${words}`)
  await click(`Do not disturb ${words}. End it`)
  expect(changed()?.quiet_until).toBeNull()
})

it('ends by itself when the time has come', async () => {
  await apply({ quiet_until: window_.console.clock.now + 1000 })
  expect(document.querySelector('.rail .quiet')).not.toBeNull()
  window_.console.clock.now += 1000
  await settled()
  expect(document.querySelector('.rail .quiet')).toBeNull()
  expect(button('For 1 hour')).toBeTruthy()
})

it('takes a time of the own, and none that is not a time', async () => {
  const field = document.querySelector('.quiet-acts input') as HTMLInputElement
  field.focus()
  await type('25:00')
  expect(button('Until then').title).toBe('Not a time yet')
  document.querySelector<HTMLFormElement>('.quiet-acts form')?.requestSubmit()
  expect(changed()).toBeUndefined()
  await type('8:15')
  document.querySelector<HTMLFormElement>('.quiet-acts form')?.requestSubmit()
  expect(new Date(changed()?.quiet_until ?? 0).getMinutes()).toBe(15)
  expect(window_.transport.sent('change_settings')).toHaveLength(1)
})

it('begins from the status menu, and ends there', async () => {
  await press('Ctrl+Shift+A')
  const entry = (label: string) => [...document.querySelectorAll<HTMLElement>('[role=menu] .mi')].find((one) => one.textContent?.includes(label))
  entry('Until tomorrow, 08:00')?.click()
  const until = new Date(changed()?.quiet_until ?? 0)
  expect([until.getHours(), until.getMinutes()]).toEqual([8, 0])
  await apply({ quiet_until: until.getTime() })
  await press('Ctrl+Shift+A')
  entry('End do not disturb')?.click()
  expect(changed()?.quiet_until).toBeNull()
})

it('says in the status menu what has set the status by itself', async () => {
  if (signedIn.kind !== 'signed_in') throw new Error('not signed in')
  const full = { ...signedIn, presence: 'busy' as const, auto: 'full' as const, me: { ...signedIn.me, max_sessions: 1 } }
  window_.transport.publish('app', { kind: 'app', value: app(full) })
  await settled()
  await press('Ctrl+Shift+A')
  expect(document.querySelector('[role=menu] .mh')?.textContent).toBe('Busy (1 of 1 sessions)')
})
