import type { Place } from './place'

/** Buttons as RFB counts them. */
export const BUTTON = { left: 1, middle: 2, right: 4, up: 8, down: 16, scrollLeft: 32, scrollRight: 64 } as const

/** CSS pixels of scrolling that make one click of a wheel. */
const CLICK = 50
const LINE = 40
/** CSS pixels that a finger may stray while it taps. */
const STRAY = 10
/** Milliseconds after which a resting finger is the right button. */
const LONG = 550
/** CSS pixels that two fingers move for one click of a wheel. */
const SWIPE = 24

/** What pointers do on the remote screen. */
export interface PointerTarget {
  /** The remote pixel under a point of the window. */
  place(clientX: number, clientY: number): Place
  press(buttons: number, at: Place): void
  move(buttons: number, at: Place): void
}

/** RFB's buttons for those of a mouse event. */
export const buttonsOf = (buttons: number): number =>
  (buttons & 1) | (buttons & 4 ? BUTTON.middle : 0) | (buttons & 2 ? BUTTON.right : 0)

/** A wheel's turns: pixels, lines and pages become clicks. */
export class Wheel {
  #x = 0
  #y = 0

  /** The buttons to click for an event, in their order. */
  clicks(event: Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode'>): number[] {
    const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? LINE : 400
    const [x, y] = [event.deltaX * unit, event.deltaY * unit]
    // What is left of the other direction would make the first click late.
    this.#x = Math.sign(x) === -Math.sign(this.#x) ? x : this.#x + x
    this.#y = Math.sign(y) === -Math.sign(this.#y) ? y : this.#y + y
    const clicks = [
      ...times(this.#y, BUTTON.up, BUTTON.down),
      ...times(this.#x, BUTTON.scrollLeft, BUTTON.scrollRight),
    ]
    this.#x %= CLICK
    this.#y %= CLICK
    return clicks
  }
}

function times(distance: number, back: number, forth: number): number[] {
  // One event never turns a wheel further than a flick of a finger does.
  const count = Math.min(10, Math.floor(Math.abs(distance) / CLICK))
  return Array<number>(count).fill(distance < 0 ? back : forth)
}

interface Finger {
  x: number
  y: number
}

/**
 * Fingers on the picture: a tap is a click, a long press the right button, a drag a drag with the
 * left button, two fingers turn the wheel.
 */
export class Touch {
  readonly #target: PointerTarget
  #fingers = new Map<number, Finger>()
  #start: Finger | undefined
  #state: 'none' | 'tap' | 'drag' | 'long' | 'scroll' | 'over' = 'none'
  #timer: ReturnType<typeof setTimeout> | undefined
  #scrolled = { x: 0, y: 0 }

  constructor(target: PointerTarget) {
    this.#target = target
  }

  down(id: number, x: number, y: number) {
    this.#fingers.set(id, { x, y })
    if (this.#fingers.size === 1) {
      this.#start = { x, y }
      this.#state = 'tap'
      this.#timer = setTimeout(() => this.#long(), LONG)
      return
    }
    this.#release()
    this.#state = this.#fingers.size === 2 ? 'scroll' : 'over'
    this.#scrolled = this.#middle()
  }

  move(id: number, x: number, y: number) {
    const finger = this.#fingers.get(id)
    if (!finger) return
    finger.x = x
    finger.y = y
    if (this.#state === 'scroll') this.#scroll()
    if (this.#state === 'tap' && this.#start && Math.hypot(x - this.#start.x, y - this.#start.y) > STRAY) {
      clearTimeout(this.#timer)
      this.#state = 'drag'
      this.#target.press(BUTTON.left, this.#place(this.#start))
    }
    if (this.#state === 'drag') this.#target.move(BUTTON.left, this.#place(finger))
    if (this.#state === 'long') this.#target.move(BUTTON.right, this.#place(finger))
  }

  up(id: number) {
    const finger = this.#fingers.get(id)
    this.#fingers.delete(id)
    if (!finger) return
    if (this.#state === 'tap') {
      this.#target.press(BUTTON.left, this.#place(finger))
      this.#state = 'drag'
    }
    this.#release(finger)
    if (this.#state !== 'none') this.#state = this.#fingers.size > 0 ? 'over' : 'none'
  }

  /** Lets go of everything. */
  cancel() {
    this.#release()
    this.#fingers.clear()
    this.#state = 'none'
  }

  #long() {
    if (this.#state !== 'tap' || !this.#start) return
    this.#state = 'long'
    this.#target.press(BUTTON.right, this.#place(this.#start))
  }

  #release(at: Finger | undefined = this.#start) {
    clearTimeout(this.#timer)
    if ((this.#state === 'drag' || this.#state === 'long') && at) this.#target.press(0, this.#place(at))
    if (this.#state !== 'none') this.#state = 'over'
  }

  #scroll() {
    const now = this.#middle()
    const turn = (from: number, to: number, back: number, forth: number) => {
      const count = Math.trunc((to - from) / SWIPE)
      // Fingers that go down pull the picture down: the wheel turns up.
      const button = count > 0 ? back : forth
      for (let i = 0; i < Math.abs(count); i++) {
        this.#target.press(button, this.#place(now))
        this.#target.press(0, this.#place(now))
      }
      return from + count * SWIPE
    }
    this.#scrolled = {
      x: turn(this.#scrolled.x, now.x, BUTTON.scrollLeft, BUTTON.scrollRight),
      y: turn(this.#scrolled.y, now.y, BUTTON.up, BUTTON.down),
    }
  }

  #middle(): Finger {
    const all = [...this.#fingers.values()]
    const mean = (of: (finger: Finger) => number) => all.reduce((sum, finger) => sum + of(finger), 0) / all.length
    return { x: mean((finger) => finger.x), y: mean((finger) => finger.y) }
  }

  #place({ x, y }: Finger) {
    return this.#target.place(x, y)
  }
}
