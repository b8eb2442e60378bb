import { describe, expect, it } from 'vitest'
import { BLURRED_BELOW, greyOf, issueOf, measure, SMALL_SIDE, type Grey, type QualityIssue } from './quality'

const WIDTH = 240
const HEIGHT = 180
const LARGE = 4000

function grey(at: (x: number, y: number) => number): Grey {
  const luma = new Uint8Array(WIDTH * HEIGHT)
  for (let y = 0; y < HEIGHT; y += 1) for (let x = 0; x < WIDTH; x += 1) luma[y * WIDTH + x] = at(x, y)
  return { luma, width: WIDTH, height: HEIGHT }
}

/** Every pixel becomes the mean of its surroundings, `times` over: three make nearly a Gaussian. */
function blurred(sharp: Grey, radius: number, times = 3): Grey {
  const { luma, width, height } = sharp
  const next = grey((x, y) => {
    let sum = 0
    let count = 0
    for (let dy = -radius; dy <= radius; dy += 1)
      for (let dx = -radius; dx <= radius; dx += 1) {
        if (x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height) continue
        sum += luma[(y + dy) * width + x + dx] as number
        count += 1
      }
    return sum / count
  })
  return times > 1 ? blurred(next, radius, times - 1) : next
}

const board = grey((x, y) => (((x >> 5) + (y >> 5)) % 2 === 0 ? 60 : 190))
const said = (picture: Grey, side = LARGE): QualityIssue | null => issueOf(measure(picture), side)

describe('sharpness', () => {
  it('nothing is said of a sharp checkerboard', () => {
    expect(measure(board).sharpness).toBeGreaterThan(20 * BLURRED_BELOW)
    expect(said(board)).toBeNull()
  })

  it('a checkerboard is blurred when its edges are wide and soft', () => {
    expect(said(blurred(board, 4))).toBe('blurred')
  })

  it('falls with every further blur', () => {
    const found = [0, 1, 2, 3, 4].map(
      (radius) => measure(radius === 0 ? board : blurred(board, radius)).sharpness,
    )
    expect(found).toEqual([...found].sort((a, b) => b - a))
    expect(new Set(found).size).toBe(found.length)
  })

  it('a sharp subject before a soft background is no blurred picture', () => {
    const soft = blurred(board, 4)
    const subject = grey((x, y) => {
      const inside = x > 90 && x < 150 && y > 60 && y < 120
      return (inside ? board : soft).luma[y * WIDTH + x] as number
    })
    expect(said(subject)).toBeNull()
  })

  it('a blank wall is not called blurred', () => {
    expect(said(grey((x) => 150 + x / 60))).toBeNull()
  })
})

describe('light', () => {
  it('a dark frame is dark, whether it has structure or not', () => {
    expect(said(grey(() => 12))).toBe('dark')
    expect(said(grey((x, y) => (board.luma[y * WIDTH + x] as number) / 6))).toBe('dark')
  })

  it('a picture of which only a lamp is seen is dark', () => {
    expect(said(grey((x) => (x < 60 ? 250 : 5)))).toBe('dark')
  })

  it('a dim picture that can be read is not dark', () => {
    expect(said(grey((x, y) => (board.luma[y * WIDTH + x] as number) / 2))).toBeNull()
  })

  it('a picture whose larger part lost what was there is too bright', () => {
    expect(said(grey((x) => (x < 140 ? 255 : 120)))).toBe('bright')
  })

  it('a sheet of white paper is not too bright', () => {
    expect(said(grey((x, y) => (x % 12 < 2 && y % 16 < 8 ? 40 : 245)))).toBeNull()
  })

  it('of a dark and blurred picture only the dark is said', () => {
    const dark = blurred(
      grey((x, y) => (board.luma[y * WIDTH + x] as number) / 6),
      4,
    )
    expect(said(dark)).toBe('dark')
  })
})

it('a sharp picture of few pixels is small', () => {
  expect([said(board, SMALL_SIDE - 1), said(board, SMALL_SIDE)]).toEqual(['small', null])
})

it('luma weighs green most and blue least', () => {
  const rgba = new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255])
  expect([...greyOf(rgba, 4, 1).luma]).toEqual([76, 149, 29, 255])
})
