import { beforeEach, describe, expect, it } from 'vitest'
import { chooseLocale } from '@/i18n'
import { answerText, pointsLost } from './answers'
import type { Item } from '@/checklist/document'

const item = (rest: Partial<Item>): Item => ({
  id: 'x',
  type: 'YES_NO',
  text: { 'zh-CN': '题' },
  ...rest,
})

beforeEach(() => chooseLocale('zh-CN'))

describe('an answer in words', () => {
  const options = [
    { id: 'a', text: { 'zh-CN': '套餐', en: 'Plan' } },
    { id: 'b', text: { 'zh-CN': '合约期' } },
  ]

  it.each([
    [item({}), 'NO', '否'],
    [item({}), null, '未作答'],
    [item({}), { na: true, reason: '停业装修' }, '不适用：停业装修'],
    [item({ type: 'SINGLE', options }), 'b', '合约期'],
    [item({ type: 'MULTIPLE', options }), ['a', 'b'], '套餐、合约期'],
    [item({ type: 'RATING', scale: { min: 1, max: 5 } }), 4, '4 分（满分 5 分）'],
    [item({ type: 'NUMBER', number: { unit: { 'zh-CN': '分钟' } } }), '12.5', '12.5 分钟'],
    [item({ type: 'DURATION' }), 95, '1 分 35 秒'],
    [item({ type: 'DATE_TIME' }), '2026-11-22T10:42', '2026-11-22 10:42'],
  ])('is what the person would say: %#', (of, value, expected) => {
    expect(answerText(of, value)).toBe(expected)
  })

  it('shows the id of an option the checklist does not know', () => {
    expect(answerText(item({ type: 'SINGLE', options }), 'zz')).toBe('zz')
  })

  it('falls back to Chinese when there is no English text', () => {
    chooseLocale('en')
    expect(answerText(item({ type: 'MULTIPLE', options }), ['a', 'b'])).toBe('Plan, 合约期')
  })
})

describe('points lost', () => {
  it('is possible less earned, without idle zeros, and nothing when all were earned', () => {
    expect(pointsLost('7.5', '10')).toBe('2.5')
    expect(pointsLost('0', '5')).toBe('5')
    expect(pointsLost('10', '10')).toBeNull()
    expect(pointsLost(null, null)).toBeNull()
  })
})
