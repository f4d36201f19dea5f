import { ADDRESS_BYTES, byteLength } from './limits'

/** The most bytes before the @. */
const LOCAL_BYTES = 64
/** The most characters of one name in a domain. */
const LABEL = 63
/** What may stand between addresses. */
const BETWEEN = /[,;\r\n\t]+/
/** What mail servers take before the @. */
const LOCAL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/

/**
 * The addresses in a text, as typed or pasted: between commas, semicolons and line breaks, and
 * without the names in "Petra Hahn <petra@example.com>". What is no address stays as it is.
 */
export function splitAddresses(text: string): string[] {
  return text.split(BETWEEN).flatMap((piece) => {
    const inside = /<([^<>]*)>\s*$/.exec(piece)?.[1] ?? piece
    const words = inside.trim().split(/\s+/)
    return words.every((word) => word.includes('@')) ? words : [inside.trim()]
  }).filter(Boolean)
}

/** Why something is no address, as the rest of "petra@example …"; undefined where it can be one. */
export function addressFault(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  if (at < 0) return 'has no @'
  if (at === 0) return 'has nothing before the @'
  if (at === address.length - 1) return 'has nothing after the @'
  if (byteLength(address) > ADDRESS_BYTES || at > LOCAL_BYTES) return 'is too long'
  const local = address.slice(0, at)
  if (!LOCAL.test(local)) return 'has a character that addresses do not have'
  if (/^\.|\.\.|\.$/.test(local)) return 'has a dot too many'
  return isDomain(address.slice(at + 1)) ? undefined : 'is not complete after the @'
}

function isDomain(domain: string): boolean {
  if (domain === 'localhost') return true
  const labels = domain.split('.')
  return labels.length > 1 && labels.every((label) => label.length <= LABEL && /^[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(label))
}

/** Whether two addresses are the same one. */
export const sameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
