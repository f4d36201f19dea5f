import { expect, it } from 'vitest'
import { HeldOrder } from './heldOrder'

it('follows the wanted order while nobody holds it', () => {
  const order = new HeldOrder()
  order.next(['a', 'b'], false)
  expect(order.next(['b', 'a'], false)).toEqual(['b', 'a'])
})

it('keeps places while held: gone rows leave, new rows join at the end', () => {
  const order = new HeldOrder()
  order.next(['a', 'b', 'c'], false)
  expect(order.next(['d', 'c', 'a'], true)).toEqual(['a', 'c', 'd'])
  expect(order.next(['d', 'c', 'a'], false)).toEqual(['d', 'c', 'a'])
})
