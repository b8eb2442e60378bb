import { describe, expect, it } from 'vitest'
import { laterTimes } from './later'

describe('times to call again', () => {
  it('are the next four parts of days, at an hour of the organisation', () => {
    // 09:30 in Shanghai.
    expect(laterTimes(new Date('2026-11-23T01:30:00Z'), 'Asia/Shanghai')).toEqual([
      { part: 'NOON', day: 0, at: '2026-11-23T04:00:00.000Z' },
      { part: 'AFTERNOON', day: 0, at: '2026-11-23T07:00:00.000Z' },
      { part: 'EVENING', day: 0, at: '2026-11-23T11:00:00.000Z' },
      { part: 'MORNING', day: 1, at: '2026-11-24T02:00:00.000Z' },
    ])
  })

  it('are of tomorrow in the evening, also where the day of the zone is another than UTC’s', () => {
    // 07:30 on the 24th in Shanghai, the 23rd in UTC; 18:30 on the 23rd in New York.
    const now = new Date('2026-11-23T23:30:00Z')
    expect(laterTimes(now, 'Asia/Shanghai')[0]).toEqual({
      part: 'NOON',
      day: 0,
      at: '2026-11-24T04:00:00.000Z',
    })
    expect(laterTimes(now, 'America/New_York')[0]).toEqual({
      part: 'MORNING',
      day: 1,
      at: '2026-11-24T15:00:00.000Z',
    })
  })
})
