import { describe, expect, it } from 'vitest'
import { roomFor } from './storage'

const MB = 1024 * 1024
const level = (free: number, photo = MB) =>
  roomFor({ used: 1000 * MB, quota: 1000 * MB + free, persisted: true }, photo)

describe('room', () => {
  it('is said in photos as large as those taken here', () => {
    expect(level(220 * MB)).toEqual({ photos: 200, level: 'plenty' })
    expect(level(220 * MB, 4 * MB)).toEqual({ photos: 50, level: 'watch' })
  })

  it('is warned of while three visits fit, and seriously when one does not', () => {
    expect(level(110 * MB).level).toBe('plenty')
    expect(level(109 * MB).level).toBe('watch')
    expect(level(50 * MB).level).toBe('watch')
    expect(level(49 * MB).level).toBe('serious')
    expect(level(-5 * MB)).toEqual({ photos: 0, level: 'serious' })
  })
})
