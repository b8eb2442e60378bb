/**
 * Light and dark follow the system unless the person chose one. Vant and Element Plus switch on a class of their own,
 * which is kept in step here.
 */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'plumbline.theme'
const darkQuery = () => window.matchMedia('(prefers-color-scheme: dark)')

export function chosenTheme(): Theme {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function isDark(): boolean {
  const theme = chosenTheme()
  return theme === 'dark' || (theme === 'system' && darkQuery().matches)
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  apply()
}

export function startTheme(): void {
  apply()
  darkQuery().addEventListener('change', apply)
}

function apply(): void {
  const root = document.documentElement
  const theme = chosenTheme()
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
  root.classList.toggle('van-theme-dark', isDark())
  root.classList.toggle('dark', isDark())
}
