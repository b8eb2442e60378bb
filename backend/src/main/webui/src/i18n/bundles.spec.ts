import { describe, expect, it } from 'vitest'
import { LOCALES } from './index'

const bundles = import.meta.glob<Record<string, unknown>>('./*/*.json', { import: 'default', eager: true })

function flatten(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[path, value]])
  const texts = new Map<string, string>()
  for (const [key, member] of Object.entries(value as Record<string, unknown>)) {
    for (const [at, text] of flatten(member, path === '' ? key : `${path}.${key}`)) texts.set(at, text)
  }
  return texts
}

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe.each(['common', 'field', 'place', 'office'])('the %s bundle', (room) => {
  const texts = LOCALES.map((locale) => flatten(bundles[`./${locale}/${room}.json`]))

  it('has the same keys in both languages', () => {
    const [chinese, english] = texts
    expect(chinese?.size).toBeGreaterThan(0)
    expect([...(english?.keys() ?? [])].sort()).toEqual([...(chinese?.keys() ?? [])].sort())
  })

  it('has no empty text and no exclamation mark', () => {
    for (const bundle of texts) {
      for (const [key, text] of bundle) {
        expect(text.trim(), key).not.toBe('')
        expect(text, key).not.toMatch(/[!！]/)
      }
    }
  })

  it('has the same placeholders in both languages, dates apart', () => {
    const [chinese, english] = texts
    for (const [key, text] of chinese ?? []) {
      if (!key.startsWith('date.'))
        expect(placeholders(english?.get(key) ?? ''), key).toEqual(placeholders(text))
    }
  })
})
