import type { MonitorRule } from '../gen/MonitorRule'
import type { Session } from '../gen/Session'
import type { SessionLevel } from '../gen/SessionLevel'
import { holderOf } from './dashboardSessions.svelte'
import { possessive } from './dashboardWords'

/** What stepping into a session means, said before it is done. */
export interface StepInWords {
  title: string
  /** What the representatives and the customer get to know. */
  lines: readonly string[]
  /** The word of the button. */
  act: string
}

/** What a supervisor steps into: a row of the dashboard, or a session that is open. */
export type SteppedInto = Pick<SessionLevel, 'lsid' | 'customer' | 'standing' | 'others'>

/** An open session as what is stepped into; not where nobody has it. */
export function steppedInto({ lsid, customer, state, participants }: Session): SteppedInto | undefined {
  if (state.kind !== 'active' && state.kind !== 'held') return undefined
  const whose = state.kind === 'active' ? state.owner : state.by
  const name = participants.find(({ id }) => id === whose)?.name ?? 'The owner'
  const others = participants.filter(({ id }) => id !== whose).map((one) => one.name)
  const standing = state.kind === 'active' ? { kind: state.kind, owner: whose, name, since: state.since } : { kind: state.kind, by: whose, name, since: state.since }
  return { lsid, customer: customer.name, standing, others }
}

/** What the site's rule says of being seen while one monitors. */
export const monitorRuleWords: Record<MonitorRule, string> = {
  seen: 'This site’s rule: monitoring is always seen.',
  unseen: 'This site’s rule: monitoring is never seen.',
  choice: 'This site’s rule: you choose whether you are seen.',
}

/** What monitoring, joining or taking over means for those in the session. */
export function stepInWords(kind: 'monitor' | 'join' | 'take_over', row: SteppedInto, rule: MonitorRule, seen: boolean): StepInWords {
  const whose = possessive(row.customer)
  const holder = holderOf(row) ?? 'Nobody'
  const others = [holder, ...row.others].filter((name) => name !== 'Nobody')
  const them = others.length > 0 ? others.join(', ') : 'The representatives'
  const see = others.length === 1 ? 'sees' : 'see'
  const logged = 'It is noted in the audit log.'
  if (kind === 'join') {
    return { title: `Join ${whose} session?`, act: 'Join', lines: [`${them} ${see} that you take part.`, `${row.customer} sees your name in the chat.`, logged] }
  }
  if (kind === 'take_over') {
    return { title: `Take over ${whose} session?`, act: 'Take over', lines: [`You own it from then on. ${holder} keeps taking part.`, `${row.customer} sees your name in the chat.`, logged] }
  }
  const notice = seen ? `${them} ${see} that you are there.` : `${them} ${others.length === 1 ? 'does' : 'do'} not see that you are there.`
  return {
    title: `Monitor ${whose} session?`,
    act: 'Monitor',
    lines: [monitorRuleWords[rule], notice, `${row.customer} is not told. You see the chat and the screen, and cannot act.`, logged],
  }
}
