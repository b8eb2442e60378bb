/** Values, times and sizes in the person's words. */
import { useI18n } from 'vue-i18n'
import { isNotApplicable, type AnswerValue, type Item, type Text } from '@/checklist/document'
import { localText } from '@/i18n'
import { day as shortDay } from '@/shared/format'

export interface Words {
  text: (text: Text | string | undefined | null) => string
  value: (item: Item, value: AnswerValue) => string
  time: (at: string | number | null | undefined) => string
  day: (date: string | null | undefined) => string
  size: (bytes: number) => string
  span: (minutes: number) => string
}

const two = (number: number): string => String(number).padStart(2, '0')

export function useWords(): Words {
  const { t } = useI18n()

  const day = (date: string | null | undefined): string => (date ? shortDay(date) : '')

  function time(at: string | number | null | undefined): string {
    if (at === null || at === undefined) return ''
    const date = new Date(at)
    const clock = `${two(date.getHours())}:${two(date.getMinutes())}`
    if (date.toDateString() === new Date().toDateString()) return clock
    return `${day(`${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`)} ${clock}`
  }

  function value(item: Item, answer: AnswerValue): string {
    if (answer === null) return t('field.value.cleared')
    if (isNotApplicable(answer)) {
      return answer.reason ? t('field.value.naReason', { reason: answer.reason }) : t('field.value.na')
    }
    const option = (id: string): string => localText(item.options?.find((each) => each.id === id)?.text) || id
    switch (item.type) {
      case 'YES_NO':
        return answer === 'YES' ? t('field.value.yes') : t('field.value.no')
      case 'SINGLE':
        return option(String(answer))
      case 'MULTIPLE':
        return Array.isArray(answer) ? answer.map(option).join(t('field.value.separator')) : ''
      case 'NUMBER':
        return `${String(answer)} ${localText(item.number?.unit)}`.trim()
      case 'DURATION': {
        const seconds = Number(answer)
        return t('field.value.duration', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
      }
      case 'LOCATION':
        return typeof answer === 'object' && 'lat' in answer ? `${answer.lat}, ${answer.lon}` : ''
      case 'DATE_TIME':
        return String(answer).replace('T', ' ')
      default:
        return String(answer)
    }
  }

  function size(bytes: number): string {
    if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`
    const megabytes = bytes / 1024 / 1024
    return megabytes < 1024 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1024).toFixed(1)} GB`
  }

  /** How long, in the unit a person would say it in. */
  function span(minutes: number): string {
    if (minutes < 120) return t('field.span.minutes', { n: minutes })
    const hours = Math.round(minutes / 60)
    return hours < 48
      ? t('field.span.hours', { n: hours })
      : t('field.span.days', { n: Math.round(hours / 24) })
  }

  return { text: (each) => localText(each), value, time, day, size, span }
}

/** Days from today until a date, by the organisation's calendar; negative when it has passed. */
export function daysUntil(date: string, timeZone: string): number {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date())
  return Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000)
}
