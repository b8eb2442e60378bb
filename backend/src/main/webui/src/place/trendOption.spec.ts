import { describe, expect, it } from 'vitest'
import { placeAxis, scoreFloor, trendOption, type TrendRow } from './trendOption'

const row = (score: number | null, place: number | null = 3): TrendRow => ({
  label: '',
  long: '2026年10月',
  place,
  of: 58,
  score,
  shown: score === null ? '—' : score.toFixed(1),
})
const words = {
  place: '名次',
  score: '得分',
  ofText: (place: number, of: number | null) => `${place}/${of ?? ''}`,
}
const colours = {
  ink: '#000',
  quiet: '#000',
  hairline: '#000',
  surface: '#fff',
  place: '#000',
  score: '#000',
  font: 'x',
}

describe('the score axis', () => {
  it('begins at a round ten below the worst month, so that one point is no cliff', () => {
    expect(scoreFloor([row(88.4), row(91)])).toBe(80)
    expect(scoreFloor([row(84.9), row(91)])).toBe(70)
    expect(scoreFloor([row(3)])).toBe(0)
    expect(scoreFloor([row(null)])).toBe(0)
  })
})

describe('the place axis', () => {
  it('names every place of a short board and skips evenly on a long one', () => {
    expect(placeAxis([row(90, 2), row(90, null)])).toEqual({ min: 1, max: 5, interval: 1 })
    expect(placeAxis([row(90, 58)])).toEqual({ min: 1, max: 60, interval: 20 })
  })
})

describe('the trend', () => {
  it('puts the first place on top and leaves a gap for a month without one', () => {
    const option = trendOption([row(80, 12), row(null, null), row(82, 9)], words, colours)
    const axes = option.yAxis as { inverse: boolean; max: number }[]
    expect(axes.map((axis) => axis.inverse)).toEqual([true, false])
    expect(axes[0]?.max).toBe(12)
    const places = (option.series as { data: { value: unknown }[]; connectNulls: boolean }[])[0]
    expect(places?.data.map((each) => each.value)).toEqual([12, '-', 9])
    expect(places?.connectNulls).toBe(false)
  })
})
