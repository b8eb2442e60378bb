/** When a tab makes the engine run: at its start, after something was written, and when it is told. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const engines = vi.hoisted(() => [] as { sync: ReturnType<typeof vi.fn> }[])
vi.mock('./engine', () => ({
  SyncEngine: class {
    status = { phase: 'idle', problem: null, lastSuccessAt: null, nextTryAt: null }
    sync = vi.fn(() => Promise.resolve())
    stop = vi.fn()

    constructor() {
      engines.push(this)
    }
  },
}))

vi.mock('./hints', () => ({ listenForHints: () => ({ wake: () => undefined, stop: () => undefined }) }))

import { noteLocalChange, startSync, stopSync, syncNow } from './runtime'

const runs = () => engines.at(-1)?.sync.mock.calls.length ?? 0

/** Nobody else leads. */
const locks = { request: (_name: string, _options: unknown, run: () => Promise<void>) => run() }

beforeEach(() => {
  Object.defineProperty(navigator, 'locks', { configurable: true, value: locks })
  vi.useFakeTimers()
  engines.length = 0
  startSync('somebody', 'tablet', () => true)
})

afterEach(() => {
  stopSync()
  vi.useRealTimers()
})

describe('the engine runs', () => {
  it('at the start', () => {
    expect(runs()).toBe(1)
  })

  it('once, soon after the last of several changes', () => {
    noteLocalChange()
    vi.advanceTimersByTime(1_500)
    noteLocalChange()
    vi.advanceTimersByTime(1_500)
    expect(runs()).toBe(1)
    vi.advanceTimersByTime(600)
    expect(runs()).toBe(2)
    vi.advanceTimersByTime(60_000)
    expect(runs()).toBe(2)
  })

  it('when somebody says so, and when the network comes back', () => {
    syncNow()
    window.dispatchEvent(new Event('online'))
    expect(runs()).toBe(3)
  })

  it('for nobody any more after it was stopped', () => {
    stopSync()
    window.dispatchEvent(new Event('online'))
    noteLocalChange()
    vi.advanceTimersByTime(10_000)
    expect(runs()).toBe(1)
  })
})
