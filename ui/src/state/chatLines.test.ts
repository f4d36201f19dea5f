import { expect, it } from 'vitest'
import type { ChatLine } from './chat.svelte'
import { placeOf } from './chatLines'
import { message } from './testData'

const MINUTE = 60_000
const entry = (number: number, at: number, clientId: string | null = null): ChatLine => ({
  kind: 'entry', entry: { ...message(number, 'x', clientId), at },
})
const noon = new Date(2026, 4, 4, 12).getTime()

it.each<[string, ChatLine, ChatLine | undefined, { newDay: boolean; continued: boolean }]>([
  ['the first line', entry(1, noon), undefined, { newDay: true, continued: false }],
  ['the same author soon after', entry(2, noon + MINUTE), entry(1, noon), { newDay: false, continued: true }],
  ['the same author later', entry(2, noon + 6 * MINUTE), entry(1, noon), { newDay: false, continued: false }],
  ['another author', entry(2, noon + MINUTE, 'client-1'), entry(1, noon), { newDay: false, continued: false }],
  ['the next day', entry(2, noon + 24 * 60 * MINUTE), entry(1, noon), { newDay: true, continued: false }],
])('places %s', (_, line, before, expected) => expect(placeOf(line, before)).toEqual(expected))
