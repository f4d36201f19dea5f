import type { ClientId } from '../gen/ClientId'
import type { SessionId } from '../gen/SessionId'
import type { TransferRow } from '../gen/TransferRow'
import type { Host } from '../host/host'
import { announcementOf } from './filesTransferWords'

/** Topic `transfers`: files on their way, of all sessions. */
export class Transfers {
  rows = $state.raw<readonly TransferRow[]>([])
  /** What the live region says: starts, failures and ends. */
  spoken = $state('')
  #known = false
  readonly #host: Host

  /** `ended` hears of each transfer that has come to its end. */
  constructor(
    host: Host,
    private readonly ended: (row: TransferRow) => void = () => undefined,
  ) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    this.#known = false
    return this.#host.subscribe('transfers', (payload) => {
      if (payload.kind === 'transfers') this.#take(payload.value.transfers)
    })
  }

  /** A session's transfers, oldest first. */
  of(lsid: SessionId): readonly TransferRow[] {
    return this.rows.filter((row) => row.lsid === lsid)
  }

  /** The last transfer that saves this file of a session's chat. */
  saving(lsid: SessionId, upload: ClientId): TransferRow | undefined {
    return this.rows.findLast((row) => row.lsid === lsid && row.upload === upload)
  }

  #take(rows: readonly TransferRow[]) {
    const before = new Map(this.rows.map((row) => [row.id, row]))
    const known = this.#known
    this.rows = rows
    this.#known = true
    if (!known) return
    const words = rows.map((row) => announcementOf(before.get(row.id), row)).filter(Boolean)
    if (words.length > 0) this.spoken = words.join('. ')
    for (const row of rows) if (row.status.kind === 'done' && before.get(row.id)?.status.kind !== 'done') this.ended(row)
  }
}
