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
  layout.beside = beside
  expect(layout.sideDocked).toBe(docked)
})

it('opens details without room as an overlay, and makes room for them when the chat closes', () => {
  const layout = new Layout()
  layout.fit(1360)
  layout.beside = true
  layout.toggle('side')
  expect([layout.sideDocked, layout.isOpen('side')]).toEqual([false, true])
  layout.toggle('chat')
  expect([layout.isOpen('chat'), layout.sideDocked]).toEqual([false, true])
})
