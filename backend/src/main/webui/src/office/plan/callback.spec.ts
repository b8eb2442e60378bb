import { describe, expect, it } from 'vitest'
import { eventOf, noCallback } from './callback'

describe('the service event of a callback', () => {
  it('carries only what is known', () => {
    expect(
      eventOf({ ...noCallback(), number: ' ZW-1 ', finishedOn: '2026-11-20', subjectStaff: 'x' }),
    ).toEqual({
      number: 'ZW-1',
      finishedOn: '2026-11-20',
    })
  })

  it('is absent when nothing is known', () => {
    expect(eventOf({ ...noCallback(), customer: '  ' })).toBeNull()
  })
})
