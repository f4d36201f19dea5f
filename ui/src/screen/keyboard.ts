import type { Key } from './input'
import { isCharacter, keysymOf, keysymOfCharacter } from './keysyms'
import { scancodeOf } from './scancodes'

/** Keys by their place on the keyboard, or by what they write. */
export type Keyboard = 'position' | 'character'

/** Where keys go. */
export interface KeyTarget {
  key(key: Key, down: boolean): void
}

/** What of a keyboard event counts. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'isComposing' | 'keyCode' | 'getModifierState'
>

/** What becomes of a key: it goes to the device, it stays here, or the text that it makes is awaited. */
export type Way = 'sent' | 'here' | 'text'

const MODIFIERS: [held: (event: KeyPress) => boolean, codes: string[]][] = [
  [(event) => event.ctrlKey, ['ControlLeft', 'ControlRight']],
  [(event) => event.shiftKey, ['ShiftLeft', 'ShiftRight']],
  [(event) => event.altKey || event.getModifierState('AltGraph'), ['AltLeft', 'AltRight']],
  [(event) => event.metaKey, ['MetaLeft', 'MetaRight', 'OSLeft', 'OSRight']],
]

const ALT_GR = 0xfe03

/** Keys that stay on, with their light (RFB's bits) and their keysym. */
const LOCKS = [
  { name: 'CapsLock', light: 4, keysym: 0xffe5 },
  { name: 'NumLock', light: 2, keysym: 0xff7f },
] as const

/** Whether the browser tells of a lock: WebKit does not know NumLock, and Macs have none. */
const tells = (name: string) => name !== 'NumLock' || (/Chrom/.test(navigator.userAgent) && !/Mac/.test(navigator.platform))

/** Whether a key belongs to this console and not to the device. */
export function staysHere(event: KeyPress): boolean {
  if (['F6', 'F8', 'F11'].includes(event.code)) return true
  const modifier = /^(Control|Shift|Alt|Meta|OS)/.test(event.code)
  return event.ctrlKey && event.shiftKey && !event.altKey && !modifier
}

/** The keys that are down, and how each new one is sent. */
export class Keys {
  mode: Keyboard = 'character'
  /** The lights that are on at the device (1 Scroll Lock, 2 Num Lock, 4 Caps Lock); null where it does not tell. */
  lights: number | null = null
  #compared = true
  /** Whether this browser says that AltGr is held: WebKitGTK never does. */
  #tellsAltGr = false
  readonly #target: KeyTarget
  #held = new Map<string, Key>()

  constructor(target: KeyTarget) {
    this.#target = target
  }

  down(event: KeyPress): Way {
    if (staysHere(event)) return 'here'
    this.#fix(event)
    this.#compare(event)
    if (event.isComposing || event.keyCode === 229) return 'text'
    if (this.mode === 'position') return this.#press(event, scancodeOf(event.code), keysymOf(event.key, event.code))
    if (event.key === 'Dead') return 'text'
    const keysym = keysymOf(event.key, event.code)
    if (keysym === 0) return 'text'
    // Upper and lower case and the third level are in the keysym already.
    if (event.key === 'AltGraph' || event.key === 'CapsLock') return 'sent'
    if (event.getModifierState('AltGraph') && isCharacter(event.key)) this.#letGo(['Control', 'Alt'])
    return this.#press(event, 0, keysym)
  }

  /** The keyboard is captured: before the next key the device's locks are made to be as those here. */
  captured() {
    this.#compared = false
  }

  up(event: KeyPress): Way {
    const key = this.#held.get(event.code)
    if (!key) return staysHere(event) ? 'here' : 'sent'
    this.#held.delete(event.code)
    this.#target.key(key, false)
    // While Meta is down, macOS does not tell that other keys come up.
    if (event.code.startsWith('Meta')) this.release()
    return 'sent'
  }

  /** Types a composed text. */
  text(text: string) {
    for (const character of text) {
      const key = { keysym: keysymOfCharacter(character), scancode: 0 }
      this.#target.key(key, true)
      this.#target.key(key, false)
    }
  }

  /** Modifiers that came up while nobody looked are let go. */
  modifiers(event: KeyPress) {
    this.#fix(event)
  }

  /** Lets go of all keys. */
  release() {
    for (const key of this.#held.values()) this.#target.key(key, false)
    this.#held.clear()
  }

  #press(event: KeyPress, scancode: number, keysym: number): Way {
    if (scancode === 0 && keysym === 0) return 'here'
    // A repeated key is the key that went down, whatever was pressed since.
    const key = this.#held.get(event.code) ?? { keysym, scancode }
    this.#held.set(event.code, key)
    this.#target.key(key, true)
    return 'sent'
  }

  #fix(event: KeyPress) {
    this.#tellsAltGr ||= event.getModifierState('AltGraph')
    for (const [held, codes] of MODIFIERS) {
      if (held(event) || codes.includes(event.code)) continue
      for (const code of codes) if (this.#tellsAltGr || this.#held.get(code)?.keysym !== ALT_GR) this.#letGoOf(code)
    }
  }

  #compare(event: KeyPress) {
    // Pressing a lock changes it here and there, or here alone; what holds is known behind that.
    if (this.#compared || LOCKS.some(({ name }) => name === event.code)) return
    this.#compared = true
    for (const { name, light, keysym } of LOCKS) {
      if (this.lights === null || !tells(name)) continue
      if (event.getModifierState(name) === ((this.lights & light) !== 0)) continue
      const key = { keysym, scancode: this.mode === 'position' ? scancodeOf(name) : 0 }
      this.#target.key(key, true)
      this.#target.key(key, false)
    }
  }

  #letGo(prefixes: string[]) {
    for (const code of [...this.#held.keys()]) {
      if (prefixes.some((prefix) => code.startsWith(prefix))) this.#letGoOf(code)
    }
  }

  #letGoOf(code: string) {
    const key = this.#held.get(code)
    if (!key) return
    this.#held.delete(code)
    this.#target.key(key, false)
  }
}
