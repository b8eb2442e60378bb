/**
 * A model of the server for tests: dumber than the real one, but exact about ids, receipts, leases, positions and
 * digests. It folds answers as registers, so that what arrives twice or late shows.
 */
import type { RequestOptions } from '@/api/client'
import { OfflineError, SessionExpiredError } from '@/api/problem'
import { contentHash } from '../canonical'
import { sha256Hex } from '../digest'
import { emptyRegister, isConflicting, winnerOf, written, type RegisterFold } from '../register'
import type { Transport } from '../transport'
import type { Head, Operation, PulledRow, Receipt, Register, RegisterState, VisitDocument } from '../wire'
import { Feed, refusal } from './feed'
import { Leases } from './leases'

interface Pushed {
  device: string
  incarnation: number
  lease: string
  batch: string
  operations: Operation[]
}

interface Attempt {
  device: string
  incarnation: number
  lease: string
  attempt: string
}

interface Session extends Attempt {
  acknowledged: number
}

interface Asked extends Attempt {
  ids: string[]
}

interface Stored {
  operation: Operation
  hash: string
  receipt: Receipt
}

/** What a backup holds. */
export interface Backup {
  feed: Feed
  leases: Leases
  stored: Map<string, Stored>
  verified: Set<string>
  folds: Map<string, RegisterFold<Head>>
}

export class ServerModel implements Transport {
  feed = new Feed()
  leases = new Leases()
  stored = new Map<string, Stored>()
  pushes: Pushed[] = []
  sessions: Session[] = []
  paths: string[] = []
  uploads = new Map<string, { sha256: string; length: number; bytes: Uint8Array }>()
  verified = new Set<string>()
  wiped: string[] = []
  rescues: { text: string; headers: Record<string, string> }[] = []
  rescueBytes = 10 * 1024 * 1024
  chunks = 0
  /** Given out with the next session. */
  commands: string[] = []
  /** Added to the server's clock. */
  ahead = 0
  /** Set to make requests fail before (or, for `lostAnswer`, after) the server did its work. */
  down = false
  lostAnswer = false
  /** The token ran out and could not be renewed. */
  expired = false
  /** Throws what a request to this path is refused with. */
  refuse: (path: string) => void = () => undefined
  failPatchAfter = Infinity
  /** Lets a test decide the status of an operation. */
  judge: (operation: Operation) => Partial<Receipt> = () => ({})
  private folds = new Map<string, RegisterFold<Head>>()

  publish(row: Omit<PulledRow, 'rev' | 'op'> & Partial<PulledRow>): void {
    this.feed.publish(row)
  }

  backup(): Backup {
    const { feed, leases, stored, verified, folds } = this
    const kept = Object.assign(new Leases(), structuredClone({ ...leases }))
    return { feed: feed.copy(), leases: kept, ...structuredClone({ stored, verified, folds }) }
  }

  restore({ feed, leases, stored, verified, folds }: Backup): void {
    this.feed.restore(feed)
    Object.assign(this, { leases, stored, verified, folds })
    this.uploads.clear()
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.answer(path, () => this.route(path, body as Record<string, never>)) as Promise<T>
  }

  postExact<T>(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const body: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return this.answer(path, async () => {
      if (path.endsWith('/push')) return this.push(body as Pushed)
      await this.leases.check((body as Session).device, bytes, headers)
      return this.session(body as Session)
    }) as Promise<T>
  }

  private async answer(path: string, work: () => unknown): Promise<unknown> {
    this.paths.push(path)
    if (this.down) throw new OfflineError()
    if (this.expired) throw new SessionExpiredError({ status: 401, code: 'unauthenticated' }, '')
    this.refuse(path)
    const answer: unknown = JSON.parse(JSON.stringify((await work()) ?? null))
    if (this.lostAnswer) {
      this.lostAnswer = false
      throw new OfflineError()
    }
    return answer
  }

  private route(path: string, body: Record<string, never>): unknown {
    if (path.endsWith('/devices')) return this.leases.enrol(body.key ?? null)
    if (path.endsWith('/nonce')) return { nonce: this.leases.nonce() }
    if (path.endsWith('/wiped')) return void this.wiped.push(path.split('/').at(-2) ?? '')
    if (path.endsWith('/verify')) return this.feed.verify(body.cursor ?? '', body.scopes ?? [])
    if (path.endsWith('/operations/status')) return this.status(body as unknown as Asked)
    if (path.endsWith('/media/query')) {
      const asked: string[] = body.sha256 ?? []
      return { present: asked.filter((sha) => this.verified.has(sha)), missing: [] }
    }
    return this.feed.pull(body.cursor ?? null, body.merge)
  }

  private session(asked: Session): unknown {
    this.sessions.push(asked)
    const lease = this.leases.move(asked.device, asked.incarnation, asked.lease, asked.attempt)
    const watermark = this.leases.watermark(asked.device, asked.incarnation)
    const commands = watermark < asked.acknowledged ? ['resend', ...this.commands] : this.commands
    this.commands = []
    const next = commands.includes('new-incarnation') ? this.leases.incarnate(asked.device) : {}
    return {
      ...{ protocol: 1, epoch: this.feed.epoch, lease, incarnation: asked.incarnation, watermark, commands },
      ...{ hlc: '0000000000000001', limits: {}, scopes: [...this.feed.scopes] },
      ...{ serverTime: this.time(), ...next },
    }
  }

  private time(): string {
    return new Date(Date.now() + this.ahead).toISOString()
  }

  private status({ device, incarnation, lease, attempt, ids }: Asked): unknown {
    const next = this.leases.moveForQuestion(device, incarnation, lease, attempt)
    const receipts = ids.flatMap((id) => this.stored.get(id)?.receipt ?? [])
    return { receipts, unknown: ids.filter((id) => !this.stored.has(id)), lease: next }
  }

