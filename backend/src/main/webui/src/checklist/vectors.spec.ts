// @vitest-environment node
/** The rules of the tablet and of the server are held by the same vectors, read from the protocol's own folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { missing } from './completeness'
import type { AnswerValue, ChecklistDocument, Item, VisitContent } from './document'
import { evaluate } from './evaluation'
import { score } from './scoring'
import { validateAnswer } from './values'

const FOLDER =
  process.env.VECTORS ??
  resolve(import.meta.dirname, '../../../../../../sync-protocol/src/main/resources/conformance/v1/checklist')

interface Given {
  checklist: ChecklistDocument
  item: Item
  value: AnswerValue
  answers?: VisitContent['answers']
  notes?: VisitContent['notes']
  photos?: VisitContent['photos']
  signatures?: VisitContent['signatures']
}

interface Vector {
  name: string
  given: Given
  then: Record<string, unknown>
}

interface VectorFile {
  topic: string
  vectors: Vector[]
}

const contentOf = (given: Given): VisitContent => ({ ...given, answers: given.answers ?? {} })

const visible = ({ checklist, ...rest }: Given): string[] =>
  [...evaluate(checklist, contentOf({ checklist, ...rest })).values()]
    .filter((entry) => entry.state !== 'HIDDEN')
    .map((entry) => entry.item.id)

const CHECKS: Record<string, (vector: Vector) => void> = {
  scoring: ({ given, then }) => expect(score(given.checklist, contentOf(given))).toEqual(then.result),
  completeness: ({ given, then }) => expect(missing(given.checklist, contentOf(given))).toEqual(then.missing),
  conditions: ({ given, then }) => expect(visible(given)).toEqual(then.visible),
  'answer-values': ({ given, then }) => expect(validateAnswer(given.item, given.value)).toEqual(then.error),
}

/** Publishing is the server's; a tablet only ever sees documents that passed. */
const NOT_HERE = ['validation']

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
for (const name of files) {
  const file = JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as VectorFile
  const check = CHECKS[file.topic]
  describe(`vectors of ${file.topic}`, () => {
    it('is known here', () => {
      expect(check !== undefined || NOT_HERE.includes(file.topic)).toBe(true)
    })
    if (check) it.each(file.vectors.map((vector) => [vector.name, vector] as const))('%s', (_, v) => check(v))
  })
}
