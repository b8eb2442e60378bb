/** The server's answer to a request it could not carry out, as RFC 9457 with Plumbline's stable `code`. */
export interface Problem {
  type?: string
  title?: string
  status: number
  code: string
  detail?: string
  instance?: string
  [member: string]: unknown
}

/** An answer outside 200–299. `body` keeps whatever came, also when it was not problem+json. */
export class ProblemError extends Error {
  override readonly name: string = 'ProblemError'
  readonly status: number
  readonly code: string

  constructor(
    readonly problem: Problem,
    readonly body: string,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(problem.detail ?? problem.title ?? problem.code)
    this.status = problem.status
    this.code = problem.code
  }
}

/**
 * The server was not reached: no network, no route, or it went away in the middle. Nothing is known about the outcome.
 */
export class OfflineError extends Error {
  override readonly name = 'OfflineError'

  constructor(cause?: unknown) {
    super('the server was not reached', { cause })
  }
}

/** The person must sign in again, in place; what they were doing is kept. */
export class SessionExpiredError extends ProblemError {
  override readonly name = 'SessionExpiredError'
}

export function problemFrom(status: number, contentType: string | null, body: string): Problem {
  if (contentType?.includes('json')) {
    try {
      const parsed: unknown = JSON.parse(body)
      if (typeof parsed === 'object' && parsed !== null) {
        const members = parsed as Record<string, unknown>
        const code = typeof members.code === 'string' ? members.code : `http-${status}`
        return { ...members, status, code }
      }
    } catch {
      // Not JSON in spite of its label; the text is kept by the caller.
    }
  }
  return { status, code: `http-${status}` }
}

/**
 * Seconds a server asks to be left alone, from `Retry-After` as a number or a date; null when it does not say. A date
 * is read against the server's own `Date`: the clock of a tablet may be wrong.
 */
export function retryAfterOf(headers: Headers, now: number): number | null {
  const text = headers.get('Retry-After')?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text)
  const until = Date.parse(text)
  if (Number.isNaN(until)) return null
  const said = Date.parse(headers.get('Date') ?? '')
  return Math.max(0, Math.ceil((until - (Number.isNaN(said) ? now : said)) / 1000))
}
