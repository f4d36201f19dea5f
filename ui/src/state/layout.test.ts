import { beforeEach, expect, it } from 'vitest'
import { Layout } from './layout.svelte'

beforeEach(() => localStorage.clear())

it.each([
  [1440, false, true],
  [1440, true, true],
  [1360, false, true],
  [1360, true, false],
  [1300, false, false],
])('at %d px, beside a tool %s, the details are a column: %s', (width, beside, docked) => {
  const layout = new Layout()
  layout.fit(width)
  layout.beside = beside ? 'screen' : undefined
  expect(layout.sideDocked).toBe(docked)
})

it('closes the chat beside files where there is no room for it', () => {
  const layout = new Layout()
  for (const [width, beside, docked] of [[1440, 'files', true], [1100, 'files', false], [1100, 'screen', true]] as const) {
    layout.fit(width)
    layout.beside = beside
    expect(layout.isOpen('chat')).toBe(docked)
  }
  layout.beside = 'files'
  layout.open('chat')
  layout.fit(1440)
  expect(layout.isOpen('chat')).toBe(true)
})

it('opens details without room as an overlay, and makes room for them when the chat closes', () => {
  const layout = new Layout()
  layout.fit(1360)
  layout.beside = 'screen'
  layout.toggle('side')
  expect([layout.sideDocked, layout.isOpen('side')]).toEqual([false, true])
  layout.toggle('chat')
  expect([layout.isOpen('chat'), layout.sideDocked]).toEqual([false, true])
})
