import { expect, it } from 'vitest'
import { lifeWords, livesFor } from './lives'

it.each([
  [900, '15 minutes'],
  [3600, '1 hour'],
  [5400, '90 minutes'],
  [14_400, '4 hours'],
  [86_400, '1 day'],
  [604_800, '7 days'],
  [61, '61 seconds'],
])('%i seconds are %s', (seconds, words) => expect(lifeWords(seconds)).toBe(words))

it('offers the usual lives up to the site’s longest, and those in use', () => {
  expect(livesFor(259_200, 3600, null).map((life) => life.label)).toEqual(['15 minutes', '1 hour', '4 hours', '1 day', '3 days'])
  expect(livesFor(14_400, 7200, 604_800).map((life) => life.label)).toEqual(['15 minutes', '1 hour', '2 hours', '4 hours'])
})
