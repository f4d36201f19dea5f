import { expect, it } from 'vitest'
import { OrderedRows } from './dashboardOrder'

interface Row {
  id: string
  n: number
}
const row = (id: string, n: number): Row => ({ id, n })
const make = (down = false) => new OrderedRows<Row>(({ id }) => id, ({ n }) => n, down)
const ids = (rows: OrderedRows<Row>) => rows.rows().map(({ id }) => id).join('')

it('keeps rows in order, whatever comes, moves and goes', () => {
  const rows = make()
  rows.replace([row('c', 3), row('a', 1), row('d', 4)])
  expect(ids(rows)).toBe('acd')
  rows.patch([row('b', 2), row('a', 9)], ['d'], false)
  expect(ids(rows)).toBe('bca')
  rows.sortBy(({ n }) => n, true)
  expect(ids(rows)).toBe('acb')
  rows.patch([row('e', 5), row('f', 0)], [], false)
  expect(ids(rows)).toBe('aecbf')
})

it('orders rows that compare alike by their keys, up and down', () => {
  const rows = make(true)
  rows.replace([row('b', 1), row('a', 1), row('c', 2)])
  expect(ids(rows)).toBe('cab')
})

it('stands still while it is held, and makes up for it afterwards', () => {
  const rows = make()
  rows.replace([row('a', 1), row('b', 2), row('c', 3)])
  rows.patch([row('a', 9), row('d', 0)], ['c'], true)
  expect(ids(rows)).toBe('abd')
  expect(rows.rows()[0]?.n).toBe(9)
  rows.patch([], [], false)
  expect(ids(rows)).toBe('dba')
})

it('takes a row over in its place where its order is the same', () => {
  const rows = make()
  rows.replace([row('a', 1), row('b', 2)])
  const news = { ...row('a', 1), name: 'other' }
  rows.patch([news], [], false)
  expect([ids(rows), rows.rows()[0]]).toEqual(['ab', news])
  rows.patch([row('b', 1)], ['a'], false)
  expect(ids(rows)).toBe('b')
})

it('leaves out what comes and goes in one change', () => {
  const rows = make()
  rows.replace([row('a', 1)])
  rows.patch([row('b', 2)], ['b'], false)
  rows.patch([row('c', 2)], ['c'], true)
  expect(ids(rows)).toBe('a')
})

it('orders as a whole sort would, through a thousand random changes', () => {
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  const rows = make()
  const model = new Map<string, Row>()
  for (let step = 0; step < 1000; step++) {
    const changed = Array.from({ length: random(8) }, () => row(`k${random(60)}`, random(20)))
    const gone = Array.from({ length: random(3) }, () => `k${random(60)}`)
    for (const one of changed) model.set(one.id, one)
    for (const id of gone) model.delete(id)
    // Somebody points at them now and then.
    rows.patch(changed, gone, random(4) === 0)
  }
  rows.patch([], [], false)
  const whole = [...model.values()].sort((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1))
  expect(rows.rows()).toEqual(whole)
})
