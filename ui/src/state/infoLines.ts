import type { InfoRow, InfoSection } from './infoRows'

/** A line of the property grid: a heading, or a property. */
export type InfoLine = { head: string } | { row: InfoRow }

/** The lines of a section, or of one of its groups; each group but the only one has its heading. */
export function linesOf(section: InfoSection, group: string | undefined, keep: (rows: readonly InfoRow[]) => readonly InfoRow[]): InfoLine[] {
  const groups = section.groups.filter(({ id }) => group === undefined || id === group)
  return groups.flatMap(({ id, label, rows }) => {
    const kept = keep(rows).map((row): InfoLine => ({ row }))
    const head: InfoLine[] = groups.length > 1 && id !== 'main' && kept.length > 0 ? [{ head: label }] : []
    return [...head, ...kept]
  })
}

/** The lines of all sections that are left, each below the name of its category. */
export function foundLines(sections: readonly InfoSection[], keep: (rows: readonly InfoRow[]) => readonly InfoRow[]): InfoLine[] {
  return sections.flatMap((section) =>
    section.groups.flatMap(({ id, label, rows }) => {
      const kept = keep(rows).map((row): InfoLine => ({ row }))
      return kept.length > 0 ? [{ head: id === 'main' ? section.label : `${section.label}, ${label}` }, ...kept] : []
    }),
  )
}
