/** A database that dies: after so many writing transactions nothing works any more, as when the app is killed. */
import type { DBCore, DBCoreTransaction } from 'dexie'
import { AccountDb } from '@/db/accountDb'
import type { Transport } from '../transport'

export class Killed extends Error {
  override readonly name = 'Killed'
}

export class Life {
  writes = 0
  dead = false

  constructor(private readonly most: number) {}

  /** One more writing transaction begins; the one after the last allowed never does. */
  spend(mode: string): void {
    if (this.dead) throw new Killed()
    if (mode !== 'readwrite') return
    if (this.writes >= this.most) {
      this.dead = true
      throw new Killed()
    }
    this.writes += 1
  }
}

export function mortalDb(account: string, life: Life): AccountDb {
  const db = new AccountDb(account)
  db.use({
    stack: 'dbcore',
    name: 'mortal',
    create: (core: DBCore): DBCore => ({
      ...core,
      transaction(stores, mode, options): DBCoreTransaction {
        life.spend(mode)
        return core.transaction(stores, mode, options)
      },
    }),
  })
  return db
}

/** What is on its way when the app is killed may still arrive; nothing new is sent. */
export function mortalTransport(transport: Transport, life: Life): Transport {
  const check = (): void => {
    if (life.dead) throw new Killed()
  }
  return {
    post: (path, body) => (check(), transport.post(path, body)),
    postExact: (path, bytes, headers) => (check(), transport.postExact(path, bytes, headers)),
    raw: (method, path, options) => (check(), transport.raw(method, path, options)),
  }
}
