import { expect, it } from 'vitest'
import { clamp, gripStep } from './grip'

const at = { width: 300, min: 240, max: 400 }

it.each<[string, 'left' | 'right', number | undefined]>([
  ['ArrowRight', 'right', 316],
  ['ArrowLeft', 'right', 284],
  ['ArrowRight', 'left', 284],
  ['ArrowLeft', 'left', 316],
  ['Home', 'right', 240],
  ['End', 'left', 400],
  ['Enter', 'right', undefined],
])('%s on a grip at the %s gives %s', (key, side, expected) => expect(gripStep(key, { ...at, side })).toBe(expected))

it('stays within the range', () => expect([clamp(500, 240, 400), clamp(1, 240, 400)]).toEqual([400, 240]))
