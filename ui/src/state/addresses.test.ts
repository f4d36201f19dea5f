import { expect, it } from 'vitest'
import { addressFault, splitAddresses } from './addresses'

it.each([
  ['petra@example.com', ['petra@example.com']],
  ['petra@example.com, levin@example.com;silke@example.com', ['petra@example.com', 'levin@example.com', 'silke@example.com']],
  ['Petra Hahn <petra@example.com>,\n"Hahn, Levin" <levin@example.com>', ['petra@example.com', '"Hahn', 'levin@example.com']],
  ['petra@example.com levin@example.com', ['petra@example.com', 'levin@example.com']],
  ['petra at example', ['petra at example']],
  [' ,; ', []],
])('finds in %j %j', (text, found) => expect(splitAddresses(text)).toEqual(found))

it.each([
  ['petra@example.com', undefined],
  ["o'brien+tag@mail.example.co.uk", undefined],
  ['joerg@müller.example', undefined],
  ['root@localhost', undefined],
  ['jörg@example.com', 'has a character that addresses do not have'],
  ['petra', 'has no @'],
  ['@example.com', 'has nothing before the @'],
  ['petra@', 'has nothing after the @'],
  ['petra@example', 'is not complete after the @'],
  ['petra@-example.com', 'is not complete after the @'],
  ['petra@example..com', 'is not complete after the @'],
  ['pe..tra@example.com', 'has a dot too many'],
  ['pe tra@example.com', 'has a character that addresses do not have'],
  ['a@b@example.com', 'has a character that addresses do not have'],
  ['petra@exam ple.com', 'is not complete after the @'],
  ['petra@example.com\r\nBcc: x@example.com', 'has a character that addresses do not have'],
  ['<petra@example.com>', 'has a character that addresses do not have'],
  [`${'x'.repeat(65)}@example.com`, 'is too long'],
  [`petra@${'x.'.repeat(140)}com`, 'is too long'],
])('says of %j: %s', (address, fault) => expect(addressFault(address)).toBe(fault))
