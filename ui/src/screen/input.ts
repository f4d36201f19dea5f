/**
 * What the representative does, as records for the engine: their layout stands in
 * `crates/engine/src/screen/input.rs`. One message is on its way at a time, so that nothing
 * overtakes; pointer moves that wait are joined, everything else is kept. What waits in great numbers
 * would come too late: then only what lets go of something is kept.
 */

import type { Place } from './place'

/** Takes a message; resolves when it was taken. */
export type Send = (bytes: Uint8Array) => Promise<void>

/** A key: what it means (X11 keysym) and where it is (XT scan code); 0 where that is not known. */
export interface Key {
  keysym: number
  scancode: number
}

/** Points in one record of a stroke. */
const POINTS = 256

/** Records that wait for the message before them, but for those that let go. */
const WAITING = 256

/** Collects records and sends them. */
export class Outbox {
  #records: number[][] = []
  /** What the device holds down once all records have come. */
  #keys = new Set<string>()
  #buttons = 0
  /** The kind of the last record, while a newer one of the same kind may take its place. */
  #last: 'move' | 'laser' | undefined
  #frame: number | undefined
  #busy = false
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /** The pointer is here, with these buttons down (RFB's bits). */
  pointer(buttons: number, at: Place) {
    const kept = this.#full() ? buttons & this.#buttons : buttons
    if (this.#full() && kept === this.#buttons) return
    this.#buttons = kept
    this.#now([1, kept, ...u16(at.x), ...u16(at.y)])
  }

  /** The pointer was moved here; a newer move may take its place. */
  move(buttons: number, at: Place) {
    if (this.#full() || buttons !== this.#buttons) return this.pointer(buttons, at)
    this.#soon('move', [1, buttons, ...u16(at.x), ...u16(at.y)])
  }

  key(key: Key, down: boolean) {
    const name = `${key.keysym}/${key.scancode}`
    if (this.#full() && (down || !this.#keys.has(name))) return
    if (down) this.#keys.add(name)
    else this.#keys.delete(name)
    this.#now([2, down ? 1 : 0, ...u32(key.keysym), ...u32(key.scancode)])
  }

  /** Lets go of everything. */
  release() {
    this.#keys.clear()
    this.#buttons = 0
    if (!this.#full() || this.#records.at(-1)?.[0] !== 3) this.#now([3])
  }

  /** The representative came back to this window. */
  focus() {
    if (!this.#full()) this.#now([4])
  }

  laser(at: Place | undefined) {
    if (this.#full()) return
    if (at) this.#soon('laser', [5, ...u16(at.x), ...u16(at.y)])
    else this.#now([6])
  }

  stroke(id: number, width: number, colour: readonly number[], points: readonly Place[]) {
    if (this.#full()) return
    for (let from = 0; from < points.length; from += POINTS) {
      const some = points.slice(from, from + POINTS)
      const places = some.flatMap((at) => [...u16(at.x), ...u16(at.y)])
      this.#now([7, ...u32(id), width, ...colour, ...u16(some.length), ...places])
    }
  }

  undo(id: number) {
    if (!this.#full()) this.#now([8, ...u32(id)])
  }

  clear() {
    if (!this.#full()) this.#now([9])
  }

  #full() {
    return this.#records.length >= WAITING
  }

  #now(record: number[]) {
    this.#last = undefined
    this.#records.push(record)
    this.#flush()
  }

  #soon(kind: 'move' | 'laser', record: number[]) {
    const before = this.#records.at(-1)
    const same = this.#last === kind && (kind === 'laser' || before?.[1] === record[1])
    if (same) this.#records.pop()
    this.#records.push(record)
    this.#last = kind
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined
      this.#flush()
    })
  }

  #flush() {
    if (this.#busy || this.#records.length === 0) return
    const message = Uint8Array.from(this.#records.flat())
    this.#records = []
    this.#last = undefined
    this.#busy = true
    const done = () => {
      this.#busy = false
      // Moves wait for their frame; what must not wait has come meanwhile.
      if (this.#frame === undefined || this.#last === undefined) this.#flush()
    }
    // A message that is not taken is lost with its session: the stream's state says why.
    this.#send(message).then(done, done)
  }
}

const u16 = (value: number) => [value & 255, (value >> 8) & 255]
const u32 = (value: number) => [...u16(value), ...u16(value >>> 16)]
