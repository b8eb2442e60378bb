/**
 * Message bundles by language and room. The common ones are in the first chunk; a room's are fetched with the room and
 * again when the language changes.
 */
import { createI18n, type LocaleMessageValue, type VueMessageType } from 'vue-i18n'
import type { Room } from '@/session/account'
import enCommon from './en/common.json'
import zhCommon from './zh-CN/common.json'

export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]

const KEY = 'plumbline.locale'
const bundles = import.meta.glob<Record<string, LocaleMessageValue<VueMessageType>>>(
  './*/{field,place,office}.json',
  {
    import: 'default',
  },
)
const loaded = new Set<Room>()

export function isLocale(text: string | null | undefined): text is Locale {
  return LOCALES.some((locale) => locale === text)
}

function startLocale(): Locale {
  const stored = localStorage.getItem(KEY)
  if (isLocale(stored)) return stored
  return navigator.language.startsWith('zh') || !navigator.language ? 'zh-CN' : 'en'
}

export const i18n = createI18n<false>({
  legacy: false,
  locale: startLocale(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCommon, en: enCommon },
})

export function currentLocale(): Locale {
  return i18n.global.locale.value as Locale
}

async function loadBundle(room: Room, locale: Locale): Promise<void> {
  const load = bundles[`./${locale}/${room}.json`]
  if (load) i18n.global.mergeLocaleMessage(locale, { [room]: await load() })
}

export async function loadRoomMessages(room: Room): Promise<void> {
  if (loaded.has(room)) return
  // Both languages at once: they are small, and switching must work without a network.
  await Promise.all(LOCALES.map((locale) => loadBundle(room, locale)))
  loaded.add(room)
}

export function chooseLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale)
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}

/** Bilingual text of a document: the current language, else Chinese. */
export type LocalText = Partial<Record<Locale, string>>

export function localText(text: LocalText | string | null | undefined): string {
  if (typeof text === 'string') return text
  return text?.[currentLocale()] ?? text?.['zh-CN'] ?? ''
}
