import { beforeEach, describe, expect, it } from 'vitest'
import { chooseLocale } from '@/i18n'
import * as format from './format'

const ZONE = 'Asia/Shanghai'

beforeEach(() => chooseLocale('zh-CN'))

describe('roundDecimal', () => {
  it.each([
    ['87.50', 1, '87.5'],
    ['87.25', 1, '87.3'],
    ['87.24', 1, '87.2'],
    ['1.005', 2, '1.01'],
    ['99.95', 1, '100.0'],
    ['0.04', 1, '0.0'],
    ['-0.04', 1, '0.0'],
    ['-0.05', 1, '-0.1'],
    ['100', 2, '100.00'],
    ['12.5', 0, '13'],
  ])('writes %s with %i decimals as %s', (text, digits, expected) => {
    expect(format.roundDecimal(text, digits)).toBe(expected)
  })
})

describe('scores', () => {
  it('shows a dash when nothing was scored', () => {
    expect(format.score(null)).toBe('—')
  })

  it('gives the change with its sign, and none when it shows as zero', () => {
    expect(format.scoreChange('88.20', '87.10')).toBe('+1.1')
    expect(format.scoreChange('87.10', '88.20')).toBe('−1.1')
    expect(format.scoreChange('87.12', '87.10')).toBeNull()
    expect(format.scoreChange('87.12', null)).toBeNull()
  })
})

describe('movement', () => {
  it('is said in words in both languages', () => {
    expect(format.movementWords(3)).toBe('上升 3 位')
    expect(format.movementWords(-2)).toBe('下降 2 位')
    expect(format.movementWords(0)).toBe('与上月持平')
    expect(format.movementWords(null)).toBe('上月未排名')
    chooseLocale('en')
    expect(format.movementWords(3)).toBe('Up 3')
  })
})

describe('times', () => {
  const now = new Date('2026-11-22T04:00:00Z')

  it('are written in the zone of the organisation', () => {
    expect(format.moment('2026-11-21T17:05:00Z', ZONE, now)).toBe('11月22日 01:05')
    chooseLocale('en')
    expect(format.moment('2026-11-21T17:05:00Z', ZONE, now)).toBe('22 Nov 01:05')
  })

  it('carry the year when it is another one', () => {
    expect(format.day('2025-03-01', now)).toBe('2025年3月1日')
  })

  it('are relative up to a day, then a date', () => {
    expect(format.ago('2026-11-22T03:59:40Z', ZONE, now)).toBe('刚刚')
    expect(format.ago('2026-11-22T03:15:00Z', ZONE, now)).toBe('45 分钟前')
    expect(format.ago('2026-11-21T05:00:00Z', ZONE, now)).toBe('23 小时前')
    expect(format.ago('2026-11-21T03:00:00Z', ZONE, now)).toBe('11月21日 11:00')
  })

  it('moves months over the end of a year', () => {
    expect(format.shiftMonth('2026-01', -1)).toBe('2025-12')
    expect(format.shiftMonth('2025-11', 2)).toBe('2026-01')
    expect(format.month('2026-01')).toBe('2026年1月')
  })
})
