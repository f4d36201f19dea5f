import { afterEach, expect, it, vi } from 'vitest'
import { gainOf, playSound } from './sounds'

afterEach(() => vi.unstubAllGlobals())

/** A loudspeaker that notes what it is given. */
function loudspeaker() {
  const heard: number[] = []
  const gain = { value: 1 }
  class Context {
    destination = {}
    createGain() {
      return { gain, connect: () => undefined }
    }
    createBufferSource() {
      return { buffer: undefined as unknown, connect: <T>(to: T) => to, start: () => heard.push(gain.value) }
    }
    async decodeAudioData() {
      return { duration: 0 }
    }
    async resume() {}
    async close() {}
  }
  vi.stubGlobal('AudioContext', Context)
  vi.stubGlobal('fetch', async () => new Response(new ArrayBuffer(8)))
  return heard
}

it('plays as loud as is asked, and nothing at nothing', async () => {
  const heard = loudspeaker()
  for (const volume of [100, 50, 0, 250]) await playSound('waiting', volume)
  expect(heard).toEqual([1, 0.25, 1])
  expect(gainOf(10)).toBeCloseTo(0.01)
})
