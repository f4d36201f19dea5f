import type { Category } from '../gen/Category'
import type { InfoScope } from '../gen/InfoScope'
import type { UiError } from '../gen/UiError'
import type { Console } from './console.svelte'
import { exportName, infoJson, infoReport, type InfoExport } from './infoExport'
import { textOf } from './infoFacts'
import type { InfoRow } from './infoRows'
import { arrange, tableOf, type TableOrder } from './infoTables'
import { wider } from './infoTree'
import { categories } from './infoWords'
import { workReason } from './screenReasons'
import type { SessionPane } from './session.svelte'

/** What can be done with the system information of one session. Refusals become toasts. */
export function infoWork(console: Console, pane: SessionPane) {
  const { lsid, info } = pane
  const capabilities = () => pane.view?.session.capabilities
  const scope = () => (capabilities()?.info.kind === 'granted' ? (capabilities()?.info_scope ?? null) : null)

  return {
    /** How much may be read now. */
    scope,
    /** Why nothing can be read now, where it cannot. */
    reason: (): string | undefined => workReason(pane) ?? (scope() ? undefined : 'The customer has not allowed it'),
    /** Why nothing can be kept now, where it cannot: what was read can be kept after the session, too. */
    keepReason: (): string | undefined =>
      (pane.ended ? undefined : workReason(pane)) ?? (info.newest.length > 0 ? undefined : 'Nothing has been read yet'),
    ask: (scope: InfoScope = { location: false, log: false }) => console.ask('The customer was not asked', { type: 'ask_for_info', lsid, scope }),
    takeBack: () => console.ask('The question was not taken back', { type: 'take_back_ask', lsid, what: 'info' }),
    stop: () => console.ask('It was not stopped', { type: 'stop_capability', lsid, what: 'info' }),

    /** Reads everything that may be read, or some of it, anew. */
    async read(some: readonly Category[] = categories) {
      const allowed = some.filter((category) => !wider(scope(), category))
      if (allowed.length > 0) await console.ask('It was not read', { type: 'read_info', lsid, categories: [...allowed] })
    },
    /** Reads some of it anew, and says nothing where that does not succeed. */
    readQuietly: (category: Category) => console.host.dispatch({ type: 'read_info', lsid, categories: [category] }).catch(() => undefined),

    async keep(name: string) {
      info.naming = false
      await console.ask('The snapshot was not kept', { type: 'keep_info', lsid, name: name.trim() })
    },
    /** Shows a snapshot in the place of what was read last, or that again for 0. */
    async show(number: number) {
      try {
        info.compared = undefined
        info.shown = number === 0 ? undefined : await info.snapshot(number)
      } catch (error) {
        console.toasts.refused('The snapshot could not be opened', error as UiError)
      }
    },
    async compare(from: number, to = 0) {
      try {
        await Promise.all([from, to].filter((number) => number > 0).map((number) => info.snapshot(number)))
        info.shown = undefined
        info.compared = { from, to }
      } catch (error) {
        console.toasts.refused('The snapshot could not be opened', error as UiError)
      }
    },

    async copy(text: string) {
      if (await console.ask('It was not copied', { type: 'copy_text', text })) console.toasts.tell('info', 'Copied', text.split('\n').length > 1 ? `${text.split('\n').length} lines` : text)
    },
    /** What was being typed stays; the value joins it. */
    note(row: InfoRow) {
      const line = `${row.label}: ${row.text}`
      pane.note.text = pane.note.text ? `${pane.note.text.trimEnd()}\n${line}` : line
      console.layout.open('side')
      console.focus.ask('notes')
    },
    quote(row: InfoRow) {
      const line = `${row.label}: ${row.text}`
      pane.message.text = pane.message.text ? `${pane.message.text.trimEnd()} ${line}` : line
      if (console.layout.chatFits) console.layout.open('chat')
      else pane.tool = 'chat'
      console.focus.ask('composer')
    },

    /** Saves all that shows as JSON or as a report. */
    async save(as: 'json' | 'html') {
      const report = this.report()
      try {
        const path = await console.host.saveText(`${exportName(report)}.${as}`, as === 'json' ? infoJson(report) : infoReport(report))
        if (path !== null) console.toasts.tell('ok', 'Saved', path)
      } catch (error) {
        console.toasts.refused('It was not saved', error as UiError)
      }
    },
    /** All that shows, with the moments by this computer's clock. */
    report(): InfoExport {
      const { readings, shown } = info
      const device = textOf(readings, 'device', 'model') ?? textOf(readings, 'device', 'name') ?? pane.view?.session.device?.name ?? ''
      return {
        lsid, device, readings: readings.map((reading) => ({ ...reading, head: { ...reading.head, at: console.connection.local(reading.head.at) } })),
        customer: pane.view?.session.customer.name ?? '', by: console.app.signedIn?.me.name ?? '', at: console.clock.now,
        ...(shown ? { snapshot: shown.head.name || `number ${shown.head.number}` } : {}),
      }
    },
  }
}

/** Rows as text: a line each. */
export const rowsText = (rows: readonly InfoRow[]): string => rows.map((row) => `${row.label}: ${row.text}`).join('\n')

/** A table as text, for a spreadsheet. */
export function tableText(table: NonNullable<ReturnType<typeof tableOf>>, order: TableOrder, words: readonly string[]): string {
  const cell = (text: string) => text.replace(/[\t\r\n]+/g, ' ')
  const lines = arrange(table, order, words).map((row) => table.columns.map((column) => cell(column.text(row))).join('\t'))
  return [table.columns.map(({ label }) => label).join('\t'), ...lines].join('\n')
}
