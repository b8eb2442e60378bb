import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AccountDb } from '@/db/accountDb'
import { capture, type Captured } from '../visit/capture'
import type { VisitModel } from '../visit/model'
import type { Stroke } from '../visit/strokes'
import { PictureError } from './draw'
import { PhotoDesk } from './photoDesk'

vi.mock('../visit/capture', () => ({ capture: vi.fn(), marked: vi.fn() }))

const picture = new Blob(['picture'])
const captured = (id: string, issue: Captured['issue'] = null): Captured =>
  ({ photo: { id }, blob: picture, thumbnail: picture, issue }) as Captured

let strokes: Stroke[] = []
let model: { addPhoto: ReturnType<typeof vi.fn>; replacePhoto: ReturnType<typeof vi.fn> }
let desk: PhotoDesk
const disk = (): Promise<void> => (strokes.at(-1) as Stroke)(model as unknown as VisitModel)

beforeEach(() => {
  strokes = []
  model = { addPhoto: vi.fn(() => Promise.resolve()), replacePhoto: vi.fn(() => Promise.resolve()) }
  desk = new PhotoDesk({} as AccountDb, (_, stroke) => void strokes.push(stroke))
  vi.mocked(capture).mockResolvedValue(captured('p1'))
})
afterEach(() => void vi.restoreAllMocks())

it('a picture is on its way until it is on the disk', async () => {
  const done = desk.take('a', picture)
  await vi.waitFor(() => expect(strokes).toHaveLength(1))
  expect(desk.busy.get('a')).toBe(1)
  await disk()
  await done
  expect(desk.busy.has('a')).toBe(false)
})

it('a picture without room is on its way until there is room', async () => {
  const done = desk.take('a', picture)
  await vi.waitFor(() => expect(strokes).toHaveLength(1))
  model.addPhoto.mockRejectedValueOnce(new DOMException('', 'QuotaExceededError'))
  await expect(disk()).rejects.toThrow()
  expect(desk.busy.get('a')).toBe(1)
  await disk()
  await done
  expect([desk.busy.has('a'), desk.faults.has('a')]).toEqual([false, false])
})

it('a picture that is not written for another reason is no longer on its way', async () => {
  const done = desk.take('a', picture)
  await vi.waitFor(() => expect(strokes).toHaveLength(1))
  model.addPhoto.mockRejectedValueOnce(new Error('submitted meanwhile'))
  await expect(disk()).rejects.toThrow()
  await done
  expect(desk.busy.has('a')).toBe(false)
})

it.each([
  [new PictureError('unreadable'), 'unreadable'],
  [new PictureError('too-large'), 'too-large'],
  [new Error('anything'), 'failed'],
])('%s is told as %s, until the next picture', async (error, fault) => {
  vi.mocked(capture).mockRejectedValueOnce(error)
  await desk.take('a', picture)
  expect([desk.faults.get('a'), strokes.length]).toEqual([fault, 0])
  void desk.take('a', picture)
  expect(desk.faults.has('a')).toBe(false)
})

it('a hint comes once the picture is kept, and goes with the next one', async () => {
  vi.mocked(capture).mockResolvedValueOnce(captured('p1', 'blurred'))
  const first = desk.take('a', picture)
  await vi.waitFor(() => expect(strokes).toHaveLength(1))
  expect(desk.hints.has('a')).toBe(false)
  await disk()
  await first
  expect(desk.hints.get('a')).toEqual({ photo: 'p1', issue: 'blurred' })
  void desk.take('a', picture)
  expect(desk.hints.has('a')).toBe(false)
})

it('a picture taken again replaces the one before, and the next stands for itself', async () => {
  desk.retake('a', 'old')
  const done = desk.take('a', picture, { replaces: desk.stage.value?.replaces ?? null })
  desk.taken()
  expect(desk.stage.value).toMatchObject({ view: 'camera', replaces: null })
  await vi.waitFor(() => expect(strokes).toHaveLength(1))
  await disk()
  await done
  expect(model.replacePhoto).toHaveBeenCalledWith('old', { id: 'p1' }, picture, picture)
  expect(model.addPhoto).not.toHaveBeenCalled()
})

it('back leads from marks to the photo, to the camera it was opened from, and out', () => {
  desk.openCamera('a')
  desk.openPhoto('a', 'p1')
  desk.openMarks()
  const views: (string | undefined)[] = []
  for (let step = 0; step < 4; step += 1) {
    views.push(desk.stage.value?.view)
    desk.back()
  }
  expect(views).toEqual(['marks', 'photo', 'camera', undefined])
})

it('a photo opened from the page leads back to the page', () => {
  desk.openPhoto('a', 'p1')
  desk.back()
  expect(desk.stage.value).toBeNull()
})
