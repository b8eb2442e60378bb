import type { Me } from './account'

/** What the device keeps about one person; `refreshToken` is null after they signed out. */
export interface SessionEntry {
  account: Me
  refreshToken: string | null
}

export interface Entries {
  current: string | null
  entries: SessionEntry[]
}

const KEY = 'plumbline.session.v1'

export function readEntries(): Entries {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (typeof parsed === 'object' && parsed !== null && Array.isArray((parsed as Entries).entries)) {
      return parsed as Entries
    }
  } catch {
    // An unreadable entry means signing in again; nothing else hangs on it.
  }
  return { current: null, entries: [] }
}

export function writeEntries(entries: Entries): void {
  localStorage.setItem(KEY, JSON.stringify(entries))
}

/** The short-lived token of this tab. */
export interface Access {
  account: string
  token: string
  until: number
}

const ACCESS_KEY = 'plumbline.access.v1'

/** The tab's token if it is this person's and still good. */
export function readAccess(account: string | null): Access | null {
  try {
    const access = JSON.parse(sessionStorage.getItem(ACCESS_KEY) ?? 'null') as Access | null
    return access !== null && access.account === account && access.until > Date.now() ? access : null
  } catch {
    return null
  }
}

export function writeAccess(access: Access | null): void {
  if (access === null) sessionStorage.removeItem(ACCESS_KEY)
  else sessionStorage.setItem(ACCESS_KEY, JSON.stringify(access))
}
