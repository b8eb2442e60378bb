import { describe, expect, it } from 'vitest'
import { isEasyPin, isPin, makePin, tryPin, waitingMs, type PinRecord, type PinStore } from './pin'

const FEW = 10

async function storeWith(digits: string): Promise<PinStore & { record: PinRecord }> {
  const store = {
    record: await makePin(digits, FEW),
    read: () => Promise.resolve<PinRecord | undefined>(store.record),
    write: (record: PinRecord) => {
      store.record = record
      return Promise.resolve()
    },
  }
  return store
}

async function wrongly(store: PinStore, times: number, now = 0): Promise<void> {
  for (let i = 0; i < times; i += 1) await tryPin(store, '0000', now)
}

describe('a PIN', () => {
  it('has four to six digits', () => {
    expect(['1234', '123456'].every(isPin)).toBe(true)
    expect(['', '123', '1234567', '12a4', ' 1234'].some(isPin)).toBe(false)
  })

  it('is called easy when its digits repeat or follow each other', () => {
    expect(['1111', '1234', '654321', '000000'].every(isEasyPin)).toBe(true)
    expect(['1357', '2580', '112233', '1212'].some(isEasyPin)).toBe(false)
  })

  it('is kept as a salted hash without its digits', async () => {
    const one = await makePin('2580', FEW)
    const other = await makePin('2580', FEW)
    expect(one.hash).not.toBe(other.hash)
    expect(JSON.stringify(one)).not.toContain('2580')
  })

  it('opens when the digits are right', async () => {
    const store = await storeWith('2580')
    expect(await tryPin(store, '2580')).toEqual({ result: 'right' })
  })

  it('says how many attempts are left when the digits are wrong', async () => {
    const store = await storeWith('2580')
    expect(await tryPin(store, '2581')).toEqual({ result: 'wrong', left: 4 })
    expect(await tryPin(store, '25')).toEqual({ result: 'wrong', left: 3 })
  })

  it('is not even compared while one has to wait', async () => {
    const store = await storeWith('2580')
    await wrongly(store, 4)
    expect(await tryPin(store, '0000', 0)).toEqual({ result: 'wait', ms: 30_000 })
    expect(await tryPin(store, '2580', 29_999)).toEqual({ result: 'wait', ms: 1 })
    expect(await tryPin(store, '2580', 30_000)).toEqual({ result: 'right' })
    expect(store.record).toMatchObject({ wrong: 0 })
  })

  it('waits twice as long after each further wrong attempt and never longer than a quarter of an hour', async () => {
    const store = await storeWith('2580')
    await wrongly(store, 5)
    let now = 0
    const waits: number[] = []
    for (let i = 0; i < 6; i += 1) {
      now += waitingMs(store.record, now)
      const tried = await tryPin(store, '0000', now)
      if (tried.result === 'wait') waits.push(tried.ms / 1000)
    }
    expect(waits).toEqual([60, 120, 240, 480, 900, 900])
  })

  it('counts an attempt before it is looked at, so that a kill gives no further one', async () => {
    const store = await storeWith('2580')
    const write = store.write
    let writes = 0
    store.write = (record) => {
      writes += 1
      if (writes > 1) throw new Error('killed')
      return write(record)
    }
    await expect(tryPin(store, '2580')).rejects.toThrow('killed')
    expect(store.record.wrong).toBe(1)
  })

  it('keeps one waiting no longer than it said when the clock was set back', async () => {
    const store = await storeWith('2580')
    await wrongly(store, 5, 1_000_000)
    expect(waitingMs(store.record, 0)).toBe(30_000)
  })
})
