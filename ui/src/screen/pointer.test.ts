import { beforeEach, expect, it, vi } from 'vitest'
import { BUTTON, Touch, Wheel, buttonsOf } from './pointer'

it('counts buttons as RFB does', () => {
  expect([1, 2, 4, 7, 0].map(buttonsOf)).toEqual([1, 4, 2, 7, 0])
})

it('turns pixels, lines and pages into clicks, and keeps what is left', () => {
  const wheel = new Wheel()
  const turn = (deltaY: number, deltaMode = 0, deltaX = 0) => wheel.clicks({ deltaX, deltaY, deltaMode })
  expect(turn(30)).toEqual([])
  expect(turn(30)).toEqual([BUTTON.down])
  expect(turn(-60)).toEqual([BUTTON.up])
  expect(turn(3, 1)).toEqual([BUTTON.down, BUTTON.down])
  expect(turn(0, 0, 120)).toEqual([BUTTON.scrollRight, BUTTON.scrollRight])
  expect(turn(-1, 2)).toHaveLength(8)
  expect(turn(100_000)).toHaveLength(10)
})

let done: string[]
let touch: Touch
beforeEach(() => {
  vi.useFakeTimers()
  done = []
  const note = (what: string) => (buttons: number, at: { x: number; y: number }) => done.push(`${what} ${buttons} ${at.x},${at.y}`)
  touch = new Touch({ place: (x, y) => ({ x, y }), press: note('press'), move: note('move') })
  return () => vi.useRealTimers()
})

it('clicks where a finger taps', () => {
  touch.down(1, 10, 20)
  touch.move(1, 12, 21)
  touch.up(1)
  expect(done).toEqual(['press 1 12,21', 'press 0 12,21'])
})

it('drags from where the finger came down', () => {
  touch.down(1, 10, 20)
  touch.move(1, 40, 20)
  touch.move(1, 50, 30)
  touch.up(1)
  expect(done).toEqual(['press 1 10,20', 'move 1 40,20', 'move 1 50,30', 'press 0 50,30'])
})

it('presses the right button under a finger that rests', () => {
  touch.down(1, 10, 20)
  vi.advanceTimersByTime(1000)
  touch.up(1)
  vi.advanceTimersByTime(1000)
  expect(done).toEqual(['press 4 10,20', 'press 0 10,20'])
})

it('turns the wheel with two fingers, and clicks nothing when they leave', () => {
  touch.down(1, 100, 100)
  touch.down(2, 120, 100)
  touch.move(1, 100, 50)
  touch.move(2, 120, 50)
  touch.up(1)
  touch.move(2, 300, 300)
  touch.up(2)
  expect(done.filter((what) => what.startsWith('press 16'))).toHaveLength(2)
  expect(done.filter((what) => /^(press 1 |move)/.test(what))).toEqual([])
})

it('lets go of a drag that is cancelled', () => {
  touch.down(1, 10, 20)
  touch.move(1, 40, 20)
  touch.cancel()
  touch.move(1, 90, 20)
  touch.up(1)
  expect(done.at(-1)).toBe('press 0 10,20')
})
