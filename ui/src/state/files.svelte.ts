import type { FileEntry } from '../gen/FileEntry'
import type { FilesScope } from '../gen/FilesScope'
import type { SessionId } from '../gen/SessionId'
import type { TransferRow } from '../gen/TransferRow'
import type { Host } from '../host/host'
import { Folder } from './filesFolder.svelte'
import type { Carried, DropTarget } from './filesDrop'
import type { Move } from './filesMove'

/** Whose files: this computer's, or the device's. */
export type Side = 'here' | 'there'

/** What is asked for unless something else is chosen: both ways, and nothing can be changed. */
const modest: FilesScope = { to_device: true, from_device: true, change: false, area: { kind: 'whole' } }

/** The file view of one session: a folder of this computer, and one of the device. */
export class Files {
  /** This computer's folder. */
  readonly here: Folder
  /** The device's folder. */
  readonly there: Folder
  /** The side where the keyboard was last. */
  front = $state<Side>('here')
  /** Whether it is being decided what to ask for. */
  asking = $state(false)
  /** What was asked for last. */
  wish = $state.raw<FilesScope>(modest)
  /** Whether only the head of the transfers shows. */
  collapsed = $state(false)
  /** What was handed over last, and when: the same again at once is a double click. */
  handed = { what: '', at: 0 }
  /** Whether files for the chat are being picked. */
  attaching = $state(false)
  /** What is about to be deleted for good, once that is confirmed. */
  doomed = $state.raw<{ side: Side; entries: readonly FileEntry[] }>()
  /** What is to be moved, once it is said what becomes of names that are taken. */
  move = $state.raw<Move>()
  /** What is being dragged, and where it would land. */
  carried = $state.raw<Carried>()
  target = $state.raw<DropTarget>()
  /** What the device's folder was opened with. */
  #granted = ''

  constructor(host: Host, lsid: SessionId) {
    this.here = new Folder((request) => host.files(null, request))
    this.there = new Folder((request) => host.files(lsid, request))
  }

  /** One of the two sides. */
  side(side: Side): Folder {
    return side === 'here' ? this.here : this.there
  }

  /** The view is in sight: opens this computer's folder, and the device's as far as that is allowed. */
  look(allowed: FilesScope | null) {
    this.here.begin()
    const granted = allowed ? JSON.stringify(allowed.area) : ''
    if (granted !== this.#granted) this.there.forget()
    this.#granted = granted
    if (allowed) this.there.begin()
  }

  /** A transfer has come to its end: its destination has something new. */
  ended(row: TransferRow) {
    const side = row.way === 'to_device' ? this.there : row.way === 'from_device' ? this.here : undefined
    if (side?.path) void side.refresh()
  }
}
