import { beforeEach, expect, it, vi } from 'vitest'
import { Outbox } from './input'

let messages: number[][]
let answer: (() => void)[]
let outbox: Outbox
let frame: (() => void) | undefined
const turn = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}
beforeEach(() => {
  messages = []
  answer = []
  frame = undefined
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => ((frame = run), 1))
  outbox = new Outbox((bytes) => {
    messages.push([...bytes])
    return new Promise((resolve) => answer.push(resolve))
  })
  return () => vi.unstubAllGlobals()
})

it('joins moves until the next frame, and sends presses at once behind them', () => {
  outbox.move(0, { x: 1, y: 2 })
  outbox.move(0, { x: 3, y: 4 })
  expect(messages).toEqual([])
  outbox.pointer(1, { x: 0x102, y: 5 })
  expect(messages).toEqual([[1, 0, 3, 0, 4, 0, 1, 1, 2, 1, 5, 0]])
})

it('sends the last move with its frame', () => {
  outbox.move(0, { x: 1, y: 2 })
  outbox.move(0, { x: 3, y: 4 })
  frame?.()
  expect(messages).toEqual([[1, 0, 3, 0, 4, 0]])
})

it('does not join moves with other buttons, nor over a press', () => {
  outbox.move(0, { x: 1, y: 1 })
  outbox.move(1, { x: 2, y: 2 })
  frame?.()
  expect(messages[0]).toHaveLength(12)
})

it('has one message on its way and keeps everything meanwhile but moves', async () => {
  outbox.key({ keysym: 0x61, scancode: 0x1e }, true)
  outbox.key({ keysym: 0x61, scancode: 0x1e }, false)
  outbox.release()
  expect(messages).toEqual([[2, 1, 0x61, 0, 0, 0, 0x1e, 0, 0, 0]])
  answer[0]?.()
  await turn()
  expect(messages[1]).toEqual([2, 0, 0x61, 0, 0, 0, 0x1e, 0, 0, 0, 3])
})

it('goes on after a message that was not taken', async () => {
  const send = vi.fn(() => Promise.reject(new Error('no such screen')))
  const broken = new Outbox(send)
  broken.focus()
  broken.clear()
  await turn()
  expect(send).toHaveBeenCalledTimes(2)
})

it('cuts long strokes into records that the engine takes', () => {
  const points = Array.from({ length: 300 }, (_, i) => ({ x: i, y: 1 }))
  outbox.stroke(7, 4, [1, 2, 3], points)
  expect(messages[0]?.slice(0, 11)).toEqual([7, 7, 0, 0, 0, 4, 1, 2, 3, 0, 1])
  expect(messages[0]).toHaveLength(11 + 256 * 4)
})

it('moves the laser with the frames and takes it away at once', () => {
  outbox.laser({ x: 1, y: 1 })
  outbox.laser({ x: 2, y: 2 })
  outbox.laser(undefined)
  expect(messages).toEqual([[5, 2, 0, 2, 0, 6]])
})

it('keeps only what lets go when too much waits', async () => {
  const key = { keysym: 0x61, scancode: 0x1e }
  outbox.key(key, true)
  outbox.pointer(1, { x: 1, y: 1 })
  for (let i = 0; i < 2000; i++) {
    outbox.key({ keysym: 0x62, scancode: 0x30 }, true)
    outbox.pointer(3, { x: i, y: 1 })
    outbox.move(3, { x: i, y: 2 })
    outbox.focus()
    outbox.laser({ x: i, y: 1 })
    outbox.clear()
  }
  outbox.key({ keysym: 0x63, scancode: 0x2e }, true)
  outbox.key({ keysym: 0x63, scancode: 0x2e }, false)
  outbox.key(key, false)
  outbox.pointer(0, { x: 9, y: 9 })
  outbox.release()
  outbox.release()
  answer[0]?.()
  await turn()
  const up = [2, 0, 0x61, 0, 0, 0, 0x1e, 0, 0, 0]
  expect(messages[1]?.slice(-17)).toEqual([...up, 1, 0, 9, 0, 9, 0, 3])
  expect(messages[1]?.length).toBeLessThan(260 * 10)
  outbox.key(key, true)
  answer[1]?.()
  await turn()
  expect(messages[2]).toEqual([2, 1, 0x61, 0, 0, 0, 0x1e, 0, 0, 0])
})
