import { expect, it } from 'vitest'
import { drawMarks, headOf, isMeant, within, type Mark } from './marks'

const box: Mark = { kind: 'box', from: { x: 0.75, y: 0.5 }, to: { x: 0.25, y: 0.25 } }
const arrow: Mark = { kind: 'arrow', from: { x: 0, y: 0.5 }, to: { x: 0.5, y: 0.5 } }

function drawn(marks: readonly Mark[]): unknown[][] {
  const calls: unknown[][] = []
  const note =
    (name: string) =>
    (...args: number[]): void => {
      calls.push([name, ...args])
    }
  const context = {
    ...{ strokeStyle: '', lineWidth: 0, lineCap: 'butt', lineJoin: 'miter' },
    ...{ save: note('save'), restore: note('restore'), beginPath: note('begin') },
    ...{ moveTo: note('move'), lineTo: note('line'), rect: note('rect') },
    stroke(): void {
      calls.push(['stroke', this.strokeStyle, this.lineWidth])
    },
  }
  drawMarks(context as never, marks, 2000, 1000, { line: 'red', edge: 'white' })
  return calls
}

it('a box is drawn at its share of the picture, from whichever corner it was begun', () => {
  expect(drawn([box]).filter(([name]) => name === 'rect')).toEqual(
    Array(2).fill(['rect', 500, 250, 1000, 250]),
  )
})

it('every mark has its edge under its line, wider than it', () => {
  const strokes = drawn([box, arrow]).filter(([name]) => name === 'stroke')
  expect(strokes.map(([, style]) => style)).toEqual(['white', 'red', 'white', 'red'])
  expect(strokes[0]?.[2]).toBeGreaterThan(strokes[1]?.[2] as number)
})

it('an arrow ends where the finger was lifted, with a head that opens backwards', () => {
  const [left, right] = headOf({ x: 0, y: 0 }, { x: 100, y: 0 }, 20)
  expect([left.x, right.x].every((x) => x > 80 && x < 100)).toBe(true)
  expect([left.y, right.y].map(Math.round)).toEqual([-10, 10])
  expect(drawn([arrow])).toContainEqual(['line', 1000, 500])
})

it('a tap is no mark', () => {
  const tap: Mark = { kind: 'arrow', from: { x: 0.5, y: 0.5 }, to: { x: 0.505, y: 0.505 } }
  expect([isMeant(tap, 2000, 1500), isMeant(arrow, 2000, 1500)]).toEqual([false, true])
})

it('a finger beside the picture draws to its border', () => {
  expect(within({ x: -0.3, y: 1.7 })).toEqual({ x: 0, y: 1 })
})
