import { expect, it } from 'vitest'
import type { TabRow } from '../../gen/TabRow'
import { cutOf, tabWords } from './tabFit'

it('says where a row goes on', () => {
  const row = (scrollLeft: number, clientWidth = 300, scrollWidth = 900) => cutOf({ scrollLeft, clientWidth, scrollWidth })
  expect(row(0)).toEqual({ left: false, right: true })
  expect(row(200)).toEqual({ left: true, right: true })
  expect(row(600)).toEqual({ left: true, right: false })
  expect(row(599.5)).toEqual({ left: true, right: false })
  expect(row(0, 900)).toEqual({ left: false, right: false })
})

it('has one state in words for each tab', () => {
  const tab = (over: Partial<TabRow>) =>
    tabWords({ unread: 0, ended: false, held: false, asking: false, part: 'owner', customer: { kind: 'here' }, ...over } as TabRow, '1:10')
  expect(tab({})).toBe('1:10')
  expect(tab({ held: true })).toBe('Hold 1:10')
  expect(tab({ unread: 3, held: true })).toBe('3 unread')
  expect(tab({ ended: true })).toBe('ended')
  expect(tab({ part: 'monitor' })).toBe('watching')
  expect(tab({ customer: { kind: 'gone', since: 0 } as unknown as TabRow['customer'] })).toBe('connection lost')
  expect(tab({ asking: true })).toBe('asked')
})
