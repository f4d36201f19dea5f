import { beforeEach, expect, it, vi } from 'vitest'
import { Keys, type KeyPress } from './keyboard'
import { keysymOf, keysymOfCharacter } from './keysyms'
import { scancodeOf } from './scancodes'

let sent: string[]
let keys: Keys
beforeEach(() => {
  sent = []
  keys = new Keys({
    key: ({ keysym, scancode }, down) => sent.push(`${down ? '+' : '-'}${keysym.toString(16)}/${scancode.toString(16)}`),
  })
})

function press(key: string, code: string, held: Partial<KeyPress> & { altGraph?: boolean; locks?: string[] } = {}): KeyPress {
  const { altGraph = false, locks = [], ...rest } = held
  return {
    key,
    code,
    ctrlKey: false,
    shiftKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 0,
    getModifierState: (name) => (name === 'AltGraph' && altGraph) || locks.includes(name),
    ...rest,
  }
}

it.each([
  ['a', 'KeyA', 0x61],
  ['Ä', 'Quote', 0xc4],
  ['€', 'KeyE', 0x010020ac],
  ['ж', 'Semicolon', 0x01000436],
  ['😀', '', 0x0101f600],
  ['Enter', 'Enter', 0xff0d],
  ['Enter', 'NumpadEnter', 0xff8d],
  ['7', 'Numpad7', 0xffb7],
  ['7', 'Digit7', 0x37],
  ['Home', 'Numpad7', 0xff50],
  ['Shift', 'ShiftRight', 0xffe2],
  ['F12', 'F12', 0xffc9],
  ['Dead', 'Backquote', 0],
  ['Process', 'KeyA', 0],
])('means %s on %s as %i', (key, code, keysym) => {
  expect(keysymOf(key, code)).toBe(keysym)
})

it('types line breaks and tabs as keys', () => {
  expect(['\n', '\t', '~', '\u007f'].map(keysymOfCharacter)).toEqual([0xff0d, 0xff09, 0x7e, 0x0100007f])
})

it.each([
  ['Escape', 0x01],
  ['Digit0', 0x0b],
  ['KeyQ', 0x10],
  ['KeyA', 0x1e],
  ['KeyZ', 0x2c],
  ['IntlBackslash', 0x56],
  ['F12', 0x58],
  ['NumpadEnter', 0x9c],
  ['ControlRight', 0x9d],
  ['AltRight', 0xb8],
  ['ArrowUp', 0xc8],
  ['Delete', 0xd3],
  ['MetaLeft', 0xdb],
  ['Unidentified', 0],
])('knows where %s is', (code, scancode) => {
  expect(scancodeOf(code)).toBe(scancode)
})

it('lets go of the key that went down, whatever it means meanwhile', () => {
  keys.down(press('Shift', 'ShiftLeft', { shiftKey: true }))
  keys.down(press('A', 'KeyA', { shiftKey: true }))
  keys.up(press('Shift', 'ShiftLeft'))
  keys.up(press('a', 'KeyA'))
  expect(sent).toEqual(['+ffe1/0', '+41/0', '-ffe1/0', '-41/0'])
})

it('sends places with their meaning where the place counts', () => {
  keys.mode = 'position'
  keys.down(press('y', 'KeyZ'))
  keys.up(press('y', 'KeyZ'))
  keys.down(press('Dead', 'Equal'))
  expect(sent).toEqual(['+79/2c', '-79/2c', '+0/d'])
})

it('writes the third level without the keys that make it', () => {
  keys.down(press('Control', 'ControlLeft', { ctrlKey: true }))
  keys.down(press('AltGraph', 'AltRight', { ctrlKey: true, altKey: true, altGraph: true }))
  keys.down(press('@', 'KeyQ', { ctrlKey: true, altKey: true, altGraph: true }))
  expect(sent).toEqual(['+ffe3/0', '-ffe3/0', '+40/0'])
})

it('awaits the text of composition where the place counts, too', () => {
  keys.mode = 'position'
  expect(keys.down(press('Process', 'KeyA', { keyCode: 229 }))).toBe('text')
  expect(keys.down(press('é', 'KeyE', { isComposing: true }))).toBe('text')
  expect(sent).toEqual([])
})

