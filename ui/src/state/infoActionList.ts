import type { Bare } from './actions'
import type { Console } from './console.svelte'
import { infoWork } from './infoWork'
import { stepOf } from './permission'
import { askReason, toolReason, workReason } from './screenReasons'
import type { SessionPane } from './session.svelte'

const group = 'System info'

/** What can be done with the system information of the session in front, by shortcut or from Commands. */
export function infoActionList(console: Console): Bare[] {
  const pane = console.sessions.pane
  if (!pane) return []
  const show: Bare = { id: 'info-view', group: 'This session', label: 'System info', reason: pane.view ? toolReason(console, pane, 'info') : 'Still loading', run: () => showInfo(console, pane) }
  const all = [show, ...permission(console, pane)]
  return pane.tool === 'info' ? [...all, ...readings(console, pane)] : all
}

/** Shows the system information of a session. */
export function showInfo(console: Console, pane: SessionPane) {
  console.page = 'sessions'
  console.layout.focusMode = false
  pane.tool = 'info'
}

function permission(console: Console, pane: SessionPane): Bare[] {
  const session = pane.view?.session
  if (!session) return []
  const work = infoWork(console, pane)
  const { kind, label, reason: not } = stepOf('info', session.capabilities.info, console.times)
  const reason = (kind === 'ask' ? askReason(console, pane, 'info') : workReason(pane)) ?? not
  const named = kind === 'stop' ? label : kind === 'ask' ? 'Ask for system information' : `${label}: system information`
  const run = () => {
    if (kind === 'ask') showInfo(console, pane)
    void (kind === 'ask' ? work.ask() : kind === 'stop' ? work.stop() : work.takeBack())
  }
  return [{ id: kind === 'stop' ? 'stop-info' : 'ask-info', group, label: named, reason, run }]
}

function readings(console: Console, pane: SessionPane): Bare[] {
  const work = infoWork(console, pane)
  const reason = work.reason()
  const none = pane.info.readings.length > 0 ? undefined : 'Nothing has been read yet'
  return [
    { id: 'info-search', group, label: 'Search properties', reason: none, run: () => console.focus.ask('info-search') },
    { id: 'info-refresh', group, label: 'Refresh', reason, run: () => void work.read() },
    { id: 'info-keep', group, label: 'Keep a snapshot', reason: work.keepReason(), run: () => (pane.info.naming = true) },
    { id: 'info-json', group, label: 'Export as JSON', reason: none, run: () => void work.save('json') },
    { id: 'info-report', group, label: 'Export as report', reason: none, run: () => void work.save('html') },
  ]
}
