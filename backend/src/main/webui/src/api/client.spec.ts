import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api, send, useTokens, type Renewal } from './client'
import { OfflineError, ProblemError, retryAfterOf, SessionExpiredError } from './problem'

const fetching = vi.fn<typeof fetch>()
const renew = vi.fn<() => Promise<Renewal>>()
let token: string | null

const answer = (status: number, body: unknown, type = 'application/json') =>
  new Response(body === null ? null : JSON.stringify(body), { status, headers: { 'Content-Type': type } })
const problem = (status: number, code: string) =>
  answer(status, { status, code, title: code, extra: [1] }, 'application/problem+json')
const sentToken = (call: number) =>
  (fetching.mock.calls[call]?.[1]?.headers as Headers | undefined)?.get('Authorization')

beforeEach(() => {
  vi.resetAllMocks()
  vi.stubGlobal('fetch', fetching)
  token = 'first'
  useTokens({ accessToken: () => token, renew })
  renew.mockImplementation(() => {
    token = 'second'
    return Promise.resolve('renewed')
  })
})

describe('the client', () => {
  it('sends the bearer token and reads JSON', async () => {
    fetching.mockResolvedValueOnce(answer(200, { id: 'x' }))
    expect(await api.get<{ id: string }>('/me', { query: { a: 1, b: null } })).toEqual({ id: 'x' })
    expect(fetching.mock.calls[0]?.[0]).toBe('/api/me?a=1')
    expect(sentToken(0)).toBe('Bearer first')
  })

  it('renews once and sends the same body again after 401', async () => {
    fetching.mockResolvedValueOnce(problem(401, 'unauthenticated')).mockResolvedValueOnce(answer(200, {}))
    await api.post('/visits', { json: { answers: 3 } })
    expect(renew).toHaveBeenCalledTimes(1)
    expect(sentToken(1)).toBe('Bearer second')
    expect(fetching.mock.calls[1]?.[1]?.body).toBe('{"answers":3}')
  })

  it('shares one renewal among requests that fail together', async () => {
    fetching.mockImplementation((_address, init) =>
      Promise.resolve(
        (init?.headers as Headers).get('Authorization') === 'Bearer first'
          ? problem(401, 'unauthenticated')
          : answer(200, {}),
      ),
    )
    await Promise.all([api.get('/a'), api.get('/b'), api.get('/c')])
    expect(renew).toHaveBeenCalledTimes(1)
  })

  it('does not take one person’s renewal for another’s', async () => {
    let owner = 'li'
    let refuse: (renewal: Renewal) => void = () => undefined
    const refused = new Promise<Renewal>((resolve) => (refuse = resolve))
    useTokens({ owner: () => owner, accessToken: () => (owner === 'li' ? null : token), renew })
    renew.mockReturnValueOnce(refused)
    const first = api.get('/a')
    owner = 'wang'
    fetching.mockResolvedValueOnce(problem(401, 'unauthenticated')).mockResolvedValueOnce(answer(200, 1))
    expect(await api.get('/b')).toBe(1)
    refuse('expired')
    await expect(first).rejects.toBeInstanceOf(SessionExpiredError)
  })

  it('asks to sign in again when the renewal is refused', async () => {
    renew.mockResolvedValueOnce('expired')
    fetching.mockResolvedValueOnce(problem(401, 'unauthenticated'))
    await expect(api.get('/me')).rejects.toBeInstanceOf(SessionExpiredError)
    expect(fetching).toHaveBeenCalledTimes(1)
  })

  it('does not send anybody to sign in when it is the signature of the device that is refused', async () => {
    const refused = { status: 401, code: 'unauthenticated', reason: 'signature' }
    fetching.mockResolvedValueOnce(answer(401, refused, 'application/problem+json'))
    const error = await api.post('/sync/v1/session').catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ProblemError)
    expect(error).not.toBeInstanceOf(SessionExpiredError)
    expect(renew).not.toHaveBeenCalled()
  })

  it('is offline, not signed out, when the renewal does not reach the server', async () => {
    token = null
    renew.mockResolvedValueOnce('offline')
    await expect(api.get('/me')).rejects.toBeInstanceOf(OfflineError)
    expect(fetching).not.toHaveBeenCalled()
  })

  it('keeps the whole problem, its code and its body', async () => {
    fetching.mockResolvedValueOnce(problem(409, 'month-open'))
    const error = await api.post('/months').catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ProblemError)
    expect((error as ProblemError).code).toBe('month-open')
    expect((error as ProblemError).problem.extra).toEqual([1])
    expect(JSON.parse((error as ProblemError).body)).toMatchObject({ title: 'month-open' })
  })

  it('keeps a body that is not JSON', async () => {
    fetching.mockResolvedValueOnce(new Response('<h1>502</h1>', { status: 502 }))
    const error = await api.get('/me').catch((caught: unknown) => caught)
    expect((error as ProblemError).code).toBe('http-502')
    expect((error as ProblemError).body).toBe('<h1>502</h1>')
  })

  it('says offline when the network fails', async () => {
    fetching.mockRejectedValueOnce(new TypeError('failed to fetch'))
    await expect(api.get('/me')).rejects.toBeInstanceOf(OfflineError)
  })

  it('says how long to wait when the server does', async () => {
    fetching.mockResolvedValueOnce(new Response('', { status: 429, headers: { 'Retry-After': '60' } }))
    const error = await send('POST', '/auth/sign-in', { anonymous: true }).catch((caught: unknown) => caught)
    expect((error as ProblemError).retryAfterSeconds).toBe(60)
    expect(renew).not.toHaveBeenCalled()
  })

  it.each([
    ['Sun, 22 Nov 2026 02:43:30 GMT', 'Sun, 22 Nov 2026 02:42:00 GMT', 90],
    // The tablet's clock decides only when the server told no date of its own.
    ['Sun, 22 Nov 2026 02:43:30 GMT', null, 30],
    ['Sun, 22 Nov 2026 02:00:00 GMT', null, 0],
    ['soon', null, null],
  ])('reads a date as %s said at %s', (until, date, seconds) => {
    const headers = new Headers({ 'Retry-After': until, ...(date ? { Date: date } : {}) })
    expect(retryAfterOf(headers, Date.parse('2026-11-22T02:43:00Z'))).toBe(seconds)
  })
})
