import { expect, it } from 'vitest'
import { inOrder } from './inOrder'

/** A call whose answers come when the test says. */
function slow() {
  const asked: string[] = []
  const settle: { answer: (text: string) => void; refuse: (error: Error) => void }[] = []
  const call = (text: string) => {
    asked.push(text)
    return new Promise<string>((answer, refuse) => settle.push({ answer, refuse }))
  }
  return { asked, settle, call: inOrder(call) }
}
const turn = () => new Promise((done) => setTimeout(done))

it('starts each call when the one before is answered, and gives each its own answer', async () => {
  const { asked, settle, call } = slow()
  const first = call('save the draft')
  const second = call('send')
  await turn()
  expect(asked).toEqual(['save the draft'])
  settle[0]?.answer('saved')
  await turn()
  expect(asked).toEqual(['save the draft', 'send'])
  settle[1]?.answer('sent')
  expect(await Promise.all([first, second])).toEqual(['saved', 'sent'])
})

it('goes on after a call that failed, and tells only its caller', async () => {
  const { asked, settle, call } = slow()
  const first = call('save the draft')
  const second = call('send')
  await turn()
  settle[0]?.refuse(new Error('disk full'))
  await expect(first).rejects.toThrow('disk full')
  await turn()
  expect(asked).toEqual(['save the draft', 'send'])
  settle[1]?.answer('sent')
  expect(await second).toBe('sent')
})
