import Dexie from 'dexie'
import { effectScope, nextTick } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDb } from '@/db/accountDb'
import { useVisit, type OpenVisit } from './useVisit'
import { VisitModel } from './model'
import { isStrokeWaiting } from './strokes'

vi.mock('@/sync/runtime', () => ({ noteLocalChange: vi.fn(), onRowsChanged: () => () => undefined }))

const quota = () => Promise.reject(new DOMException('no room', 'QuotaExceededError'))
let scope = effectScope()
let open: OpenVisit
let model: VisitModel
let visits = 0

async function openPage(): Promise<void> {
  scope = effectScope()
  open = scope.run(() => useVisit({ name: 'store' } as AccountDb, `visit ${visits}`)) as OpenVisit
  await vi.advanceTimersByTimeAsync(0)
  await nextTick()
}

beforeEach(async () => {
  vi.useFakeTimers()
  model = { refresh: vi.fn(() => Promise.resolve()) } as unknown as VisitModel
  vi.spyOn(VisitModel, 'open').mockResolvedValue(model)
  visits += 1
  await openPage()
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('a stroke without room is told of, waits on the page, and is written when there is room', async () => {
  const work = vi.fn(quota)
  open.write('answer a', work)
  await vi.advanceTimersByTimeAsync(0)
  expect([open.full.value, open.failed.value]).toEqual([true, false])
  work.mockResolvedValue(undefined as never)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(work).toHaveBeenCalledTimes(2)
  expect(open.full.value).toBe(false)
})

it('a photo without room keeps no answer from being written, and waits itself', async () => {
  let room = false
  const photo = vi.fn(() => (room ? Promise.resolve() : quota()))
  const answer = vi.fn(() => Promise.resolve())
  open.write('photo p1', photo)
  await vi.advanceTimersByTimeAsync(0)
  open.write('answer a', answer)
  await vi.advanceTimersByTimeAsync(0)
  expect(answer).toHaveBeenCalledTimes(1)
  expect(open.full.value).toBe(true)
  room = true
  await vi.advanceTimersByTimeAsync(3_000)
  expect(open.full.value).toBe(false)
})

it('of two strokes at one answer without room the later is written', async () => {
  const first = vi.fn(quota)
  const second = vi.fn(() => Promise.resolve())
  open.write('answer a', first)
  open.write('answer a', second)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(first).toHaveBeenCalledTimes(1)
  expect(second).toHaveBeenCalledTimes(1)
})

it('a stroke in a store that the browser has closed for want of room waits and is written', async () => {
  const work = vi.fn(() => Promise.reject(new Dexie.DatabaseClosedError()))
  open.write('answer a', work)
  await vi.advanceTimersByTimeAsync(0)
  expect([open.full.value, open.failed.value]).toEqual([true, false])
  work.mockResolvedValue(undefined as never)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(open.full.value).toBe(false)
})

it('a stroke without room outlives its page: the next page of the visit tells of it, and writes it', async () => {
  let room = false
  const work = vi.fn(() => (room ? Promise.resolve() : quota()))
  open.write('answer a', work)
  await vi.advanceTimersByTimeAsync(0)
  scope.stop()
  expect(isStrokeWaiting()).toBe(true)
  const later = { refresh: vi.fn(() => Promise.resolve()) } as unknown as VisitModel
  vi.spyOn(VisitModel, 'open').mockResolvedValue(later)
  await openPage()
  expect(open.full.value).toBe(true)
  room = true
  await vi.advanceTimersByTimeAsync(3_000)
  expect(work).toHaveBeenLastCalledWith(later)
  expect([open.full.value, isStrokeWaiting()]).toEqual([false, false])
})

it('a stroke without room is written without any page once there is room', async () => {
  let room = false
  const work = vi.fn(() => (room ? Promise.resolve() : quota()))
  open.write('answer a', work)
  await vi.advanceTimersByTimeAsync(0)
  scope.stop()
  room = true
  await vi.advanceTimersByTimeAsync(3_000)
  expect(work).toHaveBeenCalledTimes(2)
  expect(isStrokeWaiting()).toBe(false)
})
