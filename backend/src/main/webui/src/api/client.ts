/**
 * The one way to the server. It adds the bearer token, renews it once when the server says 401 (many requests at a time
 * share one renewal) and turns every failure into ProblemError, SessionExpiredError or OfflineError.
 *
 * It never drops a body: what was sent is sent again after a renewal, and what came back is kept in the error.
 */
import { OfflineError, problemFrom, ProblemError, retryAfterOf, SessionExpiredError } from './problem'

export type Renewal = 'renewed' | 'expired' | 'offline'

export interface TokenSource {
  /** Whose tokens these are; one person's renewal says nothing about another's. */
  owner?(): string | null
  accessToken(): string | null
  renew(): Promise<Renewal>
}

export interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is; for uploads and for bodies whose digest was already computed. */
  body?: BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal
  /** No token is sent and 401 is an ordinary problem. */
  anonymous?: boolean
  /** Asked in the moment a request takes its token, which may be long after it was made: people change places. */
  mayGo?: () => boolean
}

const BASE = '/api'
const NO_TOKENS: TokenSource = { accessToken: () => null, renew: () => Promise.resolve('expired') }

let tokens: TokenSource = NO_TOKENS
let renewing: { owner: string | null; answer: Promise<Renewal> } | null = null

export function useTokens(source: TokenSource): void {
  tokens = source
  renewing = null
}

function renewOnce(): Promise<Renewal> {
  const owner = tokens.owner?.() ?? null
  if (renewing?.owner === owner) return renewing.answer
  const mine = { owner, answer: tokens.renew() }
  renewing = mine
  return mine.answer.finally(() => {
    if (renewing === mine) renewing = null
  })
}

function addressOf(path: string, query: RequestOptions['query']): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return BASE + path + (text === '' ? '' : `?${text}`)
}

async function attempt(method: string, path: string, options: RequestOptions): Promise<Response> {
  const headers = new Headers(options.headers)
  if (!headers.has('Accept')) headers.set('Accept', 'application/json, application/problem+json')
  let body = options.body
  if (options.json !== undefined) {
    headers.set('Content-Type', 'application/json')
    body = JSON.stringify(options.json)
  }
  if (options.mayGo?.() === false) throw new OfflineError('somebody else is at the tablet')
  const token = options.anonymous ? null : tokens.accessToken()
  if (token !== null) headers.set('Authorization', `Bearer ${token}`)
  try {
    return await fetch(addressOf(path, options.query), { method, headers, body, signal: options.signal })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new OfflineError(error)
  }
}

async function failureOf(response: Response): Promise<ProblemError> {
  const body = await response.text().catch(() => '')
  return new ProblemError(
    problemFrom(response.status, response.headers.get('Content-Type'), body),
    body,
    retryAfterOf(response.headers, Date.now()),
  )
}

/** The response of a request that succeeded; the caller reads it. */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  if (!options.anonymous && tokens.accessToken() === null) await renewOrThrow(options)
  let response = await attempt(method, path, options)
  if (response.status === 401 && !options.anonymous) {
    const refused = await failureOf(response)
    // The device's signature was refused, not the person: signing in again would change nothing.
    if (refused.problem.reason === 'signature') throw refused
    await renewOrThrow(options, refused)
    response = await attempt(method, path, options)
    if (response.status === 401) {
      const again = await failureOf(response)
      if (again.problem.reason === 'signature') throw again
      throw new SessionExpiredError(again.problem, again.body)
    }
  }
  if (!response.ok) throw await failureOf(response)
  return response
}

async function renewOrThrow({ mayGo }: RequestOptions, refused?: ProblemError): Promise<void> {
  // Whose token it would be is not whose request this is.
  if (mayGo?.() === false) throw new OfflineError(refused)
  const renewal = await renewOnce()
  if (renewal === 'offline' || mayGo?.() === false) throw new OfflineError(refused)
  if (renewal === 'expired') {
    throw new SessionExpiredError(
      refused?.problem ?? { status: 401, code: 'unauthenticated' },
      refused?.body ?? '',
    )
  }
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  let text: string
  try {
    text = await response.text()
  } catch (error) {
    throw new OfflineError(error)
  }
  if (text === '') return undefined as T
  try {
    return JSON.parse(text) as T
  } catch {
    throw new ProblemError({ status: response.status, code: 'not-json' }, text)
  }
}

const verb =
  (method: string) =>
  async <T>(path: string, options: RequestOptions = {}): Promise<T> =>
    read<T>(await send(method, path, options))

export const api = {
  get: verb('GET'),
  post: verb('POST'),
  put: verb('PUT'),
  patch: verb('PATCH'),
  delete: verb('DELETE'),
}
