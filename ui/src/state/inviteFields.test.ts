import { expect, it } from 'vitest'
import { attributeFault, fieldsOf, formOf, keyFault, recipientsFault, sendingFault } from './inviteFields'
import { form, setup } from './keyTestData'

const filled = { ...form, recipients: ['petra@example.com'], line: 'About the mail.', attributes: { asset: '40-1187' } }
const fields = (some = {}) => ({ ...fieldsOf(filled), ...some })

it('gives back the form that it was made of, with an unfinished address typed on', () => {
  expect(formOf(fieldsOf(filled))).toEqual(filled)
  const unfinished = { ...form, recipients: ['petra@example.com', 'levin@exam'] }
  expect(fieldsOf(unfinished)).toMatchObject({ recipients: ['petra@example.com'], entry: 'levin@exam' })
  expect(formOf(fieldsOf(unfinished))).toEqual(unfinished)
})

it('leaves attributes without a name out of the form', () => {
  expect(formOf(fields({ attributes: [{ name: ' asset ', value: '1' }, { name: '', value: 'x' }] })).attributes).toEqual({ asset: '1' })
})

it.each([
  [{}, undefined],
  [{ recipients: [] }, 'Add an email address first'],
  [{ recipients: [], entry: 'levin@example.com' }, undefined],
  [{ entry: 'levin@' }, 'levin@ has nothing after the @'],
  [{ entry: 'PETRA@example.com' }, 'PETRA@example.com is there twice'],
  [{ recipients: Array.from({ length: 11 }, (_, n) => `n${n}@example.com`) }, 'A key goes to 10 addresses at most'],
  [{ line: '🙂'.repeat(500) }, undefined],
  [{ line: 'x'.repeat(501) }, 'The personal line is too long'],
  [{ name: 'x'.repeat(101) }, 'The name is longer than 100 characters'],
  [{ external_reference: 'x'.repeat(101) }, 'The reference is longer than 100 characters'],
  [{ attributes: [{ name: 'a b', value: '' }] }, 'An attribute needs a look'],
])('with %o sending says %s', (some, fault) => expect(sendingFault(fields(some), setup)).toBe(fault))

it('does not send where the site sends no mail, and makes a key all the same', () => {
  expect(sendingFault(fields(), { ...setup, from: null })).toBe('This site sends no mail')
  expect(keyFault(fields())).toBeUndefined()
})

it('names the first recipient that is wrong', () => {
  expect(recipientsFault(['petra@example.com', 'x', 'y'])).toBe('x has no @.')
})

it.each([
  [{ name: '', value: '' }, undefined],
  [{ name: '', value: 'x' }, 'A value needs a name.'],
  [{ name: 'asset', value: 'x' }, 'asset is there twice.'],
  [{ name: 'ä', value: 'x' }, 'Names have letters, digits, hyphens and underscores.'],
  [{ name: 'x'.repeat(65), value: '' }, 'Names have 64 characters at most.'],
  [{ name: 'room', value: 'ä'.repeat(513) }, 'room is too long.'],
])('says of the attribute %o: %s', (one, fault) => expect(attributeFault(one, [{ name: 'asset', value: '' }])).toBe(fault))
