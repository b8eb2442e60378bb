import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askToBeWoken, listenForNow } from './triggers'

let wake: ReturnType<typeof vi.fn<() => void>>
let stopping: AbortController
let connection: EventTarget
let worker: EventTarget & { controller: unknown; ready: Promise<unknown> }
const register = vi.fn<(tag: string) => Promise<void>>()

const hidden = (value: boolean) =>
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })

beforeEach(() => {
  connection = new EventTarget()
  register.mockReset()
  worker = Object.assign(new EventTarget(), {
    controller: {},
    ready: Promise.resolve({ sync: { register } }),
  })
  Object.defineProperty(navigator, 'connection', { configurable: true, value: connection })
  Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: worker })
  wake = vi.fn()
  stopping = new AbortController()
  listenForNow(wake, stopping.signal)
})

afterEach(() => {
  stopping.abort()
  hidden(false)
})

const shown = (persisted: boolean) => Object.assign(new Event('pageshow'), { persisted })

const CAUSES: [string, () => void][] = [
  ['the network comes back', () => window.dispatchEvent(new Event('online'))],
  ['the person comes back to the page', () => document.dispatchEvent(new Event('visibilitychange'))],
  ['the page comes back from the memory of the browser', () => window.dispatchEvent(shown(true))],
  ['the network becomes another', () => connection.dispatchEvent(new Event('change'))],
  [
    'the worker says that there is a network',
    () => worker.dispatchEvent(new MessageEvent('message', { data: 'wake' })),
  ],
]

describe('a sync begins', () => {
  it.each(CAUSES)('when %s', (_, cause) => {
    cause()
    expect(wake).toHaveBeenCalledTimes(1)
    stopping.abort()
    cause()
    expect(wake).toHaveBeenCalledTimes(1)
  })

  it('not when the page is left, shown for the first time, or told something else', () => {
    hidden(true)
    document.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(shown(false))
    worker.dispatchEvent(new MessageEvent('message', { data: 'something else' }))
    expect(wake).not.toHaveBeenCalled()
  })
})

describe('background sync', () => {
  it('is asked for where the browser has it', async () => {
    await askToBeWoken()
    expect(register).toHaveBeenCalledWith('plumbline-wake')
  })

  it('is done without where it does not, or is forbidden', async () => {
    register.mockRejectedValue(new DOMException('no', 'NotAllowedError'))
    await askToBeWoken()
    worker.ready = Promise.resolve({})
    await askToBeWoken()
    worker.controller = null
    await askToBeWoken()
    expect(register).toHaveBeenCalledTimes(1)
  })
})
