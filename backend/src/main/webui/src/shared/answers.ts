import { i18n, localText } from '@/i18n'
import { roundDecimal } from './format'
import type { Item } from '@/checklist/document'

const t = (key: string, values: Record<string, unknown> = {}): string => i18n.global.t(key, values)

function isNa(value: unknown): value is { na: true; reason?: string } {
  return typeof value === 'object' && value !== null && (value as { na?: unknown }).na === true
}

function option(item: Item, id: unknown): string {
  const found = item.options?.find((candidate) => candidate.id === id)
  return found ? localText(found.text) : String(id)
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return minutes === 0
    ? t('answer.seconds', { n: seconds })
    : t('answer.minutes', { n: minutes, s: seconds % 60 })
}

/** An answer in words, as the person who gave it would say it. */
export function answerText(item: Item, value: unknown): string {
  if (value === null || value === undefined) return t('answer.none')
  if (isNa(value)) return value.reason ? t('answer.naBecause', { reason: value.reason }) : t('answer.na')
  switch (item.type) {
    case 'YES_NO':
      return value === 'YES' ? t('answer.yes') : t('answer.no')
    case 'SINGLE':
      return option(item, value)
    case 'MULTIPLE':
      return Array.isArray(value)
        ? value.map((id) => option(item, id)).join(t('answer.comma'))
        : String(value)
    case 'RATING':
      return item.scale ? t('answer.rating', { n: String(value), max: item.scale.max }) : String(value)
    case 'NUMBER':
      return `${String(value)} ${localText(item.number?.unit)}`.trim()
    case 'DURATION':
      return duration(Number(value))
    case 'LOCATION': {
      const at = value as { lat?: string; lon?: string }
      return `${at.lat ?? ''}, ${at.lon ?? ''}`
    }
    case 'DATE_TIME':
      return String(value).replace('T', ' ')
    case 'TEXT':
    case 'PHOTO':
    case 'SIGNATURE':
      return String(value)
  }
}

/** Points lost on an item: possible − earned, as text; null when nothing was lost. */
export function pointsLost(earned: string | null, possible: string | null): string | null {
  if (earned === null || possible === null) return null
  const lost = Number(possible) - Number(earned)
  if (lost <= 0) return null
  return roundDecimal(lost.toFixed(2), 2).replace(/\.?0+$/, '')
}
