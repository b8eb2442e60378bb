// @vitest-environment node
/** The rules of the tablet and of the server are held by the same vectors, read from the protocol's own folder. */
import 'fake-indexeddb/auto'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isRun, NOT_OF_A_DEVICE, resultOf, type VectorFile } from './topics'

const FOLDER =
  process.env.VECTORS ??
  resolve(import.meta.dirname, '../../../../../../sync-protocol/src/main/resources/conformance/v1')

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as VectorFile)

describe('the vectors', () => {
  it('are each run or, with a reason, no matter of a device', () => {
    const topics = files.map((file) => file.topic)
    expect(topics.filter((topic) => isRun(topic) === Object.hasOwn(NOT_OF_A_DEVICE, topic))).toEqual([])
    expect(Object.keys(NOT_OF_A_DEVICE).filter((topic) => !topics.includes(topic))).toEqual([])
  })
})

for (const { topic, vectors } of files.filter((file) => isRun(file.topic))) {
  describe(`vectors of ${topic}`, () => {
    it.each(vectors.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
      expect(await resultOf(topic, vector)).toEqual(vector.then)
    })
  })
}
