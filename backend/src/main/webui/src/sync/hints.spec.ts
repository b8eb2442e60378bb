import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError, ProblemError } from '@/api/problem'
import { listenForHints, type Hints } from './hints'
import type { Transport } from './transport'

/** A server whose streams the test writes to and ends. */
class Streams {
  readonly open: ReadableStreamDefaultController<Uint8Array>[] = []
  readonly signals: AbortSignal[] = []
  failure: unknown = null

  readonly transport: Transport = {
    post: () => Promise.reject(new Error('not here')),
    postExact: () => Promise.reject(new Error('not here')),
    raw: (_method, path, options) => {
      expect(path).toBe('/sync/v1/hints')
      if (this.failure !== null) return Promise.reject(this.failure)
      const signal = options.signal as AbortSignal
      this.signals.push(signal)
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          this.open.push(controller)
          signal.addEventListener('abort', () => controller.error(new Error('aborted')))
        },
      })
      return Promise.resolve(new Response(body))
    },
  }

  say(text: string): Promise<unknown> {
    this.open.at(-1)?.enqueue(new TextEncoder().encode(text))
    return vi.advanceTimersByTimeAsync(2_000)
  }
}

describe('hints', () => {
  let streams: Streams
  let hints: Hints
  let heard: number
  const listen = (wanted = (): boolean => true): void => {
    hints = listenForHints(
      streams.transport,
      () => (heard += 1),
      wanted,
      () => 0.5,
    )
  }

  beforeEach(() => {
    vi.useFakeTimers()
    streams = new Streams()
    heard = 0
  })

  afterEach(() => {
    hints.stop()
    vi.useRealTimers()
  })

  it('are passed on once for the beginning and for each change, however the words are cut', async () => {
    listen()
    await streams.say('data:hello\n\nda')
    expect(heard).toBe(1)
    await streams.say('ta:beat\n\ndata:chan')
    expect(heard).toBe(1)
    await streams.say('ged\n\n')
    expect(heard).toBe(2)
  })

  it('are listened for again after the stream ended', async () => {
    listen()
    await streams.say('data:hello\n\n')
    streams.open[0]?.close()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(streams.open).toHaveLength(2)
  })

  it('give up a connection that fell silent', async () => {
    listen()
    await streams.say('data:hello\n\n')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(streams.signals[0]?.aborted).toBe(true)
    expect(streams.open.length).toBeGreaterThan(1)
  })

  it('are asked for less and less often while there is no server, and at once when the network is back', async () => {
    streams.failure = new OfflineError()
    listen()
    await vi.advanceTimersByTimeAsync(60_000)
    const raw = vi.spyOn(streams.transport, 'raw')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(raw.mock.calls.length).toBeLessThanOrEqual(1)
    streams.failure = null
    hints.wake()
    await streams.say('data:hello\n\n')
    expect(heard).toBe(1)
  })

  it('leave a server alone for as long as it asks', async () => {
    streams.failure = new ProblemError({ status: 429, code: 'rate-limited' }, '', 600)
    listen()
    await vi.advanceTimersByTimeAsync(0)
    streams.failure = null
    await vi.advanceTimersByTimeAsync(599_000)
    expect(streams.open).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(streams.open).toHaveLength(1)
  })

  it('are not listened for while nobody wants them, nor after the end', async () => {
    let wanted = false
    listen(() => wanted)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(streams.open).toHaveLength(0)
    wanted = true
    hints.wake()
    await streams.say('data:hello\n\n')
    hints.stop()
    expect(streams.signals[0]?.aborted).toBe(true)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(streams.open).toHaveLength(1)
    expect(heard).toBe(1)
  })
})
