import { expect, it } from 'vitest'
import { farther, Fingers, held, LARGEST, nearer, WHOLE, zoomed } from './zoom'

const frame = { width: 400, height: 600 }

it('the point under the fingers stays under them', () => {
  const at = { x: 100, y: -50 }
  const view = zoomed(WHOLE, 2, at, frame)
  // The same place of the picture before and after: (at - offset) / scale.
  expect([(at.x - view.x) / view.scale, (at.y - view.y) / view.scale]).toEqual([100, -50])
})

it('a picture grows to six times and shrinks to the whole, which lies in the middle', () => {
  expect(zoomed(WHOLE, 100, { x: 0, y: 0 }, frame).scale).toBe(LARGEST)
  expect(farther(nearer(WHOLE, frame), frame)).toEqual(WHOLE)
  expect(held({ scale: 1, x: 90, y: 90 }, frame)).toEqual(WHOLE)
})

it('a picture is not pushed out of the frame', () => {
  expect(held({ scale: 2, x: 9999, y: -9999 }, frame)).toEqual({ scale: 2, x: 200, y: -300 })
})

it('two fingers that part to twice their distance show it twice as large; one alone moves it', () => {
  const fingers = new Fingers()
  fingers.press(1, -50, 0)
  fingers.press(2, 50, 0)
  let view = fingers.move(1, -100, 0, WHOLE, frame)
  view = fingers.move(2, 100, 0, view, frame)
  expect(view.scale).toBeCloseTo(2)
  fingers.lift(2)
  const before = view.x
  view = fingers.move(1, -80, 0, view, frame)
  expect(view.x - before).toBe(20)
  expect(view.scale).toBeCloseTo(2)
})

it('a finger that was never pressed moves nothing', () => {
  expect(new Fingers().move(7, 30, 30, WHOLE, frame)).toEqual(WHOLE)
})
