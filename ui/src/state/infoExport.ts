import type { Reading } from '../gen/Reading'
import type { SessionId } from '../gen/SessionId'
import { absentWords, momentWords } from './infoValues'
import { sectionsOf, type InfoRow, type InfoSection } from './infoRows'
import { arrange, tableOf } from './infoTables'
import { sourceKey, sourceWords } from './infoWords'
import { warnings } from './infoWarnings'

/** What is exported. Times are by this computer's clock. */
export interface InfoExport {
  lsid: SessionId
  customer: string
  /** What the device is called, as far as it is known. */
  device: string
  /** Who exports it, and when. */
  by: string
  at: number
  /** The snapshot that it is, if it is one. */
  snapshot?: string
  readings: readonly Reading[]
}

/** The first part of the name of a file: whose, and when. */
export function exportName({ customer, device, at }: Pick<InfoExport, 'customer' | 'device' | 'at'>): string {
  const time = new Date(at)
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}${two(time.getMinutes())}`
  return [customer, device, day].filter(Boolean).join(', ')
}

/** All of it for programs. The version rises when a program that reads it would have to change. */
export function infoJson({ lsid, customer, device, by, at, snapshot, readings }: InfoExport): string {
  const whole = {
    format: 'farhand.system-information',
    version: 1,
    exported_at: new Date(at).toISOString(),
    exported_by: by,
    session: lsid,
    customer,
    device,
    snapshot: snapshot ?? null,
    readings,
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}

/** All of it for people: one page that needs nothing else, runs nothing, and prints well. */
export function infoReport(report: InfoExport): string {
  const keys = [...new Set(report.readings.map(({ head }) => sourceKey(head.source)))]
  const parts = keys.map((key) => sourcePart(report.readings.filter(({ head }) => sourceKey(head.source) === key), report.at))
  const about = [report.device, report.snapshot && `Snapshot ${report.snapshot}`, `Exported ${momentWords(report.at)} by ${report.by}`]
  const title = `System information: ${report.customer}`
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(title)}</title>`,
    `<style>${style}</style>\n</head>\n<body>`,
    `<h1>${escape(title)}</h1>`,
    `<p>${about.filter(Boolean).map((line) => escape(String(line))).join('<br>')}</p>`,
    `<p class="meta">Session ${escape(report.lsid)}. Times are those of the computer that exported this (${escape(zone(report.at))}).</p>`,
    ...parts,
    '</body>\n</html>\n',
  ].join('\n')
}

/** How far this computer's time is from UTC: "UTC+01:00". */
function zone(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset()
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`
}

function sourcePart(readings: readonly Reading[], at: number): string {
  const first = readings[0]
  if (!first) return ''
  const wrong = warnings(readings, at).map(({ text }) => `<li>${escape(text)}</li>`)
  const list = wrong.length > 0 ? `<ul class="warn">${wrong.join('')}</ul>` : ''
  const sections = sectionsOf(readings, () => undefined).map(sectionPart)
  return `<h2>${escape(sourceWords(first.head.source))}</h2>\n${list}\n${sections.join('\n')}`
}

function sectionPart(section: InfoSection): string {
  const head = `<h3>${escape(section.label)} <small>read ${escape(momentWords(section.at))}</small></h3>`
  if (section.absent) return `${head}\n<p class="absent">${absentWords[section.absent]}</p>`
  const table = tableOf(section.body)
  if (!table) return `${head}\n${section.groups.map(({ id, label, rows }) => groupPart(id === 'main' ? '' : label, rows)).join('\n')}`
  const order = { column: table.first, down: table.columns.find(({ id }) => id === table.first)?.down ?? false }
  const heads = table.columns.map(({ label }) => `<th scope="col">${escape(label)}</th>`).join('')
  const rows = arrange(table, order, []).map((row) => `<tr>${table.columns.map((column) => `<td>${escape(column.text(row))}</td>`).join('')}</tr>`)
  const more = table.leftOut > 0 ? `<p class="meta">${table.leftOut} more were not told.</p>` : ''
  return `${head}\n<table><thead><tr>${heads}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody></table>\n${more}`
}

function groupPart(label: string, rows: readonly InfoRow[]): string {
  const lines = rows.map((row) => `<tr><th scope="row">${escape(row.label)}</th><td${row.absent ? ' class="absent"' : ''}>${escape(row.text)}</td></tr>`)
  const caption = label ? `<caption>${escape(label)}</caption>` : ''
  return `<table class="pairs">${caption}<tbody>\n${lines.join('\n')}\n</tbody></table>`
}

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text that is nothing but text in a page. */
export const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)

const style = `
:root { color-scheme: light; font: 14px/1.45 system-ui, sans-serif; color: #191c23; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; padding-top: .5rem; border-top: 2px solid #191c23; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; break-after: avoid; }
small, .meta { font-weight: 400; font-size: .8rem; color: #5f6675; }
table { width: 100%; border-collapse: collapse; margin-bottom: .75rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0 .2rem; }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #e3e5ea; overflow-wrap: anywhere; }
td { white-space: pre-wrap; unicode-bidi: isolate; }
thead th { border-bottom-color: #868d9c; }
.pairs th { width: 16rem; font-weight: 400; color: #454b58; }
.absent { color: #5f6675; font-style: italic; }
.warn { border-left: 3px solid #c47d0a; margin: 0; padding: .3rem 0 .3rem 1.6rem; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 11px; } h2 { break-before: page; } h2:first-of-type { break-before: auto; } }
`
