/** A piece of a message: plain words, or a link with its address. */
export interface TextPart {
  text: string
  href?: string
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+/giu
const TRAILING = /[.,;:!?)\]}’”]+$/u

/**
 * Splits a message into words and links. Only http and https count, and the address is
 * what the URL parser makes of it, so that what is opened is what is shown or is plain text.
 */
export function splitLinks(message: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of message.matchAll(ADDRESS)) {
    const text = withoutTrailing(match[0])
    const href = safeAddress(text)
    if (!href) continue
    if (match.index > end) parts.push({ text: message.slice(end, match.index) })
    parts.push({ text, href })
    end = match.index + text.length
  }
  if (end < message.length) parts.push({ text: message.slice(end) })
  return parts
}

/** The normalised address when `text` is an http or https URL with a host and no sign-in in it. */
export function safeAddress(text: string): string | undefined {
  try {
    const url = new URL(text.trim())
    const web = url.protocol === 'http:' || url.protocol === 'https:'
    return web && url.hostname && !url.username && !url.password ? url.href : undefined
  } catch {
    return undefined
  }
}

function withoutTrailing(address: string): string {
  const tail = TRAILING.exec(address)?.[0] ?? ''
  const keepsBracket = tail.startsWith(')') && address.includes('(')
  return keepsBracket ? address.slice(0, address.length - tail.length + 1) : address.slice(0, address.length - tail.length)
}
