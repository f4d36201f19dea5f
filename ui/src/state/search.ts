/**
 * A text as searching sees it: lower case, without accents, hyphens and apostrophes, so
 * that "wifi" finds "Wi-Fi" and "jose" finds "José".
 */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f\-\u2010\u2011'’]/g, '')
    .toLocaleLowerCase()

/** The folded words of a query. */
export const queryWords = (query: string): string[] => fold(query).split(/\s+/).filter(Boolean)

/** Whether every word of a query occurs somewhere in the text. */
export function hasWords(text: string, words: readonly string[]): boolean {
  const folded = fold(text)
  return words.every((word) => folded.includes(word))
}
