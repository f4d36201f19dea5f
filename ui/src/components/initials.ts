/** At most two letters for an avatar: of the first and last word, or the first two of a single one. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = [...(words[0] ?? '?')]
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : []
  const letters = last.length ? [first[0], last[0]] : first.slice(0, 2)
  return letters.join('').toUpperCase()
}
