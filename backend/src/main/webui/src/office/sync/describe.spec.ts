import { beforeAll, describe as group, expect, it } from 'vitest'
import type { ChecklistDocument } from '@/checklist/document'
import { chooseLocale, loadRoomMessages } from '@/i18n'
import { bytesText, describe, isAt } from './describe'

const checklist = {
  schema: 1,
  code: 'c',
  title: { 'zh-CN': '表' },
  sections: [
    {
      id: 's',
      title: { 'zh-CN': '厅内' },
      items: [
        { id: 'clean', type: 'YES_NO', text: { 'zh-CN': '厅内整洁' } },
        { id: 'smile', type: 'RATING', text: { 'zh-CN': '微笑服务' }, scale: { min: 1, max: 5 } },
      ],
    },
  ],
} as unknown as ChecklistDocument

beforeAll(async () => {
  chooseLocale('zh-CN')
  await loadRoomMessages('office')
})

group('an operation in words', () => {
  it('shows answers by their questions', () => {
    const body = {
      kind: 'answers.set',
      answers: { clean: { value: 'NO', base: [] }, smile: { value: 4 }, gone: { value: null } },
    }
    expect(describe(body, checklist).map(({ label, text }) => [label, text])).toEqual([
      ['厅内整洁', '否'],
      ['微笑服务', '4 分（满分 5 分）'],
      ['gone', '未作答'],
    ])
  })

  it('shows a value the question cannot hold as it is', () => {
    const [line] = describe({ kind: 'answers.set', answers: { clean: { value: 'PERHAPS' } } }, checklist)
    expect(line?.text).toBe('PERHAPS')
  })

  it('goes on without the checklist and with anything a device may send', () => {
    expect(describe({ kind: 'answers.set', answers: { clean: { value: 'YES' } } }, null)).toEqual([
      { label: 'clean', text: '是', at: '/answers/clean' },
    ])
    for (const body of [null, 7, 'x', [], {}, { kind: 'answers.set', answers: 3 }, { kind: 'photo.add' }]) {
      expect(() => describe(body, checklist)).not.toThrow()
    }
  })

  it('shows of an unknown kind what is its own', () => {
    expect(
      describe({ id: 'i', kind: 'visit.teleport', entity: 'visit', hlc: '0', to: { lat: '1' } }, checklist),
    ).toEqual([{ label: 'to', text: '{"lat":"1"}', at: '/to' }])
  })

  it('says what a photo is of and how large', () => {
    const photo = { item: 'clean', purpose: 'PHOTO', size: 1_572_864, contentType: 'image/jpeg' }
    expect(describe({ kind: 'photo.add', photo }, checklist)).toEqual([
      { label: '厅内整洁', text: '照片 · 1.5 MB · image/jpeg', at: '/photo' },
    ])
  })

  it('says what a request is for', () => {
    expect(describe({ kind: 'status.request', to: 'SUBMITTED', score: '92.50' }, null)).toEqual([
      { label: '改为', text: '已提交', at: '/to' },
      { label: '设备上的得分', text: '92.50', at: '/score' },
    ])
  })
})

it('finds the line a pointer leads into, and no other that begins alike', () => {
  const lines = describe(
    { kind: 'answers.set', answers: { 'a/b': { value: 1 }, clean: { value: 1 }, cleaner: { value: 1 } } },
    null,
  )
  const hit = (pointer: string | null) =>
    lines.filter((line) => isAt(line, pointer)).map((line) => line.label)
  expect(hit('/answers/clean/value')).toEqual(['clean'])
  expect(hit('/answers/a~1b')).toEqual(['a/b'])
  expect(hit('/answers')).toEqual([])
  expect(hit(null)).toEqual([])
})

it('writes sizes as people say them', () => {
  expect([5, 1_536, 204_800, 10_485_760].map(bytesText)).toEqual(['5 B', '1.5 KB', '200 KB', '10.0 MB'])
})
