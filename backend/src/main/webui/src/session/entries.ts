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
