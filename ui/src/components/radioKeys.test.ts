import { expect, it, vi } from 'vitest'
import { radioKeys } from './radioKeys'

const options = [{ value: 'one' }, { value: 'two' }, { value: 'three' }]

function group() {
  const box = document.createElement('div')
  for (const { value } of options) {
    const button = document.createElement('button')
    button.setAttribute('role', 'radio')
    button.textContent = value
    box.append(button)
  }
  document.body.append(box)
  return box
}

it.each([
  ['ArrowRight', 'one', 'two'],
  ['ArrowDown', 'three', 'one'],
  ['ArrowLeft', 'one', 'three'],
  ['ArrowUp', 'two', 'one'],
])('%s goes from %s to %s, and the focus goes along', (key, from, to) => {
  const choose = vi.fn()
  const event = new KeyboardEvent('keydown', { key, cancelable: true })
  radioKeys(event, group(), options, from, choose)
  expect(choose).toHaveBeenCalledExactlyOnceWith(to)
  expect(document.activeElement?.textContent).toBe(to)
  expect(event.defaultPrevented).toBe(true)
})

it('leaves other keys alone', () => {
  const choose = vi.fn()
  const event = new KeyboardEvent('keydown', { key: 'Tab', cancelable: true })
  radioKeys(event, group(), options, 'one', choose)
  expect(choose).not.toHaveBeenCalled()
  expect(event.defaultPrevented).toBe(false)
})
