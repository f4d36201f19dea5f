import { afterEach, expect, it, vi } from 'vitest'
import { Videos, codecOf } from './video'

const KEY = Uint8Array.from([0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x1f, 9, 0, 0, 1, 0x65, 1])
const DELTA = Uint8Array.from([0, 0, 0, 1, 0x41, 1])
const area = { x: 0, y: 0, width: 64, height: 64 }
const unit = (data: Uint8Array<ArrayBuffer>, reset = false) => ({ area, reset, resetAll: false, here: false, data })

/** A decoder that answers each chunk by its type; the decoders that were made, in their order. */
function stub() {
  const made: { config: unknown; chunks: string[]; state: string }[] = []
  class Decoder {
    config: unknown
    chunks: string[] = []
    state = 'unconfigured'
    constructor(readonly handlers: { output: (frame: unknown) => void }) {
      made.push(this)
    }
    configure(config: unknown) {
      this.config = config
      this.state = 'configured'
    }
    decode(chunk: { type: string }) {
      this.chunks.push(chunk.type)
      queueMicrotask(() => this.handlers.output({ type: chunk.type, close: () => undefined }))
    }
    close() {
      this.state = 'closed'
    }
  }
  vi.stubGlobal('VideoDecoder', Decoder)
  vi.stubGlobal('EncodedVideoChunk', class { constructor(readonly init: object) { Object.assign(this, init) } })
  return made
}
afterEach(() => vi.unstubAllGlobals())

it('names the codec by the stream itself', () => {
  expect(codecOf(KEY)).toBe('avc1.42c01f')
  expect(codecOf(DELTA)).toBeUndefined()
})

it('decodes from a picture on that depends on none', async () => {
  const made = stub()
  const videos = new Videos()
  expect(await videos.decode(unit(DELTA))).toBeUndefined()
  expect(await videos.decode(unit(KEY, true))).toMatchObject({ type: 'key' })
  expect(await videos.decode(unit(DELTA))).toMatchObject({ type: 'delta' })
  expect(made).toMatchObject([{ config: { codec: 'avc1.42c01f', optimizeForLatency: true }, chunks: ['key', 'delta'] }])
})

it('begins anew where the stream does', async () => {
  const made = stub()
  const videos = new Videos()
  await videos.decode(unit(KEY, true))
  await videos.decode(unit(KEY, true))
  expect(made.map((decoder) => decoder.state)).toEqual(['closed', 'configured'])
  videos.end()
  expect(made.at(-1)?.state).toBe('closed')
})
