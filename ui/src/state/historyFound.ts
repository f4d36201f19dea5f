/** A part of a text in which something was found. */
export interface FoundPart {
  text: string
  hit: boolean
}

const BEGIN = '\u0001'
const END = '\u0002'

/**
 * The text in which something was found, in parts: what stands between the two marks was looked for.
 * Marks come in pairs; what is out of pair is left out and marks nothing.
 */
export function foundParts(found: string): FoundPart[] {
  const parts: FoundPart[] = []
  let hit = false
  for (const piece of found.split(/([\u0001\u0002])/)) {
    if (piece === BEGIN) hit = true
    else if (piece === END) hit = false
    else if (piece) parts.push({ text: piece, hit })
  }
  return parts
}
