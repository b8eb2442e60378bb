/** Answers by the script of a story; what the story does not speak of by the defaults the README names. */
import { contentDigest } from '@/sync/digest'
import { BEGIN, epochOf, scopesOf, type Given } from './storyState'

export interface Scripted {
  to: string
  status?: number
  headers?: Record<string, string>
  body?: unknown
  lines?: unknown[]
  cutAfter?: number
  cutBefore?: string
  lost?: boolean
}

export interface Step {
  sync?: Scripted[]
  quiet?: string[]
  wait?: number
  restart?: boolean
}

type Json = Record<string, unknown>

const ENDPOINTS: [RegExp, string][] = [
  [/^POST .*\/devices$/, 'enrol'],
  [/^POST .*\/nonce$/, 'nonce'],
  [/^POST .*\/session$/, 'session'],
  [/^POST .*\/push$/, 'push'],
  [/^POST .*\/operations\/status$/, 'status'],
  [/^POST .*\/pull$/, 'pull'],
  [/^GET .*\/snapshot$/, 'snapshot'],
  [/^POST .*\/verify$/, 'verify'],
  [/^POST .*\/media\/query$/, 'media-query'],
  [/^POST .*\/wiped$/, 'wiped'],
  [/^POST \/api\/media$/, 'media-create'],
  [/^HEAD /, 'media-offset'],
  [/^PATCH /, 'media-append'],
]

const NO_BODY = [204, 205, 304]

export class StoryServer {
  readonly requests: Json[] = []
  readonly asked = new Set<string>()
  private readonly spokenOf: Set<string>
  private readonly beyond = new Set<string>()
  private script: Scripted[] = []

  constructor(
    private readonly given: Given,
    when: readonly Step[],
    requests: readonly { to: string }[],
    private readonly now: () => number,
  ) {
    this.spokenOf = new Set([...when.flatMap((step) => step.sync ?? []), ...requests].map(({ to }) => to))
  }

  begin(answers: readonly Scripted[]): void {
    this.script.push(...answers)
  }

  end(quiet: readonly string[]): void {
    const again = quiet.filter((to) => this.beyond.has(to))
    if (again.length > 0) throw new Error(`asked again at once: ${again.join(', ')}`)
    this.beyond.clear()
    if (this.script.length > 0)
      throw new Error(`not asked for: ${this.script.map((answer) => answer.to).join(', ')}`)
  }

  readonly fetch = async (address: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? 'GET'
    const url = new URL(String(address), 'http://server')
    const to = ENDPOINTS.find(([shape]) => shape.test(`${method} ${url.pathname}`))?.[1] ?? 'unknown'
    const request = await requestOf(to, method, url, init)
    this.asked.add(to)
    const index = this.script.findIndex((answer) => answer.to === to)
    if (index < 0) return this.otherwise(to, request)
    this.requests.push(request)
    const [answer] = this.script.splice(index, 1)
    if (!answer || answer.lost === true) throw new TypeError('lost')
    return responseOf(answer)
  }

  private otherwise(to: string, request: Json): Response {
    this.beyond.add(to)
    // A server that gives out no numbers wants no signatures; the stories have none.
    if (to === 'nonce') return Response.json({ code: 'not-found' }, { status: 404 })
    const body = this.usual(to, (request.body ?? {}) as Json)
    if (body === null) throw new TypeError('lost')
    if (this.spokenOf.has(to)) this.requests.push(request)
    return Response.json(body)
  }

  private usual(to: string, asked: Json): Json | null {
    const time = new Date(BEGIN + this.now()).toISOString()
    const scopes = scopesOf(this.given)
    if (to === 'session') {
      return {
        ...{ protocol: 1, epoch: epochOf(this.given), incarnation: asked.incarnation, lease: asked.lease },
        ...{ serverTime: time, hlc: '018bcfe568000000', watermark: asked.acknowledged, limits: {} },
        ...{ scopes, commands: [] },
      }
    }
    if (to === 'pull') {
      return {
        ...{ rows: [], cursor: asked.cursor ?? 'c-otherwise', horizon: '1', more: false, consistent: true },
        ...{ scopes, leftScopes: [], asOf: time, lagMs: 0 },
      }
    }
    return to === 'verify' ? { scopes: [] } : null
  }
}

async function requestOf(to: string, method: string, url: URL, init: RequestInit): Promise<Json> {
  const headers = Object.fromEntries(
    [...new Headers(init.headers)].map(([name, value]) => [
      name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
      value,
    ]),
  )
  const request: Json = {
    ...{ to, method, path: decodeURIComponent(url.pathname), headers },
    query: Object.fromEntries(url.searchParams),
  }
  const { body } = init
  if (to === 'push' && headers['Content-Digest'] !== (await contentDigest(body as Uint8Array<ArrayBuffer>)))
    throw new Error('a push without its digest')
  if (body instanceof Uint8Array) request.body = JSON.parse(new TextDecoder().decode(body))
  else if (typeof body === 'string') request.body = JSON.parse(body)
  return request
}

function responseOf(answer: Scripted): Response {
  const { status = 200, headers = {} } = answer
  if (NO_BODY.includes(status)) return new Response(null, { status, headers })
  let text = answer.body === undefined ? '' : JSON.stringify(answer.body)
  if (answer.lines) text = answer.lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  if (answer.cutAfter !== undefined) text = text.slice(0, answer.cutAfter)
  if (answer.cutBefore !== undefined) text = text.slice(0, text.indexOf(answer.cutBefore))
  const type = status < 400 ? 'application/json' : 'application/problem+json'
  return new Response(text, { status, headers: { 'Content-Type': type, ...headers } })
}
