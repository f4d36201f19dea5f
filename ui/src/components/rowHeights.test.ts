import { describe, expect, it } from 'vitest'
import { RowHeights, rowWindow } from './rowHeights'

const of = (estimate: number) => new RowHeights<number>(estimate, (row) => row)
const keys = (count: number, from = 0) => Array.from({ length: count }, (_, i) => i + from)

describe('RowHeights', () => {
  it('counts unmeasured rows with the estimate and measured ones as they are', () => {
    const rows = of(50)
    rows.sync(keys(10))
    expect(rows.total).toBe(500)
    expect(rows.measure(3, 80)).toBe(30)
    expect(rows.top(3)).toBe(150)
    expect(rows.top(4)).toBe(230)
    expect(rows.total).toBe(530)
  })

  it('finds the row at any height', () => {
    const rows = of(10)
    rows.sync(keys(5))
    rows.measure(1, 30)
    const at = (y: number) => rows.at(y)
    expect([-5, 0, 9, 10, 39, 40, 69, 70, 999].map(at)).toEqual([0, 0, 0, 1, 1, 2, 4, 4, 4])
  })

  it('keeps heights when rows come at the front, at the end and go', () => {
    const rows = of(20)
    rows.sync(keys(5, 10))
    rows.measure(0, 44)
    rows.sync([...keys(3, 7), ...keys(5, 10), 15])
    expect([rows.height(0), rows.height(3), rows.height(8)]).toEqual([20, 44, 20])
    rows.sync([10, 12])
    expect(rows.total).toBe(64)
  })

  it('holds 100,000 rows and answers in well under a frame', () => {
    const rows = of(40)
    rows.sync(keys(100_000))
    const before = performance.now()
    for (let i = 0; i < 1000; i++) {
      rows.measure(i * 97, 25 + (i % 70))
      rowWindow(rows, i * 3000, 800, 400)
    }
    expect((performance.now() - before) / 1000).toBeLessThan(1)
    expect(rows.at(rows.total - 1)).toBe(99_999)
  })
})

describe('rowWindow', () => {
  it('draws only what is in sight and a little more', () => {
    const rows = of(70)
    rows.sync(keys(10_000))
    const { first, end, top } = rowWindow(rows, 70_000, 700, 140)
    expect({ first, end, top }).toEqual({ first: 998, end: 1013, top: 69_860 })
  })

  it('is empty for an empty list', () => {
    const rows = of(70)
    rows.sync([])
    expect(rowWindow(rows, 0, 700, 400)).toEqual({ first: 0, end: 0, top: 0 })
  })
})
