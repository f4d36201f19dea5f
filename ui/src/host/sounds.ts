/** Seconds for which the loudspeaker stays open after a sound, for its last echo. */
const AFTER = 0.5

/** What the signal is multiplied by: ears hear halves of loudness, so a slider's middle is a quarter. */
export const gainOf = (volume: number): number => (Math.min(volume, 100) / 100) ** 2

/**
 * Plays a sound of `public/sounds` by its name, at a volume in percent; 0 plays nothing. It goes through Web Audio and not through an
 * audio element, because WebKitGTK plays no media from a program's own address. Whatever
 * fails (no loudspeaker, no decoder) leaves silence and a line for who looks for the reason.
 */
export async function playSound(name: string, volume: number): Promise<void> {
  if (volume <= 0) return
  const context = new AudioContext()
  const close = () => void context.close().catch(() => undefined)
  try {
    const file = await fetch(`/sounds/${encodeURIComponent(name)}.wav`)
    if (!file.ok) throw new Error(`there is no sound ${name}`)
    const source = context.createBufferSource()
    source.buffer = await context.decodeAudioData(await file.arrayBuffer())
    const gain = context.createGain()
    gain.gain.value = gainOf(volume)
    source.connect(gain).connect(context.destination)
    await context.resume()
    source.start()
    setTimeout(close, (source.buffer.duration + AFTER) * 1000)
  } catch (error) {
    close()
    console.warn('A sound could not be played:', error)
  }
}
