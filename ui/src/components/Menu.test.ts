import { createRawSnippet, flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import Menu from './Menu.svelte'

const run = vi.fn()
let menu: Record<string, unknown>

beforeEach(async () => {
  run.mockClear()
  const item = (id: string, more = {}) => ({ kind: 'item' as const, id, label: id, run: () => run(id), ...more })
  menu = mount(Menu, {
    target: document.body,
    props: {
      label: 'Status',
      items: [item('Available'), { kind: 'line' }, item('Busy'), item('Away', { reason: 'not now' })],
      trigger: createRawSnippet(() => ({ render: () => '<span>Available</span>' })),
    },
  })
  button().click()
  flushSync()
  await tick()
})
afterEach(() => unmount(menu))

const button = () => document.querySelector('[aria-haspopup]') as HTMLButtonElement
const press = (key: string) => {
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  flushSync()
}
const focused = () => document.activeElement?.textContent?.trim()

it('focuses the first entry and moves round with the arrows', () => {
  expect(focused()).toBe('Available')
  press('ArrowDown')
  expect(focused()).toBe('Busy')
  press('End')
  expect(focused()).toBe('Away')
  press('ArrowDown')
  expect(focused()).toBe('Available')
})

it('closes on Escape and gives the focus back to its button', () => {
  press('Escape')
  expect(document.querySelector('[role=menu]')).toBeNull()
  expect(document.activeElement).toBe(button())
})

it('runs an entry, and never one that has a reason against it', () => {
  const entries = document.querySelectorAll<HTMLElement>('[role=menuitem]')
  entries[2]?.click()
  expect(run).not.toHaveBeenCalled()
  entries[1]?.click()
  expect(run).toHaveBeenCalledWith('Busy')
})
