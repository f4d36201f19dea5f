import type { MenuItem } from '../../components/menu'
import type { ListOrder } from '../../gen/ListOrder'
import type { DeviceNoun } from '../../state/device'
import type { Files, Side } from '../../state/files.svelte'
import type { Folder } from '../../state/filesFolder.svelte'
import type { filesWork } from '../../state/filesWork'
import { keysOf } from '../../state/shortcuts'

type Work = ReturnType<typeof filesWork>
type Item = Extract<MenuItem, { kind: 'item' }>

const orders: readonly { order: ListOrder; label: string }[] = [
  { order: 'name', label: 'By name' },
  { order: 'size', label: 'By size' },
  { order: 'changed', label: 'By date of change' },
]

const why = (reason: string | undefined) => (reason ? { reason } : {})

/** How a folder is shown. */
export function view(folder: Folder): MenuItem[] {
  return [
    { kind: 'head', label: 'Order, chosen again the other way round' },
    ...orders.map(
      ({ order, label }): Item => ({
        kind: 'item', id: order, label, checked: folder.order === order,
        ...(folder.order === order && folder.descending ? { note: 'reversed' } : {}),
        run: () => void folder.sort(order),
      }),
    ),
    { kind: 'line' },
    {
      kind: 'item', id: 'hidden', icon: folder.hidden ? 'eye-off' : 'eye',
      label: folder.hidden ? 'Hide hidden files' : 'Show hidden files',
      ...(folder.leftOut > 0 ? { note: `${folder.leftOut} hidden` } : {}),
      run: () => void folder.showHidden(!folder.hidden),
    },
    { kind: 'item', id: 'all', icon: 'check-check', label: 'Select all', note: keysOf('files-all'), run: () => void folder.chooseAll() },
  ]
}

/** What can be done with what is selected, or with the folder. */
export function context(files: Files, side: Side, noun: DeviceNoun, work: Work, onsearch: () => void): MenuItem[] {
  const folder = files.side(side)
  const rights = work.rights()
  const chosen = folder.selection.entries
  const one = chosen.length === 1 ? chosen[0] : undefined
  const change = side === 'there' ? rights.change : undefined
  const none = chosen.length > 0 ? undefined : 'Nothing is selected'
  const single = one ? undefined : 'Select one item'
  const open = one?.kind === 'folder' ? undefined : 'Select one folder'
  const item = (id: string, label: string, icon: Item['icon'], keys: string, reason: string | undefined, run: () => void): Item => ({
    kind: 'item', id, label, note: keys, ...why(reason), ...(icon ? { icon } : {}), run,
  })
  const across =
    side === 'here'
      ? item('send', `Send to ${noun}`, 'arrow-right', keysOf('files-send'), none ?? rights.send, () => void work.send(chosen))
      : item('copy', 'Copy to this computer', 'arrow-left', keysOf('files-copy'), none ?? rights.copy, () => void work.copy(chosen))
  return [
    item('open', 'Open', 'folder-open', keysOf('files-open'), open, () => one && void folder.enter(one)),
    across,
    { kind: 'line' },
    item('rename', 'Rename', 'pencil-line', keysOf('files-rename'), single ?? change, () => one && (folder.naming = { kind: 'rename', entry: one })),
    item('delete', 'Delete', 'trash', keysOf('files-delete'), none ?? change, () => void work.remove(side, chosen)),
    { kind: 'line' },
    item('new', 'New folder', 'folder-plus', keysOf('files-new-folder'), side === 'there' ? rights.send : undefined, () => (folder.naming = { kind: 'new' })),
    item('refresh', 'Refresh', 'refresh-cw', keysOf('files-refresh'), undefined, () => void folder.refresh()),
    item('search', 'Search this folder', 'search', keysOf('files-search'), undefined, onsearch),
  ]
}
