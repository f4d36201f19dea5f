import { expect, it } from 'vitest'
import { qrPath } from './qrPath'

it('draws the dark squares of each row, neighbours as one', () => {
  const modules = [1, 1, 0, 0, 0, 0, 1, 0, 1].map(Boolean)
  expect(qrPath({ size: 3, modules })).toBe('M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z')
})