it('awaits the text of dead keys and of composition', () => {
  expect(keys.down(press('Dead', 'Equal'))).toBe('text')
  expect(keys.down(press('Process', 'KeyA', { keyCode: 229 }))).toBe('text')
  expect(keys.down(press('é', 'KeyE', { isComposing: true }))).toBe('text')
  keys.text('é漢')
  expect(sent).toEqual(['+e9/0', '-e9/0', '+1006f22/0', '-1006f22/0'])
})

it('lets go of modifiers that came up elsewhere', () => {
  keys.down(press('Alt', 'AltLeft', { altKey: true }))
  keys.down(press('x', 'KeyX'))
  expect(sent).toEqual(['+ffe9/0', '-ffe9/0', '+78/0'])
})

it('keeps AltGr down where the browser does not tell of it', () => {
  keys.mode = 'position'
  keys.down(press('AltGraph', 'AltRight'))
  keys.down(press('@', 'KeyQ'))
  keys.up(press('@', 'KeyQ'))
  keys.up(press('AltGraph', 'AltRight'))
  expect(sent).toEqual(['+fe03/b8', '+40/10', '-40/10', '-fe03/b8'])
})

it('lets go of AltGr that came up elsewhere where the browser tells of it', () => {
  keys.mode = 'position'
  keys.down(press('AltGraph', 'AltRight', { altGraph: true }))
  keys.down(press('q', 'KeyQ'))
  expect(sent).toEqual(['+fe03/b8', '-fe03/b8', '+71/10'])
})

it('lets go of all keys when Meta comes up', () => {
  keys.down(press('Meta', 'MetaLeft', { metaKey: true }))
  keys.down(press('c', 'KeyC', { metaKey: true }))
  keys.up(press('Meta', 'MetaLeft'))
  expect(sent.slice(2)).toEqual(['-ffeb/0', '-63/0'])
})

it.each([
  ['F6', {}, true],
  ['F8', {}, true],
  ['F11', {}, true],
  ['KeyR', { ctrlKey: true, shiftKey: true }, true],
  ['ShiftLeft', { ctrlKey: true, shiftKey: true }, false],
  ['KeyR', { ctrlKey: true }, false],
  ['Delete', { ctrlKey: true, altKey: true, shiftKey: true }, false],
  ['F5', {}, false],
])('keeps the console’s own shortcuts: %s %o', (code, held, stays) => {
  expect(keys.down(press(code === 'ShiftLeft' ? 'Shift' : code, code, held)) === 'here').toBe(stays)
})

const CHROMIUM = { userAgent: 'Mozilla/5.0 Chrome/140.0', platform: 'Win32' }
const WEBKIT = { userAgent: 'Mozilla/5.0 AppleWebKit/605.1', platform: 'Linux x86_64' }

it.each([
  ['turns Caps Lock off where it is on there', WEBKIT, 4, [], ['+ffe5/0', '-ffe5/0']],
  ['turns Caps Lock on where it is off there', WEBKIT, 0, ['CapsLock'], ['+ffe5/0', '-ffe5/0']],
  ['turns Num Lock on where it is off there', CHROMIUM, 0, ['NumLock'], ['+ff7f/0', '-ff7f/0']],
  ['leaves Num Lock where nobody tells of it here', WEBKIT, 2, [], []],
  ['leaves locks that are the same', CHROMIUM, 6, ['CapsLock', 'NumLock'], []],
  ['leaves locks that the device does not tell of', CHROMIUM, null, ['CapsLock'], []],
])('%s, once after the capture', (_, browser, lights, locks, expected) => {
  vi.stubGlobal('navigator', browser)
  keys.lights = lights
  keys.down(press('a', 'KeyA', { locks }))
  keys.up(press('a', 'KeyA', { locks }))
  keys.captured()
  keys.down(press('a', 'KeyA', { locks }))
  keys.down(press('b', 'KeyB', { locks }))
  vi.unstubAllGlobals()
  expect(sent).toEqual(['+61/0', '-61/0', ...expected, '+61/0', '+62/0'])
})

it('presses locks by their place where the place counts, and not before a lock itself', () => {
  keys.mode = 'position'
  keys.lights = 4
  keys.captured()
  keys.down(press('CapsLock', 'CapsLock'))
  keys.up(press('CapsLock', 'CapsLock'))
  keys.lights = 0
  keys.down(press('A', 'KeyA', { locks: ['CapsLock'] }))
  expect(sent).toEqual(['+ffe5/3a', '-ffe5/3a', '+ffe5/3a', '-ffe5/3a', '+41/1e'])
})
