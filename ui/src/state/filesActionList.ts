import type { Bare } from './actions'
import type { Console } from './console.svelte'
import { deviceNoun } from './device'
import { filesWork } from './filesWork'
import { stepOf } from './permission'
import { askReason, toolReason, workReason } from './screenReasons'
import type { SessionPane } from './session.svelte'

const group = 'Files'

/** What can be done with the files of the session in front, by shortcut or from Commands. */
export function filesActionList(console: Console): Bare[] {
  const pane = console.sessions.pane
  if (!pane) return []
  const show: Bare = {
    id: 'files-view',
    group: 'This session',
    label: 'Files',
    reason: pane.view ? toolReason(console, pane, 'files') : 'Still loading',
    run: () => showFiles(console, pane),
  }
  const all = [show, ...permission(console, pane), ...transfers(console, pane)]
  return pane.tool === 'files' ? [...all, ...folder(console, pane)] : all
}

/** Shows the files of a session. */
export function showFiles(console: Console, pane: SessionPane) {
  console.page = 'sessions'
  console.layout.focusMode = false
  pane.tool = 'files'
}

function permission(console: Console, pane: SessionPane): Bare[] {
  const session = pane.view?.session
  if (!session) return []
  const work = filesWork(console, pane)
  const { kind, label, reason: not } = stepOf('files', session.capabilities.files, console.times)
  const reason = (kind === 'ask' ? askReason(console, pane, 'files') : workReason(pane)) ?? not
  const named = kind === 'stop' ? label : kind === 'ask' ? 'Ask for files' : `${label}: files`
  const run = () => void (kind === 'ask' ? work.wish() : kind === 'stop' ? work.stop() : work.takeBack())
  return [{ id: kind === 'stop' ? 'stop-files' : 'ask-files', group, label: named, reason, run }]
}

function transfers(console: Console, pane: SessionPane): Bare[] {
  const work = filesWork(console, pane)
  const rows = console.transfers.of(pane.lsid)
  const moving = rows.some(({ status }) => status.kind === 'running' || status.kind === 'waiting' || status.kind === 'preparing')
  const over = rows.some(({ status }) => status.kind === 'done' || status.kind === 'cancelled')
  return [
    { id: 'pause-transfers', group, label: 'Pause all transfers', reason: moving ? undefined : 'Nothing is on its way', run: () => void work.pauseAll() },
    { id: 'clear-transfers', group, label: 'Clear finished transfers', reason: over ? undefined : 'Nothing has finished', run: () => void work.clear() },
  ]
}

function folder(console: Console, pane: SessionPane): Bare[] {
  const { files } = pane
  const side = files.front
  const current = files.side(side)
  const work = filesWork(console, pane)
  const rights = work.rights()
  const chosen = current.acting()
  const one = chosen.length === 1 ? chosen[0] : undefined
  const closed = current.path ? undefined : 'No folder is open'
  const none = chosen.length > 0 ? closed : 'Nothing is selected'
  const change = side === 'there' ? rights.change : undefined
  const noun = pane.view ? deviceNoun(pane.view.session) : 'computer'
  const here = files.here.selection.entries
  const there = files.there.selection.entries
  return [
    { id: 'files-send', group, label: `Send to the ${noun}`, reason: rights.send ?? (here.length ? undefined : 'Nothing is selected on this computer'), run: () => void work.send(here) },
    { id: 'files-copy', group, label: 'Copy to this computer', reason: rights.copy ?? (there.length ? undefined : `Nothing is selected on the ${noun}`), run: () => void work.copy(there) },
    { id: 'files-up', group, label: 'Up one folder', reason: closed ?? (current.path?.names.length ? undefined : 'This is the top'), run: () => void current.up() },
    { id: 'files-rename', group, label: 'Rename', reason: closed ?? change ?? (one ? undefined : 'Select one item'), run: () => one && (current.naming = { kind: 'rename', entry: one }) },
    { id: 'files-delete', group, label: 'Delete', reason: none ?? change, run: () => void work.remove(side, chosen) },
    { id: 'files-new-folder', group, label: 'New folder', reason: closed ?? (side === 'there' ? rights.send : undefined), run: () => (current.naming = { kind: 'new' }) },
    { id: 'files-refresh', group, label: 'Refresh', reason: closed, run: () => void current.refresh() },
    { id: 'files-hidden', group, label: current.hidden ? 'Hide hidden files' : 'Show hidden files', reason: closed, run: () => void current.showHidden(!current.hidden) },
  ]
}
