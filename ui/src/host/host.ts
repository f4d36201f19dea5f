import type { Command } from '../gen/Command'
import type { FilesAnswer } from '../gen/FilesAnswer'
import type { FilesRequest } from '../gen/FilesRequest'
import type { Payload } from '../gen/Payload'
import type { SessionId } from '../gen/SessionId'
import type { UiError } from '../gen/UiError'
import type { Update } from '../gen/Update'
import type { FilesDragged } from './files'
import { follow } from './follow'
import { noScreens, type Screens } from './screens'

/** What the console's backend offers to the interface. */
export interface Host {
  /** Sends a command. Resolves when it was taken up, rejects with a {@link UiError}. */
  dispatch(command: Command): Promise<void>
  /**
   * Hears a topic: its whole value first, then whole values and patches, in order and
   * without gaps. Returns what ends it.
   */
  subscribe(topic: string, onPayload: (payload: Payload) => void): () => void
  /** Gives the window the whole display, or takes it back; absent where there is no window to do so. */
  fullScreen?(on: boolean): Promise<void>
  /** Asks something of a session's device, or of this computer where there is no session. */
  files(lsid: SessionId | null, request: FilesRequest): Promise<FilesAnswer>
  /** Hears what the system drags over the window and drops on it. Returns what ends it. */
  onFilesDragged(hear: (dragged: FilesDragged) => void): () => void
  /** The pixels of customers' screens. */
  readonly screens: Screens
}

/** The wire under a {@link Host}: single calls, updates with revisions. */
export interface Transport {
  /** Hands a command over. Rejects with whatever the backend says. */
  dispatch(command: Command): Promise<void>
  /** Starts a subscription and answers its id. */
  open(topic: string, onUpdate: (update: Update) => void): Promise<number>
  /** Ends a subscription. */
  close(id: number): Promise<void>
  /** Gives the window the whole display, or takes it back. */
  fullScreen?(on: boolean): Promise<void>
  /** Asks something of a device's files, or of this computer's. */
  files(lsid: SessionId | null, request: FilesRequest): Promise<FilesAnswer>
  /** Hears what the system drags over the window; absent where nothing can be. */
  onFilesDragged?(hear: (dragged: FilesDragged) => void): () => void
}

/** A host over a transport: errors become {@link UiError}s, gaps in `rev` subscribe again. */
export function hostOver(transport: Transport, screens: Screens = noScreens): Host {
  return {
    screens,
    fullScreen: (on) => transport.fullScreen?.(on) ?? Promise.resolve(),
    async dispatch(command) {
      try {
        await transport.dispatch(command)
      } catch (error) {
        throw asUiError(error)
      }
    },
    async files(lsid, request) {
      try {
        return await transport.files(lsid, request)
      } catch (error) {
        throw asUiError(error)
      }
    },
    onFilesDragged: (hear) => transport.onFilesDragged?.(hear) ?? (() => undefined),
    subscribe: (topic, onPayload) => follow(transport, topic, onPayload),
  }
}

/** What was thrown, as an error that the interface can show. */
export function asUiError(error: unknown): UiError {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) return error as UiError
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message, retryable: false, retry_after_s: null, attempts_left: null }
}
