// @vitest-environment node
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { laterHlc, nextHlc } from './clock'

interface ClockVector {
  name: string
  given: { last: string }
  when: { steps: { wall: number; receive?: string }[] }
  then: { times: string[] }
}

const FILE = resolve(
  import.meta.dirname,
  '../../../../../../sync-protocol/src/main/resources/conformance/v1/clock/clock.json',
)
const { vectors } = JSON.parse(readFileSync(FILE, 'utf8')) as { vectors: ClockVector[] }

describe('vectors of clock', () => {
  it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', (_, { given, when, then }) => {
    let last = given.last
    const times = when.steps.map(({ wall, receive }) => (last = nextHlc(laterHlc(last, receive), wall)))
    expect(times).toEqual(then.times)
  })
})
