import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Me, roomsOf } from './account'
import { readEntries } from './entries'
import { useSession } from './store'

const fetching = vi.fn<typeof fetch>()

const me = (id: string): Me => ({
  id,
  signInName: id,
  displayName: id.toUpperCase(),
  roles: ['INSPECTOR'],
  locale: 'zh-CN',
  organisation: { id: 'o', name: 'O', timeZone: 'Asia/Shanghai' },
  unit: null,
  staff: null,
})

const signedIn = (id: string, refreshToken: string) =>
  new Response(JSON.stringify({ accessToken: `a-${id}`, expiresIn: 900, refreshToken, account: me(id) }), {
    headers: { 'Content-Type': 'application/json' },
  })

const storedToken = (id: string) =>
  readEntries().entries.find((entry) => entry.account.id === id)?.refreshToken

beforeEach(() => {
  vi.resetAllMocks()
  vi.stubGlobal('fetch', fetching)
  localStorage.clear()
  sessionStorage.clear()
  setActivePinia(createPinia())
})

async function signInAs(id: string, token: string) {
  fetching.mockResolvedValueOnce(signedIn(id, token))
  const session = useSession()
  await session.signIn(id, 'secret')
  return session
}

describe('the session', () => {
  it('is there again after a reload without a network', async () => {
    await signInAs('li', 'r1')
    setActivePinia(createPinia())
    const reloaded = useSession()
    expect(reloaded.state).toBe('in')
    expect(reloaded.me?.displayName).toBe('LI')
    fetching.mockRejectedValueOnce(new TypeError('no network'))
    expect(await reloaded.renew()).toBe('offline')
    expect(reloaded.state).toBe('in')
    expect(storedToken('li')).toBe('r1')
  })

  it('does not renew for a reload, whose answer could be lost with the page', async () => {
    await signInAs('li', 'r1')
    setActivePinia(createPinia())
    expect(useSession().accessToken()).toBe('a-li')
  })

  it('never hands one person the token of another', async () => {
    const session = await signInAs('li', 'r1')
    await signInAs('wang', 'w1')
    session.switchTo('li')
    expect(session.accessToken()).toBeNull()
    setActivePinia(createPinia())
    expect(useSession().accessToken()).toBeNull()
  })

  it('keeps the new refresh token of every renewal', async () => {
    const session = await signInAs('li', 'r1')
    fetching.mockResolvedValueOnce(signedIn('li', 'r2'))
    expect(await session.renew()).toBe('renewed')
    expect(storedToken('li')).toBe('r2')
    expect(session.accessToken()).toBe('a-li')
  })

  it('uses the token another tab has renewed meanwhile', async () => {
    const session = await signInAs('li', 'r1')
    const entries = readEntries()
    localStorage.setItem(
      'plumbline.session.v1',
      JSON.stringify({ ...entries, entries: [{ account: me('li'), refreshToken: 'r7' }] }),
    )
    fetching.mockResolvedValueOnce(signedIn('li', 'r8'))
    await session.renew()
    expect(fetching.mock.lastCall?.[1]?.body).toBe('{"refreshToken":"r7"}')
  })

  it('asks to sign in again in place when the token is refused, and keeps the person', async () => {
    const session = await signInAs('li', 'r1')
    fetching.mockResolvedValueOnce(new Response('{"code":"unauthenticated"}', { status: 401 }))
    expect(await session.renew()).toBe('expired')
    expect(session.state).toBe('expired')
    expect(session.me?.id).toBe('li')
    const before = session.generation
    fetching.mockResolvedValueOnce(signedIn('li', 'r2'))
    await session.signIn('li', 'secret')
    expect(session.state).toBe('in')
    expect(session.generation).toBe(before + 1)
  })

  it('of one who came does not end when that of one who left is refused', async () => {
    const session = await signInAs('wang', 'w1')
    await signInAs('li', 'r1')
    fetching.mockImplementationOnce(() => {
      session.switchTo('wang')
      return Promise.resolve(new Response('{"code":"unauthenticated"}', { status: 401 }))
    })
    expect(await session.renew()).toBe('expired')
    expect(session.me?.id).toBe('wang')
    expect(session.state).toBe('in')
  })

  it('is not lost to a server in trouble', async () => {
    const session = await signInAs('li', 'r1')
    fetching.mockResolvedValueOnce(new Response('', { status: 503 }))
    expect(await session.renew()).toBe('offline')
    expect(session.state).toBe('in')
  })

  it('forgets the token but not the person at sign-out', async () => {
    const session = await signInAs('li', 'r1')
    await signInAs('wang', 'w1')
    fetching.mockResolvedValueOnce(new Response(null, { status: 204 }))
    await session.signOut()
    expect(session.state).toBe('out')
    expect(readEntries().entries.map((entry) => entry.account.id)).toEqual(['li', 'wang'])
    expect(storedToken('wang')).toBeNull()
    expect(session.switchTo('wang')).toBe(false)
    expect(session.switchTo('li')).toBe(true)
    expect(session.me?.id).toBe('li')
  })
})

describe('rooms', () => {
  it('follow the roles, the landing room first', () => {
    expect(roomsOf(['INSTALLER'])).toEqual(['field', 'place'])
    expect(roomsOf(['STORE_MANAGER'])).toEqual(['place'])
    expect(roomsOf(['REVIEWER', 'INSPECTOR'])).toEqual(['office', 'field'])
    expect(roomsOf([])).toEqual([])
  })
})
