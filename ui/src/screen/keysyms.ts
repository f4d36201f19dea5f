/** Meanings of keys: `KeyboardEvent.key` to X11 keysyms. */
const NAMED: Record<string, number> = {
  Backspace: 0xff08,
  Tab: 0xff09,
  Enter: 0xff0d,
  Escape: 0xff1b,
  Delete: 0xffff,
  Home: 0xff50,
  ArrowLeft: 0xff51,
  ArrowUp: 0xff52,
  ArrowRight: 0xff53,
  ArrowDown: 0xff54,
  PageUp: 0xff55,
  PageDown: 0xff56,
  End: 0xff57,
  Insert: 0xff63,
  ContextMenu: 0xff67,
  Pause: 0xff13,
  ScrollLock: 0xff14,
  PrintScreen: 0xff61,
  NumLock: 0xff7f,
  CapsLock: 0xffe5,
  Clear: 0xff0b,
  Help: 0xff6a,
  Undo: 0xff65,
  Find: 0xff68,
  AltGraph: 0xfe03,
  AudioVolumeDown: 0x1008ff11,
  AudioVolumeMute: 0x1008ff12,
  AudioVolumeUp: 0x1008ff13,
  MediaPlayPause: 0x1008ff14,
  MediaStop: 0x1008ff15,
  MediaTrackPrevious: 0x1008ff16,
  MediaTrackNext: 0x1008ff17,
  BrowserBack: 0x1008ff26,
  BrowserForward: 0x1008ff27,
}

/** Keys that stand twice on a keyboard: by their left and by their right place. */
const SIDED: Record<string, [number, number]> = {
  Shift: [0xffe1, 0xffe2],
  Control: [0xffe3, 0xffe4],
  Alt: [0xffe9, 0xffea],
  Meta: [0xffeb, 0xffec],
}

const NUMPAD: Record<string, number> = {
  Enter: 0xff8d,
  '*': 0xffaa,
  '+': 0xffab,
  ',': 0xffac,
  '-': 0xffad,
  '.': 0xffae,
  '/': 0xffaf,
  '=': 0xffbd,
}

/** The keysym that writes a character. */
export function keysymOfCharacter(character: string): number {
  const point = character.codePointAt(0) ?? 0
  const latin1 = (point >= 0x20 && point <= 0x7e) || (point >= 0xa0 && point <= 0xff)
  if (latin1) return point
  if (point === 0x0a || point === 0x0d) return 0xff0d
  if (point === 0x09) return 0xff09
  return 0x01000000 + point
}

/** The keysym of a key; 0 for one that means nothing by itself (dead keys, composition). */
export function keysymOf(key: string, code: string): number {
  if (code.startsWith('Numpad')) {
    const pad = NUMPAD[key] ?? (/^[0-9]$/.test(key) ? 0xffb0 + Number(key) : undefined)
    if (pad !== undefined) return pad
  }
  const sided = SIDED[key]
  if (sided) return sided[code.endsWith('Right') ? 1 : 0]
  const named = NAMED[key]
  if (named !== undefined) return named
  const f = /^F([0-9]{1,2})$/.exec(key)
  if (f) return 0xffbd + Number(f[1])
  return isCharacter(key) ? keysymOfCharacter(key) : 0
}

/** Whether a key's name is the character that it writes. */
export const isCharacter = (key: string): boolean => key.length > 0 && [...key].length === 1
