import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { PictureError, type Job, type Prepared } from './draw'
import { Preparer, type PictureWorker } from './prepare'
import type { Answered, Asked } from './worker'

const job: Job = { source: new Blob(['picture']), maxBytes: 1, judge: true }
const by = (who: string): Prepared => ({ sha256: who }) as Prepared
const onPage = vi.fn(() => Promise.resolve(by('page')))

class Fake implements PictureWorker {
  onmessage: ((event: MessageEvent<Answered>) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
  asked: Asked[] = []
  readonly terminate = vi.fn()
  postMessage = (asked: Asked): void => void this.asked.push(asked)
  answer(answered: Answered): void {
    this.onmessage?.({ data: answered } as MessageEvent<Answered>)
  }
}

let workers: Fake[] = []
const begin = (): Fake => {
  workers.push(new Fake())
  return workers.at(-1) as Fake
}
const turn = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined)

beforeEach(() => {
  vi.useFakeTimers()
  onPage.mockClear()
  workers = []
})
afterEach(() => void vi.useRealTimers())

it('pictures go to one worker, one after another', async () => {
  const preparer = new Preparer(begin, onPage)
  const results = [preparer.run(job), preparer.run(job)]
  await turn()
  expect(workers.map(({ asked }) => asked.length)).toEqual([1])
  workers[0]?.answer({ id: 1, done: by('worker') })
  await turn()
  expect(workers[0]?.asked.map(({ id }) => id)).toEqual([1, 2])
  workers[0]?.answer({ id: 2, done: by('worker') })
  expect((await Promise.all(results)).map(({ sha256 }) => sha256)).toEqual(['worker', 'worker'])
  expect(onPage).not.toHaveBeenCalled()
})

it('the page draws where there is no worker', async () => {
  expect(await new Preparer(() => null, onPage).run(job)).toEqual(by('page'))
})

it('the page draws where a worker cannot be started', async () => {
  const refused = (): never => {
    throw new DOMException('no', 'SecurityError')
  }
  expect(await new Preparer(refused, onPage).run(job)).toEqual(by('page'))
})

it('a picture over which the worker died is drawn by the page, and the next has another worker', async () => {
  const preparer = new Preparer(begin, onPage)
  const first = preparer.run(job)
  await turn()
  workers[0]?.onerror?.(new ErrorEvent('error'))
  expect(await first).toEqual(by('page'))
  expect(workers[0]?.terminate).toHaveBeenCalled()
  const second = preparer.run(job)
  await turn()
  expect(workers).toHaveLength(2)
  workers[1]?.answer({ id: 2, done: by('worker') })
  expect(await second).toEqual(by('worker'))
})

it('a worker that says nothing is given up', async () => {
  const result = new Preparer(begin, onPage, 500).run(job)
  await vi.advanceTimersByTimeAsync(500)
  expect(await result).toEqual(by('page'))
  expect(workers[0]?.terminate).toHaveBeenCalled()
})

it('a picture that cannot be read is not tried again, and holds up no other', async () => {
  const preparer = new Preparer(begin, onPage)
  const bad = preparer.run(job).catch((error: unknown) => error)
  const good = preparer.run(job)
  await turn()
  workers[0]?.answer({ id: 1, fault: 'unreadable' })
  expect(await bad).toEqual(new PictureError('unreadable'))
  await turn()
  workers[0]?.answer({ id: 2, done: by('worker') })
  expect(await good).toEqual(by('worker'))
  expect(onPage).not.toHaveBeenCalled()
})

it("a camera's frame that died with the worker is drawn by the page from a second hold on it", async () => {
  const copy = { close: vi.fn() }
  const frame = { displayWidth: 2, displayHeight: 1, close: vi.fn(), clone: () => copy }
  const result = new Preparer(begin, onPage).run({ ...job, source: frame as never })
  await turn()
  workers[0]?.onerror?.(new ErrorEvent('error'))
  expect(await result).toEqual(by('page'))
  expect(onPage).toHaveBeenCalledWith(expect.objectContaining({ source: copy }))
  expect(copy.close).toHaveBeenCalled()
})
