import { expect, it } from 'vitest'
import type { Reading } from '../gen/Reading'
import { exportName, infoJson, infoReport, type InfoExport } from './infoExport'
import { absent, reading, readingOf, text, workbench } from './infoTestData'

const about = (readings: readonly Reading[]): InfoExport => ({ lsid: '0'.repeat(32), customer: 'Mara Lind', device: 'Workbench 3', by: 'Ines', at: Date.UTC(2026, 10, 22, 13, 5), readings })
const parse = (html: string) => new DOMParser().parseFromString(html, 'text/html')

it('tells programs everything, with a version', () => {
  const readings = workbench()
  const json = JSON.parse(infoJson({ ...about(readings), snapshot: 'before' }))
  expect([json.format, json.version, json.exported_at, json.snapshot]).toEqual(['farhand.system-information', 1, '2026-11-22T13:05:00.000Z', 'before'])
  expect(json.readings).toEqual(readings)
})

it('tells people everything on a page that runs nothing and loads nothing', () => {
  const page = parse(infoReport(about(workbench())))
  expect(page.querySelector('h1')?.textContent).toBe('System information: Mara Lind')
  const policy = page.querySelector('meta[http-equiv]')?.getAttribute('content')
  expect(policy).toBe("default-src 'none'; style-src 'unsafe-inline'")
  expect(page.querySelectorAll('script, img, link, iframe, object, form, [src], [href]').length).toBe(0)
  const row = [...page.querySelectorAll('.pairs tr')].find((row) => row.querySelector('th')?.textContent === 'Network name')
  expect(row?.querySelector('td')?.textContent).toBe('depot-north')
  expect(page.querySelectorAll('table:not(.pairs) tbody tr').length).toBe(40)
  expect(page.body.textContent).toContain('3 more were not told.')
  expect(page.body.textContent).toContain('Not permitted')
})

it('keeps the three kinds of absence apart', () => {
  const values = { a: absent('unknown'), b: absent('not_permitted'), c: absent('not_supported') }
  const cells = [...parse(infoReport(about([reading('device', values)]))).querySelectorAll('td.absent')]
  expect(cells.map((cell) => cell.textContent)).toEqual(['Unknown', 'Not permitted', 'Not supported'])
})

/** Pieces of what would be markup, in any order. */
const pieces = ['<', '>', '"', "'", '&', '</td>', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '</title>', '</style>', '<!--', '-->', '&lt;', '&#60;', ']]>', '\n', 'a', ' ', 'ß', '\u{1f4a9}', '<svg onload=x>', '{', '`', '\\', '<?', 'javascript:']

/** Numbers that are as good as random, the same each time. */
function* random(seed: number) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state >>> 8
  }
}

it('leaves markup in any value as the text that it is', () => {
  const numbers = random(20_261_122)
  const next = () => numbers.next().value as number
  const nasty = () => Array.from({ length: 1 + (next() % 6) }, () => pieces[next() % pieces.length]).join('')
  for (let round = 0; round < 200; round++) {
    const [value, label, group, key, app, store, customer] = Array.from({ length: 7 }, nasty) as [string, string, string, string, string, string, string]
    const readings: Reading[] = [
      readingOf('device', { kind: 'properties', groups: [{ id: group, label: null, properties: [{ key, label, value: text(value) }] }] }, { kind: 'adb', serial: nasty() }),
      readingOf('apps', { kind: 'apps', apps: [{ name: app, package: null, version: nasty(), bytes: null, source: { kind: 'store', name: store }, updated_at: null }], left_out: 0 }),
      readingOf('log', { kind: 'log', lines: [{ at: null, priority: 'error', tag: nasty(), text: nasty() }] }),
    ]
    const page = parse(infoReport({ ...about(readings), customer, device: nasty(), by: nasty(), snapshot: nasty() }))
    const foreign = [...page.querySelectorAll('*')].filter(({ tagName }) => !/^(HTML|HEAD|META|TITLE|STYLE|BODY|H[123]|P|BR|SMALL|TABLE|CAPTION|THEAD|TBODY|TR|TH|TD|UL|LI)$/.test(tagName))
    expect(foreign.map(({ tagName }) => tagName)).toEqual([])
    expect([...page.querySelectorAll('*')].flatMap((one) => one.getAttributeNames()).filter((name) => !/^(lang|charset|http-equiv|content|name|class|scope)$/.test(name))).toEqual([])
    expect(page.querySelectorAll('table').length).toBe(3)
    expect(page.querySelector('.pairs td')?.textContent).toBe(value || '(empty)')
    expect(page.querySelectorAll('table')[1]?.querySelector('td')?.textContent).toBe(app)
  }
})

it('names the file by whom it is about and when', () => {
  const name = exportName({ customer: 'Mara Lind', device: 'Workbench 3', at: new Date(2026, 10, 2, 9, 5).getTime() })
  expect(name).toBe('Mara Lind, Workbench 3, 2026-11-02 0905')
})
