import { expect, it } from 'vitest'
import { actionOf, shortcuts, tabNumber, type KeyPress } from './shortcuts'

const press = (keys: Partial<KeyPress>): KeyPress => ({
  key: '', code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...keys,
})

it.each([
  [{ key: 'k', code: 'KeyK', ctrlKey: true }, 'commands'],
  [{ key: 'W', code: 'KeyW', ctrlKey: true, shiftKey: true }, 'end'],
  [{ key: '/', code: 'Digit7', ctrlKey: true, shiftKey: true }, 'shortcut-list'],
  [{ key: 'F6', code: 'F6', shiftKey: true }, 'previous-panel'],
  [{ key: 'R', code: 'KeyR', ctrlKey: true, shiftKey: true }, 'control'],
  [{ key: '2', code: 'Digit2', altKey: true }, 'screen-view'],
  [{ key: '#', code: 'Digit3', ctrlKey: true, shiftKey: true }, 'keys-page'],
  [{ key: '!', code: 'Digit1', ctrlKey: true, shiftKey: true }, 'sessions-page'],
  [{ key: 'F11', code: 'F11' }, 'focus-mode'],
  [{ key: 'ArrowLeft', code: 'ArrowLeft', altKey: true }, 'key-back'],
  [{ key: 'PageUp', code: 'PageUp', altKey: true }, 'key-volume-up'],
  [{ key: 'ArrowLeft', code: 'ArrowLeft' }, undefined],
  [{ key: '/', code: 'Slash' }, undefined],
  [{ key: 'k', code: 'KeyK' }, undefined],
])('%o is %s', (keys, action) => expect(actionOf(press(keys), false)).toBe(action))

it('gives each combination to one action', () => {
  const local = ['Files', 'System info']
  for (const place of local) {
    // What acts in one view alone may mean something else in another; a bare key acts where it is typed.
    const acting = shortcuts.filter(({ scope, keys }) => scope === place || (!local.includes(scope) && keys.length > 1))
    const keys = acting.map((shortcut) => shortcut.keys)
    expect(new Set(keys).size).toBe(keys.length)
  }
})

it('takes Cmd for Ctrl on macOS', () => {
  expect(actionOf(press({ key: 'k', code: 'KeyK', metaKey: true }), true)).toBe('commands')
})

it('reads tab numbers by the key, whatever the layout types', () => {
  expect(tabNumber(press({ key: '&', code: 'Digit1', ctrlKey: true }), false)).toBe(0)
  expect(tabNumber(press({ key: '1', code: 'Digit1' }), false)).toBeUndefined()
})

it('knows Tab with Shift by its place, where the system has no name for it', () => {
  expect(actionOf(press({ key: 'Unidentified', code: 'Tab', ctrlKey: true, shiftKey: true }), false)).toBe('previous-tab')
  expect(actionOf(press({ key: 'Tab', code: 'Tab', ctrlKey: true }), false)).toBe('next-tab')
})
