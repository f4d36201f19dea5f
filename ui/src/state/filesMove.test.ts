import { expect, it } from 'vitest'
import type { FileEntry } from '../gen/FileEntry'
import { answered, requestsOf, type Move } from './filesMove'

const entry = (name: string, kind: FileEntry['kind']) => ({ name, kind }) as FileEntry
const at = (name: string) => ({ root: 'home', names: [name] })
const entries = [entry('a.txt', 'file'), entry('Pictures', 'folder'), entry('b.txt', 'file')]
const move: Move = { side: 'there', from: { root: 'home', names: [] }, folder: at('Old'), entries, taken: ['a.txt', 'Pictures'], answers: new Map() }

it('leaves what is skipped where it is, a folder with all that is in it', () => {
  const some = requestsOf(answered(answered(move, 'a.txt', 'replace'), 'Pictures', 'skip'))
  expect(some).toEqual([
    { kind: 'move', paths: [at('a.txt')], folder: at('Old'), if_taken: 'replace' },
    { kind: 'move', paths: [at('b.txt')], folder: at('Old'), if_taken: 'keep_both' },
  ])
})

it('takes an answer for all that have none yet', () => {
  const all = answered(answered(move, 'a.txt', 'skip'), null, 'replace')
  expect([all.taken, [...all.answers]]).toEqual([[], [['a.txt', 'skip'], ['Pictures', 'replace']]])
})
