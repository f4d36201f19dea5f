import { expect, it } from 'vitest'
import { safeAddress, splitLinks } from './links'

it.each([
  ['see https://help.example.com/wifi.', ['https://help.example.com/wifi']],
  ['(https://example.com/a_(b)) and http://example.org', ['https://example.com/a_(b)', 'http://example.org']],
  ['javascript:alert(1) file:///etc/passwd', []],
  ['https://user:pass@example.com', []],
  ['<img src=x>', []],
])('finds the links in %s', (text, links) => {
  const parts = splitLinks(text)
  expect(parts.filter((part) => part.href).map((part) => part.text)).toEqual(links)
  expect(parts.map((part) => part.text).join('')).toBe(text)
})

it('takes only web addresses', () => {
  expect(safeAddress('https://example.com/x')).toBe('https://example.com/x')
  expect(safeAddress('data:text/html,x')).toBeUndefined()
  expect(safeAddress('example.com')).toBeUndefined()
})
