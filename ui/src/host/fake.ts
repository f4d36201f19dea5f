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
import { hostOver, type Host, type Transport } from './host'

interface Subscription {
  topic: string
  rev: number
  hear: (update: Update) => void
}

/**
 * A backend for tests and nothing else: it notes commands, answers them as told, and
 * publishes what the test says. A topic's last whole value greets each new subscriber.
 */
export class FakeTransport implements Transport {
  /** Every command that was dispatched, oldest first. */
  readonly commands: Command[] = []
  /** How often each topic was subscribed to. */
  readonly opened: string[] = []
  /** What the next commands are refused with; accepted while undefined. */
  refuse: UiError | undefined
  /** Every request about files, oldest first. */
  readonly asked: { lsid: SessionId | null; request: FilesRequest }[] = []
  /** Whoever answers requests about files; throws what the backend would reject with. */
  answerFiles: (lsid: SessionId | null, request: FilesRequest) => FilesAnswer | Promise<FilesAnswer> = () => ({ kind: 'roots', roots: [] })
  /** Readings by their numbers, and snapshots by theirs. */
  readonly readings = new Map<number, Reading>()
  readonly snapshots = new Map<number, InfoSnapshot>()
  /** Every text that was saved, oldest first. */
  readonly saved: { name: string; text: string }[] = []
  /** Where the next text is saved; null where nothing is chosen. */
  saveAs: string | null = '/reports/report'
  /** Every preview that was asked for, oldest first. */
  readonly previewed: PreviewInvitation[] = []
  /** What would arrive; throws what the backend would reject with. */
  answerPreview: (preview: PreviewInvitation) => InvitationPreview | Promise<InvitationPreview> = () => ({ from: '', subject: '', text: '', html: '' })
  /** Every sound that was played, oldest first. */
  readonly played: string[] = []
  /** How loud each was, in percent. */
  readonly volumes: number[] = []
  /** Every invitation that the own mail program was opened with. */
  readonly written: InviteForm[] = []
  /** Every search of ended sessions, and every count of them, oldest first. */
  readonly searched: HistoryQuery[] = []
  readonly counted: VolumeQuery[] = []
  /** Every export, oldest first, and where the next one is saved. */
  readonly exported: { query: HistoryQuery; format: ExportFormat }[] = []
  exportsTo = '/downloads/history.csv'
  /** Whoever answers searches and counts; throws what the backend would reject with. */
  answerSearch: (query: HistoryQuery) => HistoryPage | Promise<HistoryPage> = () => ({ rows: [], next: null })
  answerVolume: (query: VolumeQuery) => Volume | Promise<Volume> = ({ by }) => ({ by, points: [] })
  /** Ended sessions by their ids, and the earlier pages of a log by the number that they are before. */
  readonly details = new Map<SessionId, HistoryDetail>()
  readonly earlier = new Map<number, EntriesPage>()
  /** Pages of the audit log by the number that they are before. */
  readonly audits = new Map<number | null, AuditPage>()
  /** Tells the window what the system drags over it. */
  drag: (dragged: FilesDragged) => void = () => undefined
  #subscriptions = new Map<number, Subscription>()
  #whole = new Map<string, Payload>()
  #next = 1

  async dispatch(command: Command) {
    this.commands.push(command)
    if (this.refuse) throw this.refuse
  }

  async open(topic: string, hear: (update: Update) => void) {
    this.opened.push(topic)
    const id = this.#next++
    const subscription = { topic, rev: 0, hear }
    this.#subscriptions.set(id, subscription)
    const value = this.#whole.get(topic)
    if (value) this.#tell(subscription, value)
    return id
  }

  async files(lsid: SessionId | null, request: FilesRequest) {
    this.asked.push({ lsid, request })
    return this.answerFiles(lsid, request)
  }

  async infoReading(_: SessionId, number: number) {
    return found(this.readings.get(number))
  }

  async infoSnapshot(_: SessionId, number: number) {
    return found(this.snapshots.get(number))
  }

  async saveText(name: string, text: string) {
    if (this.saveAs !== null) this.saved.push({ name, text })
    return this.saveAs
  }

  async previewInvitation(preview: PreviewInvitation) {
    this.previewed.push(preview)
    return this.answerPreview(preview)
  }

  /** A picture of no meaning, as large as the text is long. */
  async qrCode(text: string): Promise<QrCode> {
    return { size: text.length, modules: Array.from({ length: text.length ** 2 }, (_, at) => at < text.length) }
  }

  async historySearch(query: HistoryQuery) {
    this.searched.push(query)
    return this.answerSearch(query)
  }

  async historyDetail(lsid: SessionId) {
    return found(this.details.get(lsid))
  }

  async historyEntries(_: SessionId, before: number) {
    return found(this.earlier.get(before))
  }

  async historySnapshot(_: SessionId, number: number) {
    return found(this.snapshots.get(number))
  }

  async historyVolume(query: VolumeQuery) {
    this.counted.push(query)
    return this.answerVolume(query)
  }

  async historyExport(query: HistoryQuery, format: ExportFormat) {
    this.exported.push({ query, format })
    if (this.refuse) throw this.refuse
    return this.exportsTo
  }

  async auditPage(before: number | null) {
    return found(this.audits.get(before))
  }

  async openMailProgram(form: InviteForm) {
    if (this.refuse) throw this.refuse
    this.written.push(form)
  }

  async playSound(name: string, volume: number) {
    this.played.push(name)
    this.volumes.push(volume)
  }

  onFilesDragged(hear: (dragged: FilesDragged) => void) {
    this.drag = hear
    return () => (this.drag = () => undefined)
  }

  async close(id: number) {
    this.#subscriptions.delete(id)
  }

  /** Publishes a payload on a topic; a patch is not kept for later subscribers. */
  publish(topic: string, payload: Payload) {
    if (!payload.kind.endsWith('_patch')) this.#whole.set(topic, payload)
    for (const subscription of this.#on(topic)) this.#tell(subscription, payload)
  }

  /** Loses an update on its way: the next one on this topic arrives with a gap. */
  lose(topic: string) {
    for (const subscription of this.#on(topic)) subscription.rev += 1
  }

  /** The commands of one type. */
  sent<T extends Command['type']>(type: T): Extract<Command, { type: T }>[] {
    return this.commands.filter((command): command is Extract<Command, { type: T }> => command.type === type)
  }

  #on(topic: string) {
    return [...this.#subscriptions.values()].filter((subscription) => subscription.topic === topic)
  }

  #tell(subscription: Subscription, payload: Payload) {
    subscription.rev += 1
    subscription.hear({ rev: subscription.rev, payload })
  }
}

function found<T>(one: T | undefined): T {
  if (one === undefined) throw { code: 'internal', message: 'There is no such reading.', retryable: false, retry_after_s: null, attempts_left: null } satisfies UiError
  return one
}

/** A fake host and the transport that steers it. */
export function fakeHost(): { host: Host; transport: FakeTransport } {
  const transport = new FakeTransport()
  return { host: hostOver(transport), transport }
}
