import type { SessionId } from '../gen/SessionId'
import type { Screens, Watch } from '../host/screens'
import { readBatch, type Area, type Shape, type VideoUnit } from './batch'
import { DOT, cssCursor, drawn, isHidden } from './cursor'
import { elements, type Elements } from './elements'
import { Outbox, type Send } from './input'
import { Keys, type Keyboard, type KeyPress } from './keyboard'
import { boxOf, isPixelated, placeAt, scaleOf, startOf, visibleOf, type Mode, type Room } from './layout'
import type { Place } from './place'
import { Touch, Wheel, buttonsOf } from './pointer'
import { Raster } from './raster'
import { STROKE_WIDTH, Strokes, channels } from './strokes'
import { Videos, decodesVideo } from './video'

/** What the pointer does on the picture. */
export type Tool = 'point' | 'laser' | 'draw'

/** What may be done. Without `drive` no input leaves the surface. */
export interface Rights {
  drive: boolean
  annotate: boolean
}

/** What a surface tells. */
export interface SurfaceEvents {
  /** The remote picture (or the one screen of it that is shown) has this size, in its pixels. */
  size?: (size: { width: number; height: number }) => void
  /** The keyboard is captured, or is not any more. */
  capture?: (captured: boolean) => void
  /** The pointer is over this pixel; undefined when it is over none. */
  pointer?: (place: Place | undefined) => void
  /** How many own strokes can be taken back. */
  strokes?: (count: number) => void
}

/** A remote screen in an element of the page. */
export class ScreenSurface {
  readonly #screens: Screens
  readonly #lsid: SessionId
  readonly #events: SurfaceEvents
  readonly #parts: Elements = elements()
  readonly #raster: Raster
  readonly #strokes: Strokes
  readonly #outbox: Outbox
  readonly #keys: Keys
  readonly #touch: Touch
  readonly #wheel = new Wheel()
  readonly #listeners = new AbortController()
  readonly #resizes = new ResizeObserver(() => this.#lay())
  #watch: Watch | undefined
  /** Stays when the watch ends: what lets go of keys may still be waiting. */
  #send: Send = () => Promise.resolve()
  #mode: Mode = { kind: 'fit' }
  #rights: Rights = { drive: false, annotate: false }
  readonly #videos = new Videos()
  #units: VideoUnit[] = []
  /** What is drawn before the next batch may be, while a video is decoded. */
  #drawing: Promise<void> | undefined
  #decodes = false
  #tool: Tool = 'point'
  #colour = '#e5484d'
  #shape: Shape | undefined
  #hasShape = false
  #cursorAt: Place | undefined
  #captured = false
  #buttons = 0
  #inside = false
  #stroke: number | undefined
  #looked = ''

