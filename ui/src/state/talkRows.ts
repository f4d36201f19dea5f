import type { ColleaguesView } from '../gen/ColleaguesView'
import type { TalkRow } from '../gen/TalkRow'
import type { TalkWith } from '../gen/TalkWith'
import { hasWords, queryWords } from './search'
import { sameTalk, talkKey } from './talk.svelte'

/** A line of the list: a conversation, or somebody to begin one with. */
export interface TalkChoice {
  key: string
  row: TalkRow
  /** Nothing was said there yet. */
  fresh: boolean
}

/**
 * The conversations, the latest first, as far as they have every word of the query; while something is
 * searched also those with whom one can be begun. The chosen one is always there.
 */
export function talkChoices(talks: readonly TalkRow[], { people, teams }: ColleaguesView, chosen: TalkWith | undefined, query: string): TalkChoice[] {
  const words = queryWords(query)
  const has = (name: string) => words.length === 0 || hasWords(name, words)
  const known = new Set(talks.map((row) => talkKey(row.with)))
  const others: TalkRow[] = [
    ...teams.filter((team) => team.role !== null).map(({ id, name }) => empty({ kind: 'team', id }, name, null)),
    ...people.map(({ id, name, presence }) => empty({ kind: 'representative', id }, name, presence)),
  ].filter((row) => !known.has(talkKey(row.with)) && (words.length > 0 || sameTalk(row.with, chosen)))
  const line = (fresh: boolean) => (row: TalkRow): TalkChoice => ({ key: talkKey(row.with), row, fresh })
  return [...talks.filter(({ name }) => has(name)).map(line(false)), ...others.filter(({ name }) => has(name)).map(line(true))]
}

const empty = (with_: TalkWith, name: string, presence: TalkRow['presence']): TalkRow => ({
  with: with_, name, presence, newest: null, at: null, unread: 0,
})

/** The name of a conversation's other side. */
export function talkNames(talks: readonly TalkRow[], { people, teams }: ColleaguesView, with_: TalkWith): string {
  const row = talks.find((one) => sameTalk(one.with, with_))
  const known = with_.kind === 'team' ? teams.find(({ id }) => id === with_.id) : people.find(({ id }) => id === with_.id)
  return row?.name ?? known?.name ?? (with_.kind === 'team' ? 'A team' : 'A colleague')
}
