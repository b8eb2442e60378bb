import { demoPassword } from './server'

/** A person of the demo organisation, speaking to the API directly: to prepare a story and to check what it did. */
export class Person {
  private constructor(
    private readonly base: string,
    private readonly token: string,
    readonly me: Me,
  ) {}

  static async signIn(base: string, signInName: string): Promise<Person> {
    const answer = await fetch(`${base}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ signInName, password: demoPassword }),
    })
    if (!answer.ok)
      throw new Error(`${signInName} could not sign in: ${answer.status} ${await answer.text()}`)
    const body = (await answer.json()) as { accessToken: string; account: Me }
    return new Person(base, body.accessToken, body.account)
  }

  async get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path)
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>('POST', path, body)
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.base}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? null : JSON.parse(text)) as T
  }
}

export interface Me {
  id: string
  displayName: string
  signInName: string
  unit: { id: string; name: string } | null
}

export interface Item {
  id: string
  type: string
  required?: boolean
  critical?: boolean
  outcomes?: Record<string, string>
  options?: { id: string; share?: string }[]
  scale?: { min: number; max: number }
  number?: { min?: string; max?: string }
  evidence?: { kind: 'PHOTO' | 'NOTE'; when: 'ALWAYS' | 'FAILED' }[]
}

export interface Checklist {
  code: string
  sections: { id: string; items: Item[] }[]
}

export interface RankingRow {
  subject: { id: string; name: string }
  place: number | null
  score: string
  responses: number
}

export interface Ranking {
  revision: number
  rows: RankingRow[]
}
