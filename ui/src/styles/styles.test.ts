import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join(process.cwd(), 'src/styles')
const sheets = readdirSync(folder).filter((name) => name.endsWith('.css'))

/** Sheets of what changes several times a second. */
const moving = ['supervisor.css', 'chart.css']

it.each(moving)('%s has no rule that hangs on what is further down: it would be asked at every change', (name) => {
  expect(readFileSync(join(folder, name), 'utf8')).not.toContain(':has(')
})

// Such a rule has every change anywhere ask for styles everywhere: it cost more than all the rest of a frame.
it.each(sheets)('%s has no rule that hangs on what is anywhere in the page', (name) => {
  const text = readFileSync(join(folder, name), 'utf8').replace(/\/\*.*?\*\//gs, '')
  expect(text.match(/(^|[\s,}(])(:root|html|body|\*|\.app)?:has\([^{]*/g) ?? []).toEqual([])
})
