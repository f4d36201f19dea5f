/**
 * Places of keys: `KeyboardEvent.code` to XT scan codes, where those with the prefix E0 have 0x80
 * set (rfbproto, "QEMU Extended Key Event").
 */
const ROWS: [number, string][] = [
  [0x01, 'Escape Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal Backspace'],
  [0x0f, 'Tab KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Enter'],
  [0x1d, 'ControlLeft KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backquote'],
  [0x2a, 'ShiftLeft Backslash KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash ShiftRight'],
  [0x37, 'NumpadMultiply AltLeft Space CapsLock F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NumLock ScrollLock'],
  [0x47, 'Numpad7 Numpad8 Numpad9 NumpadSubtract Numpad4 Numpad5 Numpad6 NumpadAdd'],
  [0x4f, 'Numpad1 Numpad2 Numpad3 Numpad0 NumpadDecimal'],
  [0x55, 'F16 IntlBackslash F11 F12 NumpadEqual F20'],
  [0x5d, 'F13 F14 F15'],
  [0x6d, 'F23'],
  [0x6f, 'F24 KanaMode'],
  [0x73, 'IntlRo F21'],
  [0x79, 'Convert'],
  [0x7b, 'NonConvert'],
  [0x7d, 'IntlYen'],
  [0x7e, 'NumpadComma'],
  [0x83, 'F17 F19'],
  [0x9c, 'NumpadEnter ControlRight'],
  [0xa0, 'AudioVolumeMute'],
  [0xae, 'AudioVolumeDown'],
  [0xb0, 'AudioVolumeUp'],
  [0xb5, 'NumpadDivide'],
  [0xb7, 'PrintScreen AltRight'],
  [0xc6, 'Pause Home ArrowUp PageUp'],
  [0xcb, 'ArrowLeft'],
  [0xcd, 'ArrowRight'],
  [0xcf, 'End ArrowDown PageDown Insert Delete'],
  [0xdb, 'MetaLeft MetaRight ContextMenu'],
  [0xf7, 'F18'],
  [0xf9, 'F22'],
]

const SCANCODES = new Map(
  ROWS.flatMap(([first, names]) => names.split(' ').map((name, i): [string, number] => [name, first + i])),
)

/** The scan code of a key's place; 0 where it has none. */
export const scancodeOf = (code: string): number => SCANCODES.get(code) ?? 0
