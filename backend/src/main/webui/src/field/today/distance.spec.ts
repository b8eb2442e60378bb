import { describe, expect, it } from 'vitest'
import { assignment } from '@/sync/testing/fixtures'
import { byDistance, distanceWords, metresBetween, placeOf } from './distance'
import { mapLink } from './mapLink'
import type { TodayCard } from './today'

const unit = { id: 'u', name: '石岐营业厅', type: 'STORE', address: '中山路 1 号' }
const at = (lat: number | null, lon: number | null) => ({ ...unit, lat, lon })

describe('distance', () => {
  it('is measured over the sphere', () => {
    expect(metresBetween({ lat: 0, lon: 0 }, { lat: 0, lon: 1 })).toBeCloseTo(111_195, -1)
    expect(metresBetween({ lat: 22.5, lon: 113.4 }, { lat: 22.5, lon: 113.4 })).toBe(0)
    expect(metresBetween({ lat: 0, lon: 0 }, { lat: 0, lon: 180 })).toBeCloseTo(Math.PI * 6_371_008.8, 0)
    expect(metresBetween({ lat: 22.5, lon: 179.9 }, { lat: 22.5, lon: -179.9 })).toBeLessThan(21_000)
  })

  it.each([
    [3, '10 m'],
    [84, '80 m'],
    [996, '1.0 km'],
    [1_234, '1.2 km'],
    [14_400, '14 km'],
  ])('%d m is told as %s', (metres, words) => expect(distanceWords(metres)).toBe(words))

  it('puts the nearest first, what was returned on top and what has no place last', () => {
    const card = (id: string, lat: number | null, state: TodayCard['state'] = 'todo') =>
      ({ assignment: assignment({ id, unit: at(lat, lat) }), state }) as TodayCard
    const cards = [card('none', null), card('far', 3), card('near', 1), card('back', 9, 'returned')]
    const ids = byDistance(cards, { lat: 0, lon: 0 }).map((each) => each.assignment.id)
    expect(ids).toEqual(['back', 'near', 'far', 'none'])
  })

  it('knows places that came as text, and none where there is half of one', () => {
    expect(placeOf({ ...unit, lat: '22.51', lon: '113.39' })).toEqual({ lat: 22.51, lon: 113.39 })
    expect(placeOf({ ...unit, lat: '22.51', lon: null })).toBeNull()
    expect(placeOf({ ...unit, lat: 'x', lon: '1' })).toBeNull()
  })
})

describe('a map', () => {
  const here = at(22.51, 113.39)

  it('is the one that is installed on Android, which may work without a network', () => {
    expect(mapLink(here, 'zh-CN', 'Linux; Android 14')).toBe(
      `geo:22.51,113.39?q=22.51,113.39(${encodeURIComponent('石岐营业厅')})`,
    )
    expect(mapLink(unit, 'zh-CN', 'Android')).toBe(`geo:0,0?q=${encodeURIComponent('中山路 1 号')}`)
  })

  it('is told which coordinates it gets', () => {
    expect(mapLink(here, 'zh-CN', 'iPhone')).toContain('position=113.39,22.51')
    expect(mapLink(here, 'zh-CN', 'iPhone')).toContain('coordinate=wgs84')
    expect(mapLink(here, 'en', 'iPhone')).toContain('mlat=22.51&mlon=113.39')
  })

  it('searches for the address where there are no coordinates, and is not offered without any', () => {
    expect(mapLink(unit, 'zh-CN', 'iPhone')).toContain(encodeURIComponent('中山路 1 号'))
    expect(mapLink({ ...unit, address: null }, 'zh-CN', 'iPhone')).toBeNull()
  })
})
