import type { ClientId } from '../gen/ClientId'
import type { DevicePath } from '../gen/DevicePath'
import type { FileEntry } from '../gen/FileEntry'
import type { FileName } from '../gen/FileName'
import type { FilesAnswer } from '../gen/FilesAnswer'
import type { FilesRequest } from '../gen/FilesRequest'
import type { FilesScope } from '../gen/FilesScope'
import type { IfTaken } from '../gen/IfTaken'
import type { TransferWay } from '../gen/TransferWay'
import type { UiError } from '../gen/UiError'
import { newClientId } from './clientId'
import type { Console } from './console.svelte'
import type { Side } from './files.svelte'
import type { Carried, DropTarget } from './filesDrop'
import { MOST } from './filesFolder.svelte'
import { type Move, answered, requestsOf } from './filesMove'
import { hasTrash, rightsOf } from './filesGrant'
import { shownName } from './filesNames'
import { countWords } from './filesWords'
import { askReason } from './screenReasons'
import type { SessionPane } from './session.svelte'

/** Within this many milliseconds the same again is a double click. */
const DOUBLE_MS = 700

type Done = Extract<FilesAnswer, { kind: 'done' }>

/** What can be done with the files of one session. Refusals become toasts. */
export function filesWork(console: Console, pane: SessionPane) {
  const { lsid, files } = pane

  /** Whether the same was handed over a moment ago, which a double click does. */
  function twice(what: string): boolean {
    const before = files.handed
    files.handed = { what, at: Date.now() }
    return before.what === what && files.handed.at - before.at < DOUBLE_MS
  }

  /** Hands paths over, in as many transfers as they need. */
  async function transfer(way: TransferWay, paths: readonly DevicePath[], folder: DevicePath | null) {
    if (twice(JSON.stringify([way, paths, folder]))) return
    const title = way === 'to_chat' ? 'The files were not sent' : 'The transfer was not started'
    for (let from = 0; from < paths.length; from += MOST) {
      const some = paths.slice(from, from + MOST)
      if (!(await console.ask(title, { type: 'transfer', lsid, id: newClientId(), way, paths: some, folder, upload: null }))) return
    }
  }

  /** Changes something on a side, looks again, and says what failed. */
  async function change(side: Side, title: string, request: FilesRequest): Promise<Done | undefined> {
    const folder = files.side(side)
    try {
      const answer = await folder.ask(request)
      if (answer.kind === 'failed') throw answer
      void folder.refresh()
      if (answer.kind !== 'done') return undefined
      const first = answer.faults[0]
      if (first) console.toasts.tell('danger', title, shownName(first.message))
      return answer
    } catch (error) {
      console.toasts.tell('danger', title, shownName((error as UiError).message))
      return undefined
    }
  }

  /** Which of these names are taken in a folder; undefined where that was not to be learnt. */
  async function takenIn(side: Side, entries: readonly FileEntry[], folder: DevicePath): Promise<FileName[] | undefined> {
    const found: FileName[] = []
    try {
      for (let from = 0; from < entries.length; from += MOST) {
        const some = entries.slice(from, from + MOST).map(({ name }) => ({ ...folder, names: [...folder.names, name] }))
        const answer = await files.side(side).ask({ kind: 'stat', paths: some })
        if (answer.kind === 'failed') throw answer
        if (answer.kind === 'entries') found.push(...answer.entries.flatMap(({ path }) => path.names.slice(-1)))
      }
      return found
    } catch (error) {
      console.toasts.tell('danger', 'Nothing was moved', shownName((error as UiError).message))
      return undefined
    }
  }

  async function moveNow(move: Move) {
    for (const request of requestsOf(move)) await change(move.side, 'Not everything was moved', request)
  }

  const paths = (side: Side, entries: readonly FileEntry[]) => entries.map((entry) => files.side(side).join(entry))

  return {
    /** What is allowed now. */
    rights: () => rightsOf(pane.view?.session, askReason(console, pane, 'files')),

    /** Shows the view and what can be asked for. */
    wish() {
      pane.tool = 'files'
      files.asking = true
    },
    async ask(scope: FilesScope) {
      files.asking = false
      files.wish = scope
      await console.ask('The customer was not asked', { type: 'ask_for_files', lsid, scope })
    },
    takeBack: () => console.ask('The question was not taken back', { type: 'take_back_ask', lsid, what: 'files' }),
    stop: () => console.ask('It was not stopped', { type: 'stop_capability', lsid, what: 'files' }),

    /** Sends entries of this computer to the device's folder. */
    async send(entries: readonly FileEntry[], folder = files.there.path) {
      if (folder) await transfer('to_device', paths('here', entries), folder)
    },
    /** Copies entries of the device to this computer's folder. */
    async copy(entries: readonly FileEntry[], folder = files.here.path) {
      if (folder) await transfer('from_device', paths('there', entries), folder)
    },
    /** Sends files of this computer to the chat. */
    toChat: (chosen: readonly DevicePath[]) => transfer('to_chat', chosen, null),
    /** Saves a file of the chat among the downloads. */
    save: (upload: ClientId) =>
      console.ask('The file was not saved', { type: 'transfer', lsid, id: newClientId(), way: 'from_chat', paths: [], folder: null, upload }),

    /** Does what was dropped. From the desktop the paths come with the drop. */
    async drop(carried: Carried, target: DropTarget, dropped: readonly DevicePath[] = []) {
      if (target.reason) return void console.toasts.tell('warn', 'It cannot be dropped there', target.reason)
      const from = carried.from === 'desktop' ? dropped : paths(carried.from, carried.entries)
      if (target.act === 'chat') await transfer('to_chat', from, null)
      else if (target.act === 'send') await transfer('to_device', from, target.folder ?? null)
      else if (target.act === 'copy') await transfer('from_device', from, target.folder ?? null)
      else if (target.folder && carried.from !== 'desktop') await this.move(carried.from, carried.entries, target.folder)
    },

    makeFolder: (side: Side, folder: DevicePath, name: FileName) =>
      change(side, 'The folder was not made', { kind: 'make_folder', folder, name }),
    rename: (side: Side, entry: FileEntry, name: FileName) =>
      change(side, 'It was not renamed', { kind: 'rename', path: files.side(side).join(entry), name }),
    /** Moves entries into another folder of their side; what becomes of names that are taken is asked first. */
    async move(side: Side, entries: readonly FileEntry[], folder: DevicePath) {
      const from = files.side(side).path
      const taken = from && (await takenIn(side, entries, folder))
      if (!taken) return
      const move: Move = { side, from, folder, entries, taken, answers: new Map() }
      if (taken.length > 0) files.move = move
      else await moveNow(move)
    },
    /** Answers about a name that is taken, or about all that are left. */
    async answerMove(name: FileName | null, rule: IfTaken) {
      if (!files.move) return
      const move = answered(files.move, name, rule)
      files.move = move.taken.length > 0 ? move : undefined
      if (!files.move) await moveNow(move)
    },

    /** Deletes entries: into the trash with a way back, or after a question where there is none. */
    async remove(side: Side, entries: readonly FileEntry[], forGood = false) {
      const trash = side === 'here' || hasTrash(pane.view?.session)
      if (forGood || !trash) files.doomed = { side, entries }
      else await this.removeNow(side, entries, false)
    },
    async removeNow(side: Side, entries: readonly FileEntry[], forGood: boolean) {
      files.doomed = undefined
      files.side(side).selection.clear()
      const done = await change(side, 'Not everything was deleted', { kind: 'delete', paths: paths(side, entries), for_good: forGood })
      if (!done || forGood) return
      const { trashed } = done
      const first = entries[0]
      const what = entries.length === 1 && first ? shownName(first.name) : countWords(entries.length, 'item')
      if (trashed.length > 0)
        console.toasts.offer(`Deleted ${what}`, () => void change(side, 'Not everything was restored', { kind: 'restore', trashed }))
      else if (done.faults.length === 0) console.toasts.tell('info', `Deleted ${what} for good`, 'There is no trash at that place.')
    },

    pauseAll: () => console.ask('The transfers were not paused', { type: 'pause_all_transfers', lsid }),
    clear: () => console.ask('The list was not cleared', { type: 'clear_transfers', lsid }),
  }
}
