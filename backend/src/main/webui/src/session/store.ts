/**
 * The person at the device. Several people may share one tablet: each keeps an entry of their own, and signing out
 * removes only the entry's token, never the entry, because unsent work hangs on the account id.
 *
 * The refresh token rotates at every use and the server revokes the family when an old one comes back, so a renewal
 * holds a lock across tabs and reads the stored token inside it. The access token is kept for the tab, so that a reload
 * does not renew: a renewal whose answer is lost, because the page went away, would cost the person their session.
 */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api, type Renewal } from '@/api/client'
import { OfflineError, ProblemError } from '@/api/problem'
import { type Me, type Room, roomsOf } from './account'
import { type Access, readAccess, readEntries, type SessionEntry, writeAccess, writeEntries } from './entries'
import { forgetWiped } from './wiped'

export interface SignedIn {
  accessToken: string
  expiresIn: number
  refreshToken: string
  account: Me
}

export type SessionState = 'out' | 'in' | 'expired'

const EARLY_MS = 30_000

async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  // Absent outside secure contexts, against what the type says.
  const locks = navigator.locks as LockManager | null | undefined
  if (!locks) return work()
  return await locks.request('plumbline.session', work)
}

export const useSession = defineStore('session', () => {
  const stored = readEntries()
  const entries = ref<SessionEntry[]>(stored.entries)
  const currentId = ref<string | null>(stored.current)
  const state = ref<SessionState>(initialState())
  /** Grows with every sign-in, so that pages which failed with an expired session load again by themselves. */
  const generation = ref(0)
  let access: Access | null = readAccess(stored.current)

  const current = computed(() => entries.value.find((entry) => entry.account.id === currentId.value) ?? null)
  const me = computed<Me | null>(() => current.value?.account ?? null)
  const rooms = computed<Room[]>(() => roomsOf(me.value?.roles ?? []))

  function initialState(): SessionState {
    const entry = stored.entries.find((candidate) => candidate.account.id === stored.current)
    if (!entry) return 'out'
    return entry.refreshToken === null ? 'out' : 'in'
  }

  function accessToken(): string | null {
    return access !== null && access.until > Date.now() ? access.token : null
  }

  function keepAccess(next: Access | null): void {
    access = next
    writeAccess(next)
  }

  function save(): void {
    writeEntries({ current: currentId.value, entries: entries.value })
  }

  function keep(signedIn: SignedIn): void {
    const entry: SessionEntry = { account: signedIn.account, refreshToken: signedIn.refreshToken }
    // Another tab may have added people meanwhile; only this person's entry is ours to change.
    entries.value = [...readEntries().entries.filter((other) => other.account.id !== entry.account.id), entry]
    save()
  }

  function accept(signedIn: SignedIn): void {
    currentId.value = signedIn.account.id
    keepAccess({
      account: signedIn.account.id,
      token: signedIn.accessToken,
      until: Date.now() + signedIn.expiresIn * 1000 - EARLY_MS,
    })
    state.value = 'in'
    keep(signedIn)
  }

  /** The person at the device from now on, let in by something else than a password. */
  function enter(signedIn: SignedIn): void {
    forgetWiped()
    accept(signedIn)
    generation.value += 1
  }

  async function signIn(signInName: string, password: string): Promise<Me> {
    const signedIn = await api.post<SignedIn>('/auth/sign-in', {
      json: { signInName, password },
      anonymous: true,
    })
    enter(signedIn)
    return signedIn.account
  }

  function renew(): Promise<Renewal> {
    return exclusively(async () => {
      const id = currentId.value
      const token = readEntries().entries.find((entry) => entry.account.id === id)?.refreshToken ?? null
      if (id === null || token === null) return expire()
      try {
        const renewed = await api.post<SignedIn>('/auth/refresh', {
          json: { refreshToken: token },
          anonymous: true,
        })
        // The person may have changed meanwhile; the new token is kept for the one it belongs to.
        if (currentId.value === id) accept(renewed)
        else keep(renewed)
        return 'renewed'
      } catch (error) {
        // What ran out is the session of the one who asked, who may have left the tablet meanwhile.
        if (error instanceof ProblemError && (error.status === 401 || error.status === 403))
          return currentId.value === id ? expire() : 'expired'
        // A server in trouble is not a reason to send anyone back to the sign-in page.
        if (error instanceof OfflineError || error instanceof ProblemError) return 'offline'
        throw error
      }
    })
  }

  function expire(): Renewal {
    keepAccess(null)
    if (state.value === 'in') state.value = 'expired'
    return 'expired'
  }

  /** Changes the person at the device; the caller asks for a password when no token is kept for them. */
  function switchTo(accountId: string): boolean {
    const entry = entries.value.find((candidate) => candidate.account.id === accountId)
    if (!entry || entry.refreshToken === null) return false
    currentId.value = accountId
    keepAccess(null)
    state.value = 'in'
    generation.value += 1
    save()
    return true
  }

  /** Makes room for somebody else: who comes back does so by their PIN or password, and is still signed in. */
  function leave(): void {
    currentId.value = null
    keepAccess(null)
    state.value = 'out'
    save()
  }

  /** Forgets the token, not the person: what they have not sent yet stays on the device. */
  async function signOut(): Promise<void> {
    const token = current.value?.refreshToken ?? null
    const id = currentId.value
    entries.value = entries.value.map((entry) =>
      entry.account.id === id ? { ...entry, refreshToken: null } : entry,
    )
    currentId.value = null
    keepAccess(null)
    state.value = 'out'
    save()
    if (token !== null) {
      await api
        .post('/auth/sign-out', { json: { refreshToken: token }, anonymous: true })
        .catch(() => undefined)
    }
  }

  /**
   * The refresh token names the session that goes on; all others end. A token that was rotated meanwhile still names
   * it.
   */
  async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
    const refreshToken =
      readEntries().entries.find((entry) => entry.account.id === currentId.value)?.refreshToken ?? null
    await api.post('/me/password', { json: { currentPassword, newPassword, refreshToken } })
  }

  return {
    entries,
    me,
    rooms,
    state,
    generation,
    accessToken,
    renew,
    signIn,
    enter,
    signOut,
    leave,
    switchTo,
    changePassword,
  }
})
