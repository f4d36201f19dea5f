import type { TeamId } from '../gen/TeamId'
import type { Console } from './console.svelte'

/** What a team is called. */
export function teamName(console: Console, team: TeamId): string {
  const own = console.app.signedIn?.me.teams.find((one) => one.team === team)?.name
  return own ?? console.colleagues.team(team)?.name ?? `Team ${team}`
}
