import type { CannedCategory } from '../gen/CannedCategory'
import type { CannedLibrary } from '../gen/CannedLibrary'
import type { CannedMessage } from '../gen/CannedMessage'
import { fold, hasWords, queryWords } from './search'

/** A line of the category tree. */
export interface CategoryLine {
  /** Undefined for "All messages". */
  id: number | undefined
  name: string
  /** 0 for the top level. */
  depth: number
  /** Messages in it and below. */
  count: number
  open: boolean
  hasChildren: boolean
}

/** What the macros of a canned message stand for. */
export interface MacroValues {
  customer: string
  rep: string
  site: string
}

/** The lines of the tree that show, given which categories are open. */
export function categoryLines(library: CannedLibrary, open: ReadonlySet<number>): CategoryLine[] {
  const lines: CategoryLine[] = [
    { id: undefined, name: 'All messages', depth: 0, count: library.messages.length, open: false, hasChildren: false },
  ]
  const walk = (parent: number | null, depth: number) => {
    for (const category of childrenOf(library, parent)) {
      const isOpen = open.has(category.id)
      lines.push({
        id: category.id,
        name: category.name,
        depth,
        count: messagesUnder(library, category.id).length,
        open: isOpen,
        hasChildren: childrenOf(library, category.id).length > 0,
      })
      if (isOpen) walk(category.id, depth + 1)
    }
  }
  walk(null, 0)
  return lines
}

const childrenOf = (library: CannedLibrary, parent: number | null): CannedCategory[] =>
  library.categories.filter((category) => category.parent === parent)

function messagesUnder(library: CannedLibrary, category: number): CannedMessage[] {
  const inside = new Set([category])
  for (const { id, parent } of library.categories) if (parent !== null && inside.has(parent)) inside.add(id)
  return library.messages.filter((message) => inside.has(message.category))
}

/** The messages of a category, or all, that have every word of the query; shortcuts first. */
export function searchCanned(library: CannedLibrary, query: string, category: number | undefined): CannedMessage[] {
  const pool = category === undefined ? library.messages : messagesUnder(library, category)
  const words = queryWords(query.replace(/^\//, ''))
  const first = words[0]
  if (first === undefined) return pool
  const found = pool.filter((message) => hasWords(`${message.shortcut} ${message.title} ${message.text}`, words))
  const rank = (message: CannedMessage) => (fold(message.shortcut).startsWith(first) ? 0 : 1)
  return found.toSorted((a, b) => rank(a) - rank(b))
}

/** The text with its macros filled in. What is no macro stays as it is. */
export function fillMacros(text: string, values: MacroValues): string {
  const first = (name: string) => name.trim().split(/\s+/)[0] ?? ''
  const table: Record<string, string> = {
    'customer.first': first(values.customer),
    'customer.name': values.customer,
    'rep.first': first(values.rep),
    'rep.name': values.rep,
    'site.name': values.site,
  }
  return text.replace(/\{([a-z.]+)\}/g, (macro, name: string) => table[name] ?? macro)
}
