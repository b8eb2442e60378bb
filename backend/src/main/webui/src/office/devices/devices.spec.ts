import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import type { Device } from './api'
import { clockText, enrolmentAddress, pathOf } from './qr'
import { fullnessOf, stateOf } from './state'

const NOW = Date.parse('2026-11-22T08:00:00Z')

const device = (change: Partial<Device> = {}): Device => ({
  ...{ id: 'd', name: 'iPad Safari', platform: 'web', appVersion: '0.1.0' },
  ...{ enrolledBy: 'a', enrolledByName: '陈晓', enrolledAt: '2026-11-01T00:00:00Z', keyed: true },
  ...{ incarnations: 1, rows: 0, held: 0, parked: 0, lastSeenAt: '2026-11-22T07:00:00Z' },
  ...{ revokedAt: null, revokedByName: null, revokedReason: null },
  ...{ wipeAskedAt: null, wipeAskedByName: null, wipedAt: null },
  ...change,
})

describe('the state of a device', () => {
  it('is quiet after seven days without a word, counted from its enrolment when there was none', () => {
    expect(stateOf(device(), NOW)).toBe('active')
    expect(stateOf(device({ lastSeenAt: '2026-11-15T08:00:01Z' }), NOW)).toBe('active')
    expect(stateOf(device({ lastSeenAt: '2026-11-15T07:59:59Z' }), NOW)).toBe('quiet')
    expect(stateOf(device({ lastSeenAt: null }), NOW)).toBe('quiet')
  })

  it('says what the office did to it before anything else', () => {
    const revokedAt = '2026-11-22T07:30:00Z'
    const wipeAskedAt = '2026-11-22T07:31:00Z'
    expect(stateOf(device({ revokedAt, lastSeenAt: null }), NOW)).toBe('revoked')
    expect(stateOf(device({ revokedAt, wipeAskedAt }), NOW)).toBe('wiping')
    expect(stateOf(device({ revokedAt, wipeAskedAt, wipedAt: wipeAskedAt }), NOW)).toBe('wiped')
  })
})

it('warns of a device from the first row of each limit on', () => {
  expect([9_999, 10_000, 19_999, 20_000].map((rows) => fullnessOf(rows, 10_000, 20_000))).toEqual([
    'room',
    'near',
    'near',
    'full',
  ])
})

describe('the QR code', () => {
  it('leads to the enrolment page with the code where no request carries it', () => {
    const address = new URL(enrolmentAddress('https://plumb.example', 'K7QM-4XTR-9WP0'))
    expect(address.pathname + address.search).toBe('/enrol')
    expect(address.hash).toBe('#K7QM-4XTR-9WP0')
  })

  it('is drawn module by module', () => {
    expect(pathOf([[true, true, false, true], [false, false, false, false], [true]])).toBe(
      'M0 0h2v1h-2zM3 0h1v1h-1zM0 2h1v1h-1z',
    )
    const code = encode('https://plumb.example/enrol#K7QM-4XTR-9WP0', { ecc: 'M', border: 4 })
    const dark = code.data.flat().filter(Boolean).length
    const drawn = [...pathOf(code.data).matchAll(/h(\d+)v/g)].reduce((sum, run) => sum + Number(run[1]), 0)
    expect(drawn).toBe(dark)
    expect(code.data.slice(0, 4).flat().some(Boolean)).toBe(false)
  })

  it('counts down in minutes and seconds and stops at nothing', () => {
    expect([900, 61.2, 59, 0.4, 0, -5].map(clockText)).toEqual([
      '15:00',
      '1:02',
      '0:59',
      '0:01',
      '0:00',
      '0:00',
    ])
  })
})
