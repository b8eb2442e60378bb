import { expect, it } from 'vitest'
import { missing } from '@/checklist/completeness'
import type { ChecklistDocument, Item, VisitContent } from '@/checklist/document'
import { evaluate } from '@/checklist/evaluation'
import { Tally } from './tally'

const text = { 'zh-CN': '题' }

/** Seeded, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function checklist(next: () => number): ChecklistDocument {
  const items: Item[] = []
  for (let at = 0; at < 60; at += 1) {
    const item: Item = { id: `i${at}`, type: 'YES_NO', text, points: '1', allowNa: true }
    if (next() < 0.3) item.required = false
    if (next() < 0.3) item.evidence = [{ kind: 'NOTE', when: 'FAILED' }]
    if (at > 0 && next() < 0.5) {
      const other = `i${Math.floor(next() * at)}`
      const third = `i${Math.floor(next() * at)}`
      item.visibleWhen =
        next() < 0.5
          ? { item: other, is: ['NO'] }
          : { any: [{ item: other, answered: true }, { not: { item: third, is: ['YES'] } }] }
    }
    items.push(item)
  }
  const section = (id: string, from: number) => ({
    id,
    title: text,
    weight: '50',
    items: items.slice(from, from + 30),
  })
  return { schema: 1, code: 'c', version: 1, title: text, sections: [section('a', 0), section('b', 30)] }
}

it.each([1, 2, 3, 4, 5])('an answer at a time comes to the same as everything anew, seed %i', (seed) => {
  const next = random(seed)
  const document = checklist(next)
  const tally = new Tally(document)
  const content = { answers: {}, notes: {}, photos: {}, signatures: {} } as VisitContent & {
    answers: Record<string, string | null | { na: true }>
    notes: Record<string, string>
  }
  tally.begin(content)
  let hidden = 0
  for (let step = 0; step < 200; step += 1) {
    const id = `i${Math.floor(next() * 60)}`
    const value = ['YES', 'NO', null, { na: true as const }][Math.floor(next() * 4)]
    if (next() < 0.8) content.answers[id] = value ?? null
    else content.notes[id] = next() < 0.5 ? '说明' : ''
    tally.update(content, [id])
    const whole = evaluate(document, content)
    expect([...tally.evaluation]).toEqual([...whole])
    expect(tally.missing).toEqual(missing(document, content, whole))
    const { a, b } = tally.sections
    const shown = [...whole.values()].filter((entry) => entry.state !== 'HIDDEN').length
    expect((a?.total ?? 0) + (b?.total ?? 0)).toBe(shown)
    hidden += 60 - shown
  }
  expect(hidden).toBeGreaterThan(100)
})

it('an answer looks again only at what hangs on it', () => {
  const items: Item[] = [
    { id: 'a', type: 'YES_NO', text },
    { id: 'b', type: 'YES_NO', text, visibleWhen: { item: 'a', is: ['NO'] } },
    { id: 'c', type: 'YES_NO', text, visibleWhen: { item: 'b', answered: true } },
    { id: 'd', type: 'YES_NO', text },
  ]
  const section = { id: 's', title: text, weight: '1', items }
  const tally = new Tally({ schema: 1, code: 'c', version: 1, title: text, sections: [section] })
  const content: VisitContent = { answers: { a: 'NO' } }
  tally.begin(content)
  expect(tally.update(content, ['a'])).toEqual(['a', 'b', 'c'])
  expect(tally.update(content, ['d'])).toEqual(['d'])
  expect([tally.decides('a'), tally.decides('d')]).toEqual([true, false])
})
