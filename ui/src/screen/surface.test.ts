import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Screens, Viewport } from '../host/screens'
import { ScreenSurface } from './surface'

/** Input by its records' first bytes, batches that were shown, and what was looked at. */
let inputs: number[]
let messages: number[][]
let shown: number[]
let looks: Viewport[]
let ended: boolean
let give: (batch: ArrayBuffer) => void
let surface: ScreenSurface
let captures: boolean[]
let room: HTMLElement

const screens: Screens = {
  watch(_, viewport, onBatch) {
    looks.push(viewport)
    give = onBatch
    return {
      shown: (batch) => shown.push(batch),
      look: (next) => looks.push(next),
      input: async (bytes) => {
        messages.push([...bytes])
        inputs.push(bytes[0] ?? 0)
      },
      end: () => (ended = true),
    }
  },
}

class Pixels {
  data: Uint8ClampedArray
  constructor(width: number, height: number) {
    this.data = new Uint8ClampedArray(width * height * 4)
  }
}

beforeEach(() => {
  inputs = []
  messages = []
  shown = []
  looks = []
  captures = []
  ended = false
  vi.stubGlobal('ImageData', Pixels)
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => (run(), 1))
  room = document.createElement('div')
  document.body.append(room)
  surface = new ScreenSurface(screens, 'ab', { capture: (captured) => captures.push(captured) })
  surface.mount(room)
})
afterEach(() => {
  surface.dispose()
  room.remove()
  vi.unstubAllGlobals()
})

const turn = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}
const keys = () => room.querySelector('textarea') as HTMLTextAreaElement
const key = (type: string, name: string, code: string) =>
  keys().dispatchEvent(new KeyboardEvent(type, { key: name, code, bubbles: true, cancelable: true }))

async function captured() {
  surface.setRights({ drive: true, annotate: true })
  surface.capture(true)
  await turn()
  inputs = []
  messages = []
}

it('tells which batch is shown, and the size of the picture', () => {
  const bytes = new Uint8Array([7, 0, 0, 0, 1, 2, 0, 1, 0, 5, 0, 6, 0, 2, 0, 1, 0, 6, 0, 0, 0, 0, 2, 0, 1, 0, 1, 2, 3])
  give(bytes.buffer)
  expect(shown).toEqual([7])
  expect(room.querySelector('canvas')?.width).toBe(2)
})

it('sends no key and no pointer without the right to drive', async () => {
  surface.capture(true)
  key('keydown', 'a', 'KeyA')
  room.querySelector('canvas')?.dispatchEvent(new WheelEvent('wheel', { deltaY: 100, cancelable: true }))
  await turn()
  expect(captures).toEqual([])
  expect(inputs).toEqual([])
})

it('lets go of keys when the keyboard is let go of', async () => {
  await captured()
  key('keydown', 'a', 'KeyA')
  await turn()
  keys().blur()
  await turn()
  const down = (state: number) => [2, state, 0x61, 0, 0, 0, 0, 0, 0, 0]
  expect(messages.flat()).toEqual([...down(1), ...down(0), 3])
  expect(captures).toEqual([true, false])
})

it.each([
  ['the right to drive is lost', () => surface.setRights({ drive: false, annotate: true })],
  ['the window goes', () => window.dispatchEvent(new Event('blur'))],
  ['the surface goes', () => surface.dispose()],
])('lets go of everything when %s', async (_, happens) => {
  await captured()
  key('keydown', 'a', 'KeyA')
  await turn()
  happens()
  await turn()
  expect(messages.flat().slice(10, 13)).toEqual([2, 0, 0x61])
  expect(messages.flat()).toContain(3)
})

it('leaves with F8 and keeps the console’s shortcuts', async () => {
  await captured()
  const heard = vi.fn()
  room.addEventListener('keydown', heard)
  key('keydown', 'F11', 'F11')
  key('keydown', 'x', 'KeyX')
  expect(heard).toHaveBeenCalledTimes(1)
  key('keydown', 'F8', 'F8')
  expect(captures.at(-1)).toBe(false)
})

it('types composed text by its characters', async () => {
  await captured()
  keys().value = 'é'
  keys().dispatchEvent(Object.assign(new Event('compositionend'), { data: 'é' }))
  await turn()
  expect(messages.flat().slice(0, 6)).toEqual([2, 1, 0xe9, 0, 0, 0])
  expect(keys().value).toBe('')
})

it('takes keys by their places where no text is composed, whichever had the keyboard before', async () => {
  await captured()
  surface.setKeyboard('position')
  const places = room.querySelector('[role=application]')
  expect(document.activeElement).toBe(places)
  places?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Dead', code: 'Equal', cancelable: true }))
  await turn()
  expect(messages.flat().slice(-10)).toEqual([2, 1, 0, 0, 0, 0, 0x0d, 0, 0, 0])
  surface.capture(false)
  expect(document.activeElement).toBe(document.body)
})

it('makes the device’s locks as those here before the first key', async () => {
  surface.setLights(4)
  await captured()
  key('keydown', 'a', 'KeyA')
  await turn()
  const caps = (state: number) => [2, state, 0xe5, 0xff, 0, 0, 0, 0, 0, 0]
  expect(messages.flat()).toEqual([...caps(1), ...caps(0), 2, 1, 0x61, 0, 0, 0, 0, 0, 0, 0])
})

it('asks for pixels as they are when the size is chosen', () => {
  surface.setMode({ kind: 'actual' })
  expect(looks.map((look) => look.fit === null)).toEqual([false, true])
})

it('lays nothing over the picture while nothing is drawn', () => {
  surface.setRights({ drive: true, annotate: true })
  surface.setTool('draw')
  const [picture, drawing] = [...room.querySelectorAll('canvas')]
  if (!picture || !drawing) throw new Error('there are no canvases')
  picture.setPointerCapture = () => undefined
  expect(drawing.style.display).toBe('none')
  picture.dispatchEvent(new PointerEvent('pointerdown', { cancelable: true }))
  expect(drawing.style.display).toBe('block')
  surface.clearStrokes()
  expect(drawing.style.display).toBe('none')
})

it('ends its watch and leaves nothing behind', () => {
  surface.dispose()
  expect(ended).toBe(true)
  expect(room.childElementCount).toBe(0)
})
