import type { DevicePath } from '../gen/DevicePath'
import type { FileEntry } from '../gen/FileEntry'
import type { FileName } from '../gen/FileName'
import type { FilesRequest } from '../gen/FilesRequest'
import type { IfTaken } from '../gen/IfTaken'
import type { Side } from './files.svelte'

/** Things that are to be moved where some of their names are taken. */
export interface Move {
  side: Side
  /** The folder that they are in. */
  from: DevicePath
  folder: DevicePath
  entries: readonly FileEntry[]
  /** Names without an answer. */
  taken: readonly FileName[]
  answers: ReadonlyMap<FileName, IfTaken>
}

/** The same with an answer about one name, or about all that have none. */
export function answered(move: Move, name: FileName | null, rule: IfTaken): Move {
  const meant = name === null ? move.taken : [name]
  const answers = new Map(move.answers)
  for (const one of meant) answers.set(one, rule)
  return { ...move, answers, taken: move.taken.filter((one) => !meant.includes(one)) }
}

/** What is asked of the side: a request for each rule. What is skipped stays, whole. */
export function requestsOf({ from, folder, entries, answers }: Move): FilesRequest[] {
  const ruleOf = (entry: FileEntry) => answers.get(entry.name) ?? 'keep_both'
  const rules: IfTaken[] = ['replace', 'keep_both']
  return rules.flatMap((if_taken): FilesRequest[] => {
    const some = entries.filter((entry) => ruleOf(entry) === if_taken)
    const paths = some.map((entry) => ({ root: from.root, names: [...from.names, entry.name] }))
    return paths.length > 0 ? [{ kind: 'move', paths, folder, if_taken }] : []
  })
}
