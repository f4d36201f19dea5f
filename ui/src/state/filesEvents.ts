import type { FilesMoved } from '../gen/FilesMoved'
import type { SessionEvent } from '../gen/SessionEvent'
import type { DeviceNoun } from './device'
import type { EventWords } from './eventWords'
import { shownName } from './filesNames'
import { countWords, sizeWords } from './filesWords'

/** An event that is about files. */
type FileEvent = Extract<SessionEvent, { kind: `file_${string}` | 'directory_created' }>

/** What was moved: "report.pdf", or "3 files (Logs …)", where the name may be that of a folder with all of them. */
export function movedWords({ name, files, failed }: Pick<FilesMoved, 'name' | 'files' | 'failed'>): string {
  const all = files + failed
  return all > 1 ? `${countWords(all, 'file')} (${shownName(name)} …)` : shownName(name)
}

/** What an event about files says; `by` is who caused it. */
export function fileEventWords(event: FileEvent, by: string, noun: DeviceNoun): EventWords {
  const plain = (text: string): EventWords => ({ tone: 'plain', who: by, text })
  switch (event.kind) {
    case 'file_upload':
      return plain(`sent ${movedWords(event)} ${toWords(event, noun)}, ${sizeWords(event.bytes)}`)
    case 'file_download':
      return plain(`copied ${movedWords(event)} from the ${noun}, ${sizeWords(event.bytes)}`)
    case 'file_upload_failed':
      return failedWords(event, `to the ${noun}`)
    case 'file_download_failed':
      return failedWords(event, `from the ${noun}`)
    case 'file_moved':
      return plain(`moved ${shownName(event.from)} to ${shownName(event.to)}`)
    case 'file_deleted':
      return plain(`deleted ${several(event)}${event.trash ? '. It is in the trash.' : ' for good'}`)
    case 'file_restored':
      return plain(`restored ${several(event)} from the trash`)
    case 'directory_created':
      return plain(`made the folder ${shownName(event.path)}`)
  }
}

const toWords = ({ folder }: FilesMoved, noun: DeviceNoun) => (folder ? `to ${shownName(folder)}` : `to the ${noun}`)

const several = ({ path, count }: { path: string; count: number }) =>
  count > 1 ? `${shownName(path)} and ${count - 1} more` : shownName(path)

function failedWords(event: FilesMoved, way: string): EventWords {
  const all = event.files === 0
  const what = all ? movedWords(event) : `${event.failed} of ${event.files + event.failed} files`
  const reason = event.reason ? `: ${shownName(event.reason)}` : ''
  return { tone: 'danger', text: `${what} did not go ${way}${reason}` }
}
