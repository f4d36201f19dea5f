/** The elements of a surface. Styles are set one by one: the page allows no style attributes. */
export interface Elements {
  /** Fills the element that the surface was mounted into; scrolls a picture that is larger. */
  room: HTMLDivElement
  /** As large as the picture is shown. */
  sheet: HTMLDivElement
  picture: HTMLCanvasElement
  /** Own drawings, above the picture. */
  drawing: HTMLCanvasElement
  /** The device's own pointer. */
  pointer: HTMLDivElement
  /** Takes the keys that are meant as characters, so that texts can be composed. */
  keys: HTMLTextAreaElement
  /** Takes the keys that are meant by their places: nothing is written here, so that no input method comes between. */
  places: HTMLDivElement
}

/** Makes them, one in the other. */
export function elements(): Elements {
  const room = make('div', { position: 'absolute', inset: '0', overflow: 'auto', touchAction: 'none' })
  const sheet = make('div', { position: 'relative', overflow: 'hidden' })
  const over: Partial<CSSStyleDeclaration> = { position: 'absolute', left: '0', top: '0', width: '100%', height: '100%' }
  const picture = make('canvas', { ...over, display: 'block' })
  const drawing = make('canvas', { ...over, pointerEvents: 'none' })
  const pointer = make('div', { position: 'absolute', left: '0', top: '0', pointerEvents: 'none', display: 'none' })
  const aside: Partial<CSSStyleDeclaration> = { position: 'fixed', left: '0', top: '0', width: '1px', height: '1px', opacity: '0' }
  const keys = make('textarea', aside)
  Object.assign(keys.style, { border: '0', padding: '0', resize: 'none', overflow: 'hidden', pointerEvents: 'none' })
  keys.spellcheck = false
  keys.autocapitalize = 'off'
  keys.setAttribute('autocorrect', 'off')
  keys.setAttribute('autocomplete', 'off')
  const places = make('div', { ...aside, pointerEvents: 'none', outline: 'none' })
  places.setAttribute('role', 'application')
  places.tabIndex = -1
  for (const taker of [keys, places]) taker.setAttribute('aria-label', 'Remote screen: keys go there. F8 comes back.')
  sheet.className = 'stage-sheet'
  sheet.append(picture, drawing, pointer)
  room.append(sheet, keys, places)
  return { room, sheet, picture, drawing, pointer, keys, places }
}

function make<Name extends keyof HTMLElementTagNameMap>(name: Name, style: Partial<CSSStyleDeclaration>) {
  const element = document.createElement(name)
  Object.assign(element.style, style)
  return element
}
