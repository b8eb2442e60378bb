/** A model of the server for tests: dumber than the real one, but exact about ids, receipts, positions and digests. */
import { OfflineError, ProblemError, SessionExpiredError } from '@/api/problem'
import type { RequestOptions } from '@/api/client'
import { sha256Hex } from '../digest'
import type { Transport } from '../transport'
import type { Operation, PulledRow, Receipt, VisitDocument } from '../wire'

interface Pushed {
  batch: string
  operations: Operation[]
}

export class ServerModel implements Transport {
  stored = new Map<string, { operation: Operation; receipt: Receipt }>()
  pushes: Pushed[] = []
  rows: (PulledRow & { xid: number })[] = []
  leftScopes: string[] = []
  uploads = new Map<string, { sha256: string; length: number; bytes: Uint8Array }>()
  verified = new Set<string>()
  chunks = 0
  xid = 100
  devices = 0
  epoch = 'e1'
  watermark: number | null = null
  pageRows = 1000
  /** Set to make requests fail before (or, for `lostAnswer`, after) the server did its work. */
  down = false
  lostAnswer = false
  /** The token ran out and could not be renewed. */
  expired = false
  failPatchAfter = Infinity
  /** Lets a test decide the status of an operation. */
  judge: (operation: Operation) => Partial<Receipt> = () => ({})

  post<T>(path: string, body: unknown): Promise<T> {
    return this.answer(() => this.route(path, body as Record<string, unknown>)) as Promise<T>
  }

  postExact<T>(_path: string, bytes: Uint8Array<ArrayBuffer>): Promise<T> {
    return this.answer(() => this.push(JSON.parse(new TextDecoder().decode(bytes)) as Pushed)) as Promise<T>
  }

  private async answer(work: () => unknown): Promise<unknown> {
    if (this.down) throw new OfflineError()
    if (this.expired) throw new SessionExpiredError({ status: 401, code: 'unauthenticated' }, '')
    const answer: unknown = JSON.parse(JSON.stringify(await work()))
    if (this.lostAnswer) {
      this.lostAnswer = false
      throw new OfflineError()
    }
    return answer
  }

  private route(path: string, body: Record<string, unknown>): unknown {
    if (path.endsWith('/devices')) {
      this.devices += 1
      return { device: `device-${this.devices}`, incarnation: 1, lease: 'lease-0' }
    }
    if (path.endsWith('/session')) {
      return {
        protocol: 1,
        epoch: this.epoch,
        lease: 'lease-1',
        hlc: '0000000000000001',
        watermark: this.watermark,
        limits: {},
      }
    }
    if (path.endsWith('/media/query')) {
      const asked = body.sha256 as string[]
      return { present: asked.filter((sha) => this.verified.has(sha)), missing: [] }
    }
    return this.pull(body.cursor as string | null)
  }

  private push(pushed: Pushed): unknown {
    this.pushes.push(pushed)
    const receipts = pushed.operations.map((operation): Receipt => {
      const known = this.stored.get(operation.id)
      if (known) {
        if (JSON.stringify(known.operation) !== JSON.stringify(operation))
          throw new Error('operation-id-reused')
        return { ...known.receipt, status: 'duplicate', original: known.receipt.status }
      }
      const receipt: Receipt = {
        operation: operation.id,
        status: 'applied',
        visibleAt: String((this.xid += 1)),
        effectiveHlc: operation.hlc,
        ...this.judge(operation),
      }
      if (['applied', 'superseded', 'held', 'parked'].includes(receipt.status)) {
        this.stored.set(operation.id, { operation, receipt })
        if (receipt.status === 'applied') this.fold(operation)
      }
      return receipt
    })
    return { receipts, lease: `lease-${this.pushes.length + 1}`, hlc: '0000000000000002' }
  }

  private fold(operation: Operation): void {
    const row = this.rows.find((each) => each.entity === 'visit' && each.id === operation.entityId)
    const empty = { id: operation.entityId, startedAt: operation.wall, answers: {}, notes: {}, photos: [] }
    const document = structuredClone(row?.body ?? empty) as VisitDocument
    const { id, hlc, actor } = operation
    if (operation.kind === 'answers.set') {
      for (const [item, { value }] of Object.entries(operation.answers)) {
        document.answers[item] = { value, op: id, hlc, by: actor, conflict: null }
      }
    } else if (operation.kind === 'photo.add') {
      document.photos.push({ ...operation.photo, op: id, verified: false })
    } else if (operation.kind === 'photo.remove') {
      document.photos = document.photos.filter((photo) => photo.id !== operation.photo)
    }
    this.publish({ scope: 'user:me', entity: 'visit', id: document.id, body: document })
  }

  private pull(cursor: string | null): unknown {
    const from = Number(cursor ?? 0)
    const newer = this.rows.filter((row) => row.xid > from).sort((a, b) => a.xid - b.xid)
    const page = newer.slice(0, this.pageRows)
    const more = newer.length > page.length
    const last = page.at(-1)?.xid ?? from
    return {
      rows: page,
      cursor: String(more ? last : Math.max(this.xid, last)),
      horizon: String((more ? last : this.xid) + 1),
      more,
      consistent: !more,
      scopes: [],
      leftScopes: this.leftScopes,
      asOf: '2026-11-22T02:42:00.000Z',
      lagMs: 0,
    }
  }

  publish(row: Omit<PulledRow, 'rev' | 'op'> & Partial<PulledRow>): void {
    const xid = (this.xid += 1)
    this.rows = this.rows.filter(
      (each) => !(each.scope === row.scope && each.entity === row.entity && each.id === row.id),
    )
    this.rows.push({ op: 'upsert', rev: xid, ...row, xid })
  }

  async raw(method: string, path: string, options: RequestOptions): Promise<Response> {
    if (this.down) throw new OfflineError()
    const headers = options.headers ?? {}
    if (method === 'POST') {
      const id = `/media/upload-${this.uploads.size + 1}`
      const [, sha = ''] = /sha256 ([^,]+)/.exec(headers['Upload-Metadata'] ?? '') ?? []
      this.uploads.set(id, {
        sha256: atob(sha),
        length: Number(headers['Upload-Length']),
        bytes: new Uint8Array(),
      })
      return new Response(null, { status: 201, headers: { Location: `/api${id}` } })
    }
    const upload = this.uploads.get(path)
    if (!upload) throw new ProblemError({ status: 404, code: 'not-found' }, '')
    if (method === 'PATCH') await this.patch(upload, options)
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(upload.bytes.length) } })
  }

  private async patch(
    upload: { sha256: string; length: number; bytes: Uint8Array },
    options: RequestOptions,
  ) {
    if ((this.chunks += 1) > this.failPatchAfter) throw new OfflineError()
    const chunk = new Uint8Array(await (options.body as Blob).arrayBuffer())
    const joined = new Uint8Array(upload.bytes.length + chunk.length)
    joined.set(upload.bytes)
    joined.set(chunk, upload.bytes.length)
    upload.bytes = joined
    if (joined.length < upload.length) return
    if ((await sha256Hex(joined)) !== upload.sha256)
      throw new ProblemError({ status: 400, code: 'digest-mismatch' }, '')
    this.verified.add(upload.sha256)
  }
}
