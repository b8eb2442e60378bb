import { useI18n } from 'vue-i18n'
import { useSession } from '@/session/store'
import * as format from '@/shared/format'

/** Dates and times in the organisation's zone and the current language. */
export function useZone() {
  const session = useSession()
  const { locale } = useI18n()
  const zone = () => session.me?.organisation.timeZone ?? 'Asia/Shanghai'
  return {
    day: (text: string) => (locale.value ? format.day(text) : ''),
    month: (text: string) => (locale.value ? format.month(text) : ''),
    moment: (instant: string) => (locale.value ? format.moment(instant, zone()) : ''),
    ago: (instant: string) => (locale.value ? format.ago(instant, zone()) : ''),
    today: () => format.localParts(new Date(), zone()).date,
  }
}
