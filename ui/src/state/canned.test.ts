import { expect, it } from 'vitest'
import type { CannedLibrary } from '../gen/CannedLibrary'
import { categoryLines, fillMacros, searchCanned } from './canned'

const library: CannedLibrary = {
  categories: [
    { id: 1, parent: null, name: 'Network' },
    { id: 2, parent: 1, name: 'Guest' },
    { id: 3, parent: null, name: 'Passwords' },
  ],
  messages: [
    { id: 10, category: 2, title: 'Forget and rejoin', shortcut: 'wifi-rejoin', text: 'Open Settings.' },
    { id: 11, category: 1, title: 'Which network', shortcut: 'net', text: 'Do you see a guest wifi?' },
    { id: 12, category: 3, title: 'Reset', shortcut: 'reset', text: 'Hello {customer.first}, this is {rep.name}.' },
  ],
}
const ids = (query: string, category?: number) => searchCanned(library, query, category).map((message) => message.id)

it('counts messages below a category, and shows children of open ones', () => {
  const lines = (open: number[]) => categoryLines(library, new Set(open)).map((line) => `${line.depth} ${line.name} ${line.count}`)
  expect(lines([])).toEqual(['0 All messages 3', '0 Network 2', '0 Passwords 1'])
  expect(lines([1])).toEqual(['0 All messages 3', '0 Network 2', '1 Guest 1', '0 Passwords 1'])
})

it('finds by every word in shortcut, title and text, shortcuts first, within a category', () => {
  expect(ids('')).toEqual([10, 11, 12])
  expect(ids('wifi')).toEqual([10, 11])
  expect(ids('/net')).toEqual([11])
  expect(ids('guest see')).toEqual([11])
  expect(ids('', 1)).toEqual([10, 11])
  expect(ids('reset', 1)).toEqual([])
})

it('fills the macros it knows and leaves the rest', () => {
  const values = { customer: 'Tobias Vane', rep: 'Ines', site: 'Example' }
  expect(fillMacros('{customer.first} {customer.name} {rep.name} {site.name} {else} {', values)).toBe(
    'Tobias Tobias Vane Ines Example {else} {',
  )
})
