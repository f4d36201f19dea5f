import { expect, it } from 'vitest'
import { isProgram, nameFault, shownName, stemLength } from './filesNames'

it('shows what is harmful in a name as U+FFFD, and nothing else', () => {
  expect(shownName('report.pdf')).toBe('report.pdf')
  expect(shownName('résumé שלום مرحبا 👩‍🔧 文件')).toBe('résumé שלום مرحبا 👩‍🔧 文件')
  expect(shownName('photo\u202Egpj.exe')).toBe('photo\uFFFDgpj.exe')
  expect(shownName('a\u0000b\u001bc\u007fd\u0085e')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFDe')
  expect(shownName('\u200e\u200f\u061c\u2066\u2069')).toBe('\uFFFD'.repeat(5))
  expect(shownName('two\nlines\tand\u2028more')).toBe('two lines and more')
  expect(shownName('\ud800x')).toBe('\uFFFDx')
})

it('shows each byte that is no UTF-8 as U+FFFD', () => {
  expect(shownName('caf\uF7E9.txt')).toBe('caf\uFFFD.txt')
  expect(shownName('\uF780\uF7FF')).toBe('\uFFFD\uFFFD')
  expect(shownName('\uF77F\uF800')).toBe('\uF77F\uF800')
})

it.each([
  ['', 'A name is needed'],
  ['  ', 'A name is needed'],
  ['..', 'This name stands for a folder already'],
  ['a/b', 'A name cannot have a slash in it'],
  ['a\0', 'A name cannot have a slash in it'],
  ['é'.repeat(513), 'The name is too long'],
  ['é'.repeat(512), undefined],
  ['...', undefined],
])('judges %o', (name, fault) => expect(nameFault(name)).toBe(fault))

it('finds the end of the stem', () => {
  expect(stemLength('report.pdf')).toBe(6)
  expect(stemLength('.bashrc')).toBe(7)
  expect(stemLength('Makefile')).toBe(8)
})

it.each(['setup.EXE', 'photo\u202Egpj.exe', 'run.sh', 'page.html', 'picture.svg', 'invoice.pdf.lnk', 'a.exe. ', 'macro.docm'])('%s may run something', (name) =>
  expect(isProgram(name)).toBe(true))
it.each(['report.pdf', 'photo.jpg', 'exe', '.exe', 'sheet.xlsx'])('%s runs nothing', (name) => expect(isProgram(name)).toBe(false))
