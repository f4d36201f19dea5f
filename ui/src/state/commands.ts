import { actions, type Action } from './actions'
import { fillMacros } from './canned'
import type { Console } from './console.svelte'
import { keyRow } from './keyRows'
import { keyContext } from './keyWork'
import { readinessWords } from './readiness'
import { hasWords, queryWords } from './search'
import type { ActionId, BareActionId } from './shortcuts'

/** A line of the command palette. */
export interface CommandLine {
  id: string
  group: string
  label: string
  /** What it stands for; an action where it is none of the others. */
  kind: 'session' | 'queue' | 'colleague' | 'key' | 'canned' | ActionId | BareActionId
  keys?: string
  note?: string
  reason?: string | undefined
  run: () => void
}

/** Everything that Commands offers now, in the order of the groups. */
export function commandLines(console: Console): CommandLine[] {
  const all = actions(console).filter((action) => action.id !== 'commands')
  const of = (group: Action['group']) =>
    all.filter((action) => action.group === group).map((action) => ({ ...action, kind: action.id }))
  return [...of('Supervisor'), ...of('This session'), ...of('Screen'), ...of('Files'), ...of('System info'), ...sessionLines(console), ...of('Anywhere'), ...keyLines(console), ...queueLines(console), ...colleagueLines(console), ...cannedLines(console)]
}

function sessionLines(console: Console): CommandLine[] {
  return console.sessions.tabs.map((tab) => ({
    id: `session ${tab.lsid}`,
    group: 'Sessions',
    label: tab.name,
    kind: 'session',
    note: tab.ended ? 'ended' : tab.held ? 'on hold' : '',
    run: () => {
      console.page = 'sessions'
      console.sessions.bringToFront(tab.lsid)
    },
  }))
}

function keyLines(console: Console): CommandLine[] {
  const about = keyContext(console)
  const { filter, view } = console.keys
  return view.keys.map((key) => keyRow(key, about)).filter((row) => row.can.copy).map((row) => ({
    id: `key ${row.key.id}`,
    group: 'Keys',
    label: [row.digits, row.who].filter(Boolean).join(', '),
    kind: 'key',
    note: row.status.words,
    run: () => {
      Object.assign(filter, { query: row.digits, whose: 'team', stage: 'outstanding' })
      console.page = 'keys'
    },
  }))
}

function queueLines(console: Console): CommandLine[] {
  return console.queues.queues.map((queue) => ({
    id: `queue ${queue.id}`,
    group: 'People and queues',
    label: `Open queue ${queue.name}`,
    kind: 'queue',
    note: `${queue.count} waiting`,
    run: () => {
      console.page = 'sessions'
      console.layout.open('queues')
      console.queues.chosen = queue.id
    },
  }))
}

function colleagueLines(console: Console): CommandLine[] {
  return console.colleagues.view.people.map(({ id, name, presence, auto }) => ({
    id: `colleague ${id}`,
    group: 'People and queues',
    label: `Write to ${name}`,
    kind: 'colleague',
    note: readinessWords(presence, auto),
    run: () => console.talkTo({ kind: 'representative', id }),
  }))
}

function cannedLines(console: Console): CommandLine[] {
  const pane = console.sessions.pane
  if (!pane?.writable) return []
  const values = {
    customer: pane.view?.session.customer.name ?? '',
    rep: console.app.signedIn?.me.name ?? '',
    site: console.app.signedIn?.site_name ?? '',
  }
  return console.library.value.messages.map((message) => ({
    id: `canned ${message.id}`,
    group: 'Canned messages',
    label: message.title,
    kind: 'canned',
    note: `/${message.shortcut}`,
    run: () => {
      const text = fillMacros(message.text, values)
      pane.message.text = pane.message.text ? `${pane.message.text.trimEnd()} ${text}` : text
      console.focus.ask('composer')
    },
  }))
}

/** Groups that show only once something is typed. */
const onDemand = ['Canned messages', 'Keys']

/** The lines that have every word of the query; some groups only once something is typed. */
export function findCommands(lines: readonly CommandLine[], query: string): CommandLine[] {
  const words = queryWords(query)
  if (words.length === 0) return lines.filter((line) => !onDemand.includes(line.group))
  return lines.filter((line) => hasWords(`${line.label} ${line.note ?? ''}`, words))
}
