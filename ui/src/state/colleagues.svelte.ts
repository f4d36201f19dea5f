import type { ColleagueRow } from '../gen/ColleagueRow'
import type { ColleaguesView } from '../gen/ColleaguesView'
import type { RepresentativeId } from '../gen/RepresentativeId'
import type { TeamId } from '../gen/TeamId'
import type { TeamRow } from '../gen/TeamRow'
import type { Host } from '../host/host'

const nobody: ColleaguesView = {
  people: [],
  teams: [],
  rules: { assign_s: 30, away_after_min: null, monitoring: 'seen', forced_alerts: [] },
}

/** Topic `colleagues`: the others at this site, the teams, and what the site has decided. */
export class Colleagues {
  view = $state.raw<ColleaguesView>(nobody)
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    const end = this.#host.subscribe('colleagues', (payload) => {
      if (payload.kind === 'colleagues') this.view = payload.value
    })
    return () => {
      end()
      this.view = nobody
    }
  }

  /** What the site has decided for its consoles. */
  get rules() {
    return this.view.rules
  }

  /** A colleague; undefined for oneself and for who is unknown. */
  person(id: RepresentativeId): ColleagueRow | undefined {
    return this.view.people.find((one) => one.id === id)
  }

  /** A team. */
  team(id: TeamId): TeamRow | undefined {
    return this.view.teams.find((one) => one.id === id)
  }
}
