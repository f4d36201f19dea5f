import { Channel, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { getCurrentWebview } from '@tauri-apps/api/webview'
import type { AuditPage } from '../gen/AuditPage'
import type { EntriesPage } from '../gen/EntriesPage'
import type { FilesAnswer } from '../gen/FilesAnswer'
import type { HistoryDetail } from '../gen/HistoryDetail'
import type { HistoryPage } from '../gen/HistoryPage'
import type { InfoSnapshot } from '../gen/InfoSnapshot'
import type { InvitationPreview } from '../gen/InvitationPreview'
import type { QrCode } from '../gen/QrCode'
import type { Reading } from '../gen/Reading'
import type { Update } from '../gen/Update'
import type { Volume } from '../gen/Volume'
import type { FilesDragged } from './files'
import { hostOver, type Host, type Transport } from './host'
import { inOrder } from './inOrder'
import type { Screens, Viewport } from './screens'
import { playSound } from './sounds'

/** The backend in the same program, over Tauri's calls and channels. */
const transport: Transport = {
  // Each call is a task of its own in the backend: two at once may arrive in either order.
  dispatch: inOrder((command) => invoke<void>('dispatch', { command })),
  open: (topic, onUpdate) => invoke<number>('subscribe', { topic, channel: new Channel<Update>(onUpdate) }),
  close: (id) => invoke('unsubscribe', { id }),
  fullScreen: (on) => invoke('full_screen', { on }),
  files: (lsid, request) => invoke<FilesAnswer>('files', { lsid, request }),
  infoReading: (lsid, number) => invoke<Reading>('info_reading', { lsid, number }),
  infoSnapshot: (lsid, number) => invoke<InfoSnapshot>('info_snapshot', { lsid, number }),
  saveText: (name, text) => invoke<string | null>('save_text', { name, text }),
  previewInvitation: (preview) => invoke<InvitationPreview>('preview_invitation', { preview }),
  qrCode: (text) => invoke<QrCode>('qr_code', { text }),
  historySearch: (query) => invoke<HistoryPage>('history_search', { query }),
  historyDetail: (lsid) => invoke<HistoryDetail>('history_detail', { lsid }),
  historyEntries: (lsid, before) => invoke<EntriesPage>('history_entries', { lsid, before }),
  historySnapshot: (lsid, number) => invoke<InfoSnapshot>('history_snapshot', { lsid, number }),
  historyVolume: (query) => invoke<Volume>('history_volume', { query }),
  historyExport: (query, format) => invoke<string>('history_export', { query, format }),
  auditPage: (before) => invoke<AuditPage>('audit_page', { before }),
  openMailProgram: (form) => invoke('open_mail_program', { form }),
  playSound,
  onFilesDragged(hear) {
    const listening = listen<FilesDragged>('files_dragged', ({ payload }) => hear(payload))
    return () => void listening.then((end) => end()).catch(() => undefined)
  },
}

/** The pixels' road. Batches are raw bytes; small ones arrive as arrays. */
const screens: Screens = {
  watch(lsid, viewport, onBatch) {
    let over = false
    const hear = (batch: ArrayBuffer | number[]) => {
      if (!over) onBatch(batch instanceof ArrayBuffer ? batch : new Uint8Array(batch).buffer)
    }
    const opened = invoke<number>('watch_screen', { lsid, viewport, channel: new Channel(hear) })
    // Nobody waits for these: what they are for shows in the picture.
    const then = (what: (watch: number) => Promise<unknown>) => void opened.then(what).catch(() => undefined)
    // The last one has to arrive last.
    const look = inOrder(async (viewport: Viewport) => invoke('screen_viewport', { watch: await opened, viewport }))
    return {
      shown: (batch) => then((watch) => invoke('ack_screen', { watch, batch })),
      look: (viewport) => void look(viewport).catch(() => undefined),
      input: (bytes) => invoke('screen_input', bytes, { headers: { session: lsid } }),
      end() {
        over = true
        then((watch) => invoke('unwatch_screen', { watch }))
      },
    }
  },
}

/** The host of the desktop program. */
export const tauriHost: Host = hostOver(transport, screens)

/** Shows the whole page larger or smaller. */
export const zoomPage = (factor: number) => getCurrentWebview().setZoom(factor)

/** From now on plays what the backend asks for, by the name of the sound, at the volume that is set then. */
export function hearSounds(volume: () => number) {
  void listen<string>('play', ({ payload }) => playSound(payload, volume()))
}
