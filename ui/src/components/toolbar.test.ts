import { afterEach, beforeEach, expect, it } from 'vitest'
import { toolbar } from './toolbar'

let bar: HTMLElement
let end: () => void
const buttons = () => [...bar.querySelectorAll('button')]
const press = (key: string) =>
  document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
const stops = () => buttons().filter((button) => button.tabIndex === 0).map((button) => button.textContent)
const add = (name: string) => {
  const button = document.createElement('button')
  button.textContent = name
  bar.append(button)
  return button
}

beforeEach(() => {
  bar = document.createElement('div')
  document.body.append(bar)
  for (const name of ['a', 'b', 'c']) add(name)
  end = toolbar(bar) as () => void
})
afterEach(() => {
  end()
  bar.remove()
})

it('is one tab stop, and the arrows go round inside', () => {
  expect(stops()).toEqual(['a'])
  buttons()[0]?.focus()
  press('ArrowLeft')
  expect(document.activeElement?.textContent).toBe('c')
  expect(stops()).toEqual(['c'])
  press('ArrowRight')
  press('End')
  expect(document.activeElement?.textContent).toBe('c')
})

it('takes in what comes later, and leaves the entries of menus alone', async () => {
  add('entry').setAttribute('role', 'menuitem')
  add('d')
  await new Promise((resolve) => setTimeout(resolve))
  expect(stops().filter((name) => name !== 'entry')).toEqual(['a'])
  buttons()[0]?.focus()
  press('End')
  expect(document.activeElement?.textContent).toBe('d')
})