  private async push(pushed: Pushed): Promise<unknown> {
    this.pushes.push(pushed)
    const { device, incarnation } = pushed
    this.leases.number(device, incarnation, pushed.operations)
    const lease = this.leases.move(device, incarnation, pushed.lease, pushed.batch)
    const receipts: Receipt[] = []
    for (const operation of pushed.operations) receipts.push(await this.take(pushed, operation))
    return { receipts, lease, hlc: '0000000000000002', serverTime: this.time() }
  }

  private async take({ device, incarnation }: Pushed, operation: Operation): Promise<Receipt> {
    const known = this.stored.get(operation.id)
    const hash = await contentHash(operation)
    if (known) {
      if (known.hash !== hash) throw new Error('operation-id-reused')
      return { ...known.receipt, status: 'duplicate', original: known.receipt.status }
    }
    const receipt: Receipt = {
      operation: operation.id,
      status: 'applied',
      visibleAt: String(this.feed.next()),
      effectiveHlc: operation.hlc,
      ...this.judge(operation),
    }
    if (['applied', 'superseded', 'held', 'parked'].includes(receipt.status)) {
      this.stored.set(operation.id, { operation, hash, receipt })
      this.leases.stored(device, incarnation, operation)
      if (receipt.status === 'applied') this.fold(operation)
    }
    return receipt
  }

  private fold(operation: Operation): void {
    const { id, entityId } = operation
    const row = this.feed.rows.find((each) => each.entity === 'visit' && each.id === entityId)
    const empty = { id: entityId, startedAt: operation.wall, answers: {}, notes: {}, photos: [] }
    const document = structuredClone(row?.body ?? empty) as VisitDocument
    if (operation.kind === 'answers.set') this.write(document, 'answers', operation.answers, operation)
    else if (operation.kind === 'note.add') this.write(document, 'notes', operation.notes, operation)
    else if (operation.kind === 'photo.add') {
      document.photos.push({ ...operation.photo, op: id, verified: false })
    } else if (operation.kind === 'photo.remove') {
      document.photos = document.photos.filter((photo) => !operation.observed.includes(photo.op))
    } else if (operation.kind === 'callback.attempt') {
      document.attempts = [
        ...(document.attempts ?? []),
        { ...operation.attempt, op: id, by: operation.actor },
      ]
    } else if (operation.kind === 'status.request') document.state = 'SUBMITTED'
    this.publish({ scope: row?.scope ?? 'user:me', entity: 'visit', id: document.id, body: document })
  }

  private write(
    document: VisitDocument,
    field: 'answers' | 'notes',
    registers: Record<string, Register>,
    { id: op, actor: by }: Operation,
  ): void {
    for (const [item, { value, hlc, base }] of Object.entries(registers)) {
      const key = `${document.id}/${field}/${item}`
      const fold = written(this.folds.get(key) ?? emptyRegister<Head>(), { op, value, hlc, by }, base)
      this.folds.set(key, fold)
      const { heads } = fold
      const winner = winnerOf(heads)
      if (!winner) continue
      const state: RegisterState = { ...winner, conflict: isConflicting(heads) ? 'conflict' : null }
      if (heads.length > 1) state.heads = [...heads]
      document[field][item] = state
    }
  }

  async raw(method: string, path: string, options: RequestOptions): Promise<Response> {
    this.paths.push(path)
    if (this.down) throw new OfflineError()
    this.refuse(path)
    const snapshot = /^\/sync\/v1\/scopes\/([^/]+)\/snapshot$/.exec(path)
    if (snapshot) {
      const scope = decodeURIComponent(snapshot[1] ?? '')
      return new Response(await this.feed.snapshot(scope, options.query ?? {}))
    }
    const headers = options.headers ?? {}
    if (path.endsWith('/rescue')) {
      const text = await (options.body as Blob).text()
      if (text.length > this.rescueBytes) throw refusal(413, 'http-413')
      this.rescues.push({ text, headers })
      return Response.json({ rescue: 'r', bytes: text.length, sha256: '' }, { status: 201 })
    }
    if (method === 'POST') {
      const id = `/media/upload-${this.uploads.size + 1}`
      const [, sha = ''] = /sha256 ([^,]+)/.exec(headers['Upload-Metadata'] ?? '') ?? []
      const length = Number(headers['Upload-Length'])
      this.uploads.set(id, { sha256: atob(sha), length, bytes: new Uint8Array() })
      return new Response(null, { status: 201, headers: { Location: `/api${id}` } })
    }
    const upload = this.uploads.get(path)
    if (!upload) throw refusal(404, 'not-found')
    if (method === 'PATCH') await this.patch(upload, options)
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(upload.bytes.length) } })
  }

  private async patch(
    upload: { sha256: string; length: number; bytes: Uint8Array },
    options: RequestOptions,
  ): Promise<void> {
    if ((this.chunks += 1) > this.failPatchAfter) throw new OfflineError()
    if (Number(options.headers?.['Upload-Offset']) !== upload.bytes.length)
      throw refusal(409, 'upload-offset-mismatch')
    const chunk = new Uint8Array(await (options.body as Blob).arrayBuffer())
    const joined = new Uint8Array(upload.bytes.length + chunk.length)
    joined.set(upload.bytes)
    joined.set(chunk, upload.bytes.length)
    upload.bytes = joined
    if (joined.length < upload.length) return
    if ((await sha256Hex(joined)) !== upload.sha256) throw refusal(400, 'digest-mismatch')
    this.verified.add(upload.sha256)
  }
}
