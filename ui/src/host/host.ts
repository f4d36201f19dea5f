import type { Command } from '../gen/Command'
import type { AuditPage } from '../gen/AuditPage'
import type { EntriesPage } from '../gen/EntriesPage'
import type { ExportFormat } from '../gen/ExportFormat'
import type { FilesAnswer } from '../gen/FilesAnswer'
import type { FilesRequest } from '../gen/FilesRequest'
import type { HistoryDetail } from '../gen/HistoryDetail'
import type { HistoryPage } from '../gen/HistoryPage'
import type { HistoryQuery } from '../gen/HistoryQuery'
import type { InfoSnapshot } from '../gen/InfoSnapshot'
import type { InvitationPreview } from '../gen/InvitationPreview'
import type { InviteForm } from '../gen/InviteForm'
import type { Payload } from '../gen/Payload'
import type { PreviewInvitation } from '../gen/PreviewInvitation'
import type { QrCode } from '../gen/QrCode'
import type { Reading } from '../gen/Reading'
import type { SessionId } from '../gen/SessionId'
import type { UiError } from '../gen/UiError'
import type { Update } from '../gen/Update'
import type { Volume } from '../gen/Volume'
import type { VolumeQuery } from '../gen/VolumeQuery'
import type { FilesDragged } from './files'
import { follow } from './follow'
import { noScreens, type Screens } from './screens'

/** Ended sessions, and what supervisors did: asked for when they are looked at. */
export interface Archive {
  /** A page of ended sessions, newest first. */
  historySearch(query: HistoryQuery): Promise<HistoryPage>
  /** An ended session with the newest page of its log. */
  historyDetail(lsid: SessionId): Promise<HistoryDetail>
  /** The page of an ended session's log before an entry. */
  historyEntries(lsid: SessionId, before: number): Promise<EntriesPage>
  /** System information that was kept with an ended session. */
  historySnapshot(lsid: SessionId, number: number): Promise<InfoSnapshot>
  /** How many sessions ended, and how long customers waited, by hours or days. */
  historyVolume(query: VolumeQuery): Promise<Volume>
  /** Saves all that is found among the downloads; answers where. */
  historyExport(query: HistoryQuery, format: ExportFormat): Promise<string>
  /** What supervisors did, newest first, before a number where there is one. */
  auditPage(before: number | null): Promise<AuditPage>
}

/** What the console's backend offers to the interface. */
export interface Host extends Archive {
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
  /** One reading of a session's system information. */
  infoReading(lsid: SessionId, number: number): Promise<Reading>
  /** A session's system information as it was kept. */
  infoSnapshot(lsid: SessionId, number: number): Promise<InfoSnapshot>
  /** Saves a text where the representative chooses; answers where, or null where they chose nothing. */
  saveText(name: string, text: string): Promise<string | null>
  /** What of an invitation would arrive, as it is filled in now. Changes nothing. */
  previewInvitation(preview: PreviewInvitation): Promise<InvitationPreview>
  /** A text as a QR code. */
  qrCode(text: string): Promise<QrCode>
  /** Opens the system's own mail program with an invitation written out in it. */
  openMailProgram(form: InviteForm): Promise<void>
  /** Plays one of the console's sounds, by its name; the volume is in percent. */
  playSound(name: string, volume: number): Promise<void>
  /** The pixels of customers' screens. */
  readonly screens: Screens
}

/** The wire under a {@link Host}: single calls, updates with revisions. */
export interface Transport extends Archive {
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
  /** One reading of system information. */
  infoReading(lsid: SessionId, number: number): Promise<Reading>
  /** System information as it was kept. */
  infoSnapshot(lsid: SessionId, number: number): Promise<InfoSnapshot>
  /** Saves a text where the representative chooses; answers where. */
  saveText(name: string, text: string): Promise<string | null>
  /** What of an invitation would arrive. */
  previewInvitation(preview: PreviewInvitation): Promise<InvitationPreview>
  /** A text as a QR code. */
  qrCode(text: string): Promise<QrCode>
  /** Opens the system's own mail program. */
  openMailProgram(form: InviteForm): Promise<void>
  /** Plays one of the console's sounds, at a volume in percent. */
  playSound(name: string, volume: number): Promise<void>
  /** Hears what the system drags over the window; absent where nothing can be. */
  onFilesDragged?(hear: (dragged: FilesDragged) => void): () => void
}

/** A host over a transport: errors become {@link UiError}s, gaps in `rev` subscribe again. */
export function hostOver(transport: Transport, screens: Screens = noScreens): Host {
  return {
    screens,
    fullScreen: (on) => transport.fullScreen?.(on) ?? Promise.resolve(),
    dispatch: (command) => known(transport.dispatch(command)),
    files: (lsid, request) => known(transport.files(lsid, request)),
    infoReading: (lsid, number) => known(transport.infoReading(lsid, number)),
    infoSnapshot: (lsid, number) => known(transport.infoSnapshot(lsid, number)),
    saveText: (name, text) => known(transport.saveText(name, text)),
    previewInvitation: (preview) => known(transport.previewInvitation(preview)),
    qrCode: (text) => known(transport.qrCode(text)),
    openMailProgram: (form) => known(transport.openMailProgram(form)),
    historySearch: (query) => known(transport.historySearch(query)),
    historyDetail: (lsid) => known(transport.historyDetail(lsid)),
    historyEntries: (lsid, before) => known(transport.historyEntries(lsid, before)),
    historySnapshot: (lsid, number) => known(transport.historySnapshot(lsid, number)),
    historyVolume: (query) => known(transport.historyVolume(query)),
    historyExport: (query, format) => known(transport.historyExport(query, format)),
    auditPage: (before) => known(transport.auditPage(before)),
    playSound: (name, volume) => transport.playSound(name, volume),
    onFilesDragged: (hear) => transport.onFilesDragged?.(hear) ?? (() => undefined),
    subscribe: (topic, onPayload) => follow(transport, topic, onPayload),
  }
}

/** An answer, or an error that the interface can show. */
async function known<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw asUiError(error)
  }
}

/** What was thrown, as an error that the interface can show. */
export function asUiError(error: unknown): UiError {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) return error as UiError
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message, retryable: false, retry_after_s: null, attempts_left: null }
}
