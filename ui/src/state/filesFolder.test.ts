import { beforeEach, expect, it } from 'vitest'
import type { FilesAnswer } from '../gen/FilesAnswer'
import type { FilesRequest } from '../gen/FilesRequest'
import { FakeFiles, type FakeFolder } from '../host/fakeFiles'
import { Folder } from './filesFolder.svelte'
import { PAGE } from './filesPages'

let device: FakeFiles
let folder: Folder
const home: FakeFolder = {}

beforeEach(async () => {
  for (const name of Object.keys(home)) delete home[name]
  Object.assign(home, { Logs: { 'crash.log': 284_000 }, Photos: {}, 'notes 10.txt': 10, 'notes 9.txt': 900, '.secret': 1 })
  device = new FakeFiles({ home })
  folder = new Folder(async (request) => device.answer(request))
  await folder.start()
})

const names = () => Array.from({ length: folder.total ?? 0 }, (_, index) => folder.at(index)?.name)
const settled = async () => {
  for (let n = 0; n < 10; n++) await Promise.resolve()
}

it('begins in the first root, folders first and names as people read them', () => {
  expect(folder.path).toEqual({ root: 'home', names: [] })
  expect(names()).toEqual(['Logs', 'Photos', 'notes 9.txt', 'notes 10.txt'])
  expect(folder.leftOut).toBe(1)
})

it('goes into a folder and back up, to the one it came from', async () => {
  await folder.move(0)
  await folder.enter({ ...folder.acting()[0]! })
  expect(names()).toEqual(['crash.log'])
  await folder.up()
  expect(folder.at(folder.cursor)?.name).toBe('Logs')
})

it('sorts, turns the order round, shows hidden files and searches', async () => {
  await folder.sort('size')
  expect(names().slice(2)).toEqual(['notes 9.txt', 'notes 10.txt'])
  await folder.sort('size')
  expect(names().slice(2)).toEqual(['notes 10.txt', 'notes 9.txt'])
  await folder.showHidden(true)
  expect(names()).toContain('.secret')
  await folder.search('NOTES')
  expect(names()).toEqual(['notes 10.txt', 'notes 9.txt'])
})

it('keeps of 100,000 entries only the pages near those in sight', async () => {
  for (let n = 0; n < 100_000; n++) home[`file ${n}`] = n
  await folder.open({ root: 'home', names: [] })
  expect(folder.total).toBe(100_004)
  expect(device.asked.filter((request) => request.kind === 'list').at(-1)).toMatchObject({ from: 0, count: PAGE })
  folder.need(50_000, 50_030)
  await settled()
  expect(folder.at(50_002)?.name).toBe('file 50000')
  folder.need(99_980, 100_004)
  await settled()
  expect(folder.at(100_001)?.name).toBe('file 99999')
  expect(folder.at(50_002)).toBeUndefined()
  expect(folder.at(0)).toBeUndefined()
})

it('asks for each page once, and by the same listing', async () => {
  for (let n = 0; n < 1000; n++) home[`file ${n}`] = n
  await folder.open({ root: 'home', names: [] })
  const before = device.asked.length
  folder.need(150, 250)
  folder.need(150, 250)
  await settled()
  const asked = device.asked.slice(before)
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({ from: 200, listing: 2 })
})

it('chooses ranges across pages, and refuses too many', async () => {
  for (let n = 0; n < 1000; n++) home[`file ${n}`] = n
  await folder.open({ root: 'home', names: [] })
  await folder.move(150)
  await folder.move(450, true)
  expect(folder.selection.size).toBe(301)
  await folder.chooseAll()
  expect(folder.selection.size).toBe(301)
  expect(folder.notice).toBe('1,004 items at once are too many. Take the folder itself.')
})

it('forgets what was chosen and is gone when it looks again', async () => {
  await folder.chooseAll()
  delete home['notes 9.txt']
  await folder.refresh()
  expect(folder.selection.entries.map((entry) => entry.name)).toEqual(['Logs', 'Photos', 'notes 10.txt'])
})

it('drops the answer of a folder that was left meanwhile', async () => {
  const answers: ((answer: FilesAnswer) => void)[] = []
  const asked: FilesRequest[] = []
  const slow = new Folder((request) => {
    asked.push(request)
    return new Promise((resolve) => answers.push(resolve))
  })
  slow.roots = [{ id: 'home', place: 'home', name: 'home', free: null, total: null }]
  void slow.open({ root: 'home', names: ['Logs'] })
  void slow.open({ root: 'home', names: ['Photos'] })
  answers[1]?.(device.answer(asked[1]!))
  answers[0]?.(device.answer(asked[0]!))
  await settled()
  expect(slow.total).toBe(0)
})

it('says why a folder does not show, and shows it when it does again', async () => {
  await folder.open({ root: 'home', names: ['Gone'] })
  expect(folder.trouble).toMatchObject({ code: 'not_found', message: 'Gone is not there' })
  home['Gone'] = {}
  await folder.refresh()
  expect(folder.trouble).toBeUndefined()
  expect(folder.total).toBe(0)
})

it('keeps what shows while a second look fails', async () => {
  const ask = device.answer.bind(device)
  device.answer = () => ({ kind: 'failed', code: 'failed', names: [], message: 'the phone did not answer' })
  await folder.refresh()
  expect(folder.total).toBe(4)
  expect(folder.trouble?.message).toBe('the phone did not answer')
  device.answer = ask
  await folder.refresh()
  expect(folder.trouble).toBeUndefined()
})