  constructor(screens: Screens, lsid: SessionId, events: SurfaceEvents = {}) {
    this.#screens = screens
    this.#lsid = lsid
    this.#events = events
    this.#raster = new Raster(this.#parts.picture, {
      size: (part) => this.#resized(part),
      cursor: (shape) => this.#reshape(shape),
      cursorAt: (x, y) => this.#pointAt({ x, y }),
      video: (unit) => this.#units.push(unit),
    })
    this.#strokes = new Strokes(this.#parts.drawing)
    this.#outbox = new Outbox((bytes) => this.#send(bytes))
    this.#keys = new Keys(this.#outbox)
    this.#touch = new Touch({
      place: (x, y) => this.#place(x, y),
      press: (buttons, at) => this.#rights.drive && this.#outbox.pointer(buttons, at),
      move: (buttons, at) => this.#rights.drive && this.#outbox.move(buttons, at),
    })
  }

  /** Shows the screen in this element, which it fills, and begins to watch. */
  mount(element: HTMLElement): void {
    if (getComputedStyle(element).position === 'static') element.style.position = 'relative'
    element.append(this.#parts.room)
    this.#listen()
    this.#resizes.observe(this.#parts.room)
    const viewport = this.#viewport()
    this.#looked = JSON.stringify(viewport)
    this.#watch = this.#screens.watch(this.#lsid, viewport, (batch) => this.#take(batch))
    this.#send = this.#watch.input
    void decodesVideo().then((decodes) => {
      this.#decodes = decodes
      this.#look()
    })
  }

  /** Lets go of all keys, ends the watch and leaves the element empty. */
  dispose(): void {
    this.#letGo()
    this.capture(false)
    this.#resizes.disconnect()
    this.#listeners.abort()
    this.#watch?.end()
    this.#watch = undefined
    this.#videos.end()
    this.#parts.room.remove()
  }

  /** Chooses the size. 'fit' at first. */
  setMode(mode: Mode): void {
    this.#mode = mode
    this.#lay()
  }

  /** Chooses how keys are sent. 'character' at first. */
  setKeyboard(keyboard: Keyboard): void {
    const captured = this.#captured
    this.#keys.release()
    this.#keys.mode = keyboard
    const { keys, places } = this.#parts
    ;[keys.tabIndex, places.tabIndex] = keyboard === 'position' ? [-1, 0] : [0, -1]
    if (captured) this.capture(true)
  }

  /** Says which lights of the keyboard are on at the device (RFB's bits); null where it does not tell. */
  setLights(lights: number | null): void {
    this.#keys.lights = lights
  }

  /** Says what may be done; nothing at first. Losing `drive` lets go of all that is held. */
  setRights(rights: Rights): void {
    if (this.#rights.drive && !rights.drive) {
      this.#letGo()
      this.capture(false)
    }
    this.#rights = rights
    this.#showPointer()
  }

  /** Captures the keyboard (and takes the focus), or lets go of it. */
  capture(on: boolean): void {
    const { keys, places } = this.#parts
    const taker = this.#keys.mode === 'position' ? places : keys
    if (on && this.#rights.drive) taker.focus({ preventScroll: true })
    else if (!on && this.#captured) for (const any of [keys, places]) any.blur()
  }

  /** Chooses the tool. 'point' at first. */
  setTool(tool: Tool): void {
    this.#letGo()
    if (this.#tool === 'laser') this.#laser(undefined)
    this.#tool = tool
    this.#showPointer()
  }

  /** The colour of strokes, as `#rrggbb`. */
  setColour(colour: string): void {
    this.#colour = colour
  }

  /** Takes the last own stroke back. */
  undoStroke(): void {
    const id = this.#strokes.undo()
    if (id !== undefined) this.#outbox.undo(id)
    this.#events.strokes?.(this.#strokes.count)
  }

  /** Takes all drawings away. */
  clearStrokes(): void {
    this.#strokes.clear()
    this.#outbox.clear()
    this.#events.strokes?.(0)
  }

  /** The picture is old: dims it, with all that lies on it, while the stream is lost. */
  setStale(stale: boolean): void {
    this.#parts.sheet.style.opacity = stale ? '0.4' : ''
  }

  #take(batch: ArrayBuffer) {
    const number = readBatch(batch, this.#raster)
    const units = this.#units
    this.#units = []
    if (units.length === 0 && !this.#drawing) return this.#paint(number)
    const drawing = (this.#drawing ?? Promise.resolve())
      .then(() => this.#draw(units))
      .then(() => this.#paint(number))
      .finally(() => this.#drawing === drawing && (this.#drawing = undefined))
    this.#drawing = drawing
  }

  #paint(number: number) {
    this.#raster.paint()
    requestAnimationFrame(() => this.#watch?.shown(number))
  }

  async #draw(units: VideoUnit[]) {
    // All go in before the first comes out: a decoder works on several.
    const frames = units.map((unit) => this.#videos.decode(unit))
    for (const [i, unit] of units.entries()) {
      const frame = await frames[i]
      if (frame) this.#raster.draw(frame, unit)
      frame?.close()
    }
  }

  #resized(part: Area) {
    this.#lay()
    this.#events.size?.({ width: part.width, height: part.height })
  }

  // Where the picture lies.

  #room(): Room {
    const { clientWidth: width, clientHeight: height } = this.#parts.room
    return { width, height, ratio: globalThis.devicePixelRatio || 1 }
  }

  /** CSS pixels of a pixel that came. */
  #scale() {
    return scaleOf(this.#mode, this.#room(), this.#raster, this.#raster.part)
  }

  #viewport() {
    const { room } = this.#parts
    const fit = boxOf(this.#mode, this.#room())
    const all = { x: 0, y: 0, width: 65535, height: 65535 }
    const visible = fit ? all : visibleOf(room.scrollLeft, room.scrollTop, this.#room(), this.#scale())
    return { fit, visible, video: this.#decodes }
  }

  #lay() {
    const { room, sheet, picture } = this.#parts
    room.style.overflow = this.#mode.kind === 'fit' ? 'hidden' : 'auto'
    const [space, scale, raster] = [this.#room(), this.#scale(), this.#raster]
    const [width, height] = [raster.width * scale, raster.height * scale]
    sheet.style.width = `${width}px`
    sheet.style.height = `${height}px`
    sheet.style.marginLeft = `${startOf(space.width, width, space.ratio)}px`
    sheet.style.marginTop = `${startOf(space.height, height, space.ratio)}px`
    picture.style.imageRendering = isPixelated(this.#mode) ? 'pixelated' : 'auto'
    this.#strokes.resize(Math.round(width * space.ratio), Math.round(height * space.ratio), raster.part)
    this.#showPointer()
    this.#look()
  }

  #look() {
    const viewport = this.#viewport()
    const looked = JSON.stringify(viewport)
    if (looked === this.#looked) return
    this.#looked = looked
    this.#watch?.look(viewport)
  }

  #place(clientX: number, clientY: number): Place {
    const box = this.#parts.sheet.getBoundingClientRect()
    return placeAt(clientX - box.left, clientY - box.top, box.width, box.height, this.#raster.part)
  }

  // The pointer's looks.

  #reshape(shape: Shape | undefined) {
    this.#shape = shape && !isHidden(shape) ? shape : undefined
    this.#hasShape = true
    this.#showPointer()
  }

  #pointAt(place: Place) {
    this.#cursorAt = place
    this.#showPointer()
  }

  #drives() {
    return this.#rights.drive && this.#tool === 'point'
  }

  #showPointer() {
    const { picture, pointer } = this.#parts
    const part = this.#raster.part
    const scale = part.width > 0 ? (this.#raster.width * this.#scale()) / part.width : 1
    if (this.#tool !== 'point') picture.style.cursor = this.#tool === 'laser' ? 'none' : 'crosshair'
    else if (this.#drives() && this.#hasShape) picture.style.cursor = cssCursor(this.#shape ?? DOT, this.#shape ? scale : 1)
    else picture.style.cursor = 'default'
    // The device's own pointer is drawn while it is not under this one.
    const [shape, at] = [this.#shape, this.#cursorAt]
    const shown = shape && at && !(this.#drives() && this.#inside)
    pointer.style.display = shown ? 'block' : 'none'
    if (!shown) return
    pointer.replaceChildren(drawn(shape, scale))
    const offset = (to: number, from: number, hot: number) => (to - from - hot) * scale
    pointer.style.transform = `translate(${offset(at.x, part.x, shape.hotX)}px, ${offset(at.y, part.y, shape.hotY)}px)`
  }

  // What people do.

  #listen() {
    const { room, picture, keys, places } = this.#parts
    const options = { signal: this.#listeners.signal }
    const on = <Name extends keyof HTMLElementEventMap>(
      target: HTMLElement,
      name: Name,
      hear: (event: HTMLElementEventMap[Name]) => void,
    ) => target.addEventListener(name, hear, { ...options, passive: false })
    on(room, 'scroll', () => this.#look())
    on(picture, 'pointerdown', (event) => this.#down(event))
    on(picture, 'pointermove', (event) => this.#move(event))
    on(picture, 'pointerup', (event) => this.#up(event))
    on(picture, 'pointercancel', () => this.#letGo())
    on(picture, 'pointerenter', () => this.#enter(true))
    on(picture, 'pointerleave', () => this.#enter(false))
    on(picture, 'wheel', (event) => this.#turn(event))
    on(picture, 'contextmenu', (event) => event.preventDefault())
    for (const taker of [keys, places]) {
      on(taker, 'keydown', (event) => this.#key(event, true))
      on(taker, 'keyup', (event) => this.#key(event, false))
      on(taker, 'focus', () => this.#setCaptured(true))
      on(taker, 'blur', () => this.#setCaptured(false))
    }
    on(keys, 'compositionend', (event) => this.#text(event.data))
    on(keys, 'input', (event) => !(event as InputEvent).isComposing && this.#text(keys.value))
    window.addEventListener('blur', () => this.#letGo(), options)
    window.addEventListener('focus', () => this.#outbox.focus(), options)
    document.addEventListener('visibilitychange', () => document.hidden && this.#letGo(), options)
  }

  #setCaptured(captured: boolean) {
    if (captured) {
      this.#keys.captured()
      this.#outbox.focus()
    } else this.#letGo()
    if (this.#captured === captured) return
    this.#captured = captured
    this.#events.capture?.(captured)
  }

  #enter(inside: boolean) {
    this.#inside = inside
    if (!inside) {
      this.#events.pointer?.(undefined)
      if (this.#tool === 'laser') this.#laser(undefined)
    }
    this.#showPointer()
  }

  #down(event: PointerEvent) {
    event.preventDefault()
    this.#parts.picture.setPointerCapture(event.pointerId)
    const at = this.#place(event.clientX, event.clientY)
    if (this.#tool === 'draw') return this.#beginStroke(at)
    if (!this.#drives()) return
    this.capture(true)
    this.#keys.modifiers(modifiersOf(event))
    if (event.pointerType === 'touch') return this.#touch.down(event.pointerId, event.clientX, event.clientY)
    this.#press(buttonsOf(event.buttons), at)
  }

  #move(event: PointerEvent) {
    const at = this.#place(event.clientX, event.clientY)
    this.#events.pointer?.(at)
    if (this.#tool === 'laser') return this.#laser(at)
    if (this.#tool === 'draw') return this.#goOn(event)
    if (!this.#drives()) return
    if (event.pointerType === 'touch') return this.#touch.move(event.pointerId, event.clientX, event.clientY)
    const buttons = buttonsOf(event.buttons)
    // A second button comes as a move.
    if (buttons !== this.#buttons) this.#press(buttons, at)
    else this.#outbox.move(buttons, at)
  }

  #up(event: PointerEvent) {
    if (this.#tool === 'draw') this.#stroke = undefined
    if (!this.#drives()) return
    if (event.pointerType === 'touch') return this.#touch.up(event.pointerId)
    this.#press(buttonsOf(event.buttons), this.#place(event.clientX, event.clientY))
  }

  #press(buttons: number, at: Place) {
    this.#buttons = buttons
    this.#outbox.pointer(buttons, at)
  }

  #turn(event: WheelEvent) {
    // Ctrl and the wheel zoom the page otherwise.
    if (!this.#drives()) return
    event.preventDefault()
    const at = this.#place(event.clientX, event.clientY)
    for (const button of this.#wheel.clicks(event)) {
      this.#outbox.pointer(this.#buttons | button, at)
      this.#outbox.pointer(this.#buttons, at)
    }
  }

  #key(event: KeyboardEvent, down: boolean) {
    if (down && event.code === 'F8') {
      event.preventDefault()
      this.capture(false)
      return
    }
    if (!this.#rights.drive) return
    const way = down ? this.#keys.down(event) : this.#keys.up(event)
    if (way === 'here') return
    event.stopPropagation()
    if (way === 'sent') event.preventDefault()
  }

  #text(text: string) {
    this.#parts.keys.value = ''
    // A composed text has no places: it goes as characters, whatever the keys do.
    if (this.#rights.drive) this.#keys.text(text)
  }

  #letGo() {
    this.#keys.release()
    this.#touch.cancel()
    this.#stroke = undefined
    this.#buttons = 0
    if (this.#watch) this.#outbox.release()
  }

  #laser(at: Place | undefined) {
    if (!this.#rights.annotate) return
    this.#strokes.laser(at)
    this.#outbox.laser(at)
  }

  #beginStroke(at: Place) {
    if (!this.#rights.annotate) return
    this.#stroke = this.#strokes.begin(this.#colour, at)
    this.#outbox.stroke(this.#stroke, STROKE_WIDTH, channels(this.#colour), [at])
    this.#events.strokes?.(this.#strokes.count)
  }

  #goOn(event: PointerEvent) {
    if (this.#stroke === undefined) return
    const moves = event.getCoalescedEvents?.() ?? []
    const places = (moves.length > 0 ? moves : [event]).map((move) => this.#place(move.clientX, move.clientY))
    places.forEach((at) => this.#strokes.extend(at))
    this.#outbox.stroke(this.#stroke, STROKE_WIDTH, channels(this.#colour), places)
  }
}

/** A pointer event's modifiers, as a key event of no key. */
function modifiersOf(event: PointerEvent): KeyPress {
  const { ctrlKey, shiftKey, altKey, metaKey } = event
  const getModifierState = (name: string) => event.getModifierState(name)
  return { key: '', code: '', ctrlKey, shiftKey, altKey, metaKey, isComposing: false, keyCode: 0, getModifierState }
}
