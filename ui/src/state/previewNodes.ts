/** Elements that are shown as they are; any other gives way to what is inside it. */
const elements = new Set(
  `p div span b strong i em u s small br hr h1 h2 h3 h4 ul ol li blockquote pre code
   table thead tbody tfoot tr td th center`.split(/\s+/),
)
/** Elements that are left out with all they hold. */
const silent = new Set('script style head title template noscript iframe object embed svg math form input button select textarea'.split(' '))
/** Style properties that say how something looks, and not where it is or what it loads. */
const properties = new Set(
  `color background-color font-family font-size font-weight font-style line-height letter-spacing text-align text-decoration
   text-transform white-space word-break overflow-wrap vertical-align display width max-width height border border-top
   border-right border-bottom border-left border-color border-width border-style border-radius border-collapse border-spacing
   margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left
   font-variant-numeric list-style-type`.split(/\s+/),
)
const displays = new Set(['block', 'inline', 'inline-block', 'none', 'table', 'table-row', 'table-cell'])
/** What could load something, or hide what it is. */
const LOADS = /url\s*\(|image\s*\(|expression|var\s*\(|[\\@<>]/i
/** Old attributes that messages are still laid out with. They mean more than the properties of their names. */
const attributes = ['align', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'height', 'valign', 'width']
const HARMLESS = /^#?[\w%.-]{1,20}$/

/**
 * The nodes of a message's HTML, built anew of known elements and properties: nothing of it runs,
 * loads or leads anywhere. A link keeps its look, and tells where it would lead.
 */
export function previewNodes(html: string): DocumentFragment {
  const source = new DOMParser().parseFromString(html, 'text/html')
  const nodes = document.createDocumentFragment()
  // Stands for the body: it has the margin that bodies have, unless the message says otherwise.
  const body = document.createElement('div')
  body.style.margin = '8px'
  styleLike(body, source.body)
  copyInto(body, source.body)
  nodes.appendChild(body)
  return nodes
}

function copyInto(target: Node, source: Node) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.appendChild(document.createTextNode(node.nodeValue ?? ''))
    else if (node instanceof Element || node.nodeType === Node.ELEMENT_NODE) copyElement(target, node as Element)
  }
}

function copyElement(target: Node, source: Element) {
  const name = source.localName
  if (silent.has(name)) return
  const made = name === 'a' ? linkLike(source) : elements.has(name) ? document.createElement(name) : undefined
  if (made) {
    styleLike(made, source)
    target.appendChild(made)
  }
  copyInto(made ?? target, source)
}

function linkLike(source: Element): HTMLElement {
  const made = document.createElement('span')
  made.style.textDecoration = 'underline'
  made.title = source.getAttribute('href') ?? ''
  made.setAttribute('role', 'link')
  made.setAttribute('aria-disabled', 'true')
  return made
}

function styleLike(made: HTMLElement, source: Element) {
  for (const name of attributes) {
    const value = source.getAttribute(name)
    if (value !== null && HARMLESS.test(value)) made.setAttribute(name, value)
  }
  for (const rule of (source.getAttribute('style') ?? '').split(';')) {
    const colon = rule.indexOf(':')
    const property = rule.slice(0, colon).trim().toLowerCase()
    const value = rule.slice(colon + 1).replace(/!\s*important/i, '').trim()
    if (colon < 0 || !properties.has(property) || LOADS.test(value)) continue
    if (property === 'display' && !displays.has(value)) continue
    made.style.setProperty(property, value)
  }
}
