import { expect, it } from 'vitest'
import { assignment } from '@/sync/testing/fixtures'
import type { Assignment } from '@/sync/wire'
import { search } from './search'
import type { TodayCard } from './today'

const card = (change: Partial<Assignment>): TodayCard => ({
  assignment: assignment(change),
  ...{ state: 'todo', done: 0, total: 1, missing: 1, unsent: 0, conflicts: 0, ready: true },
})
const unit = (id: string, name: string, address: string) => ({ id, name, type: 'STORE', address })
const shiqi = card({ unit: unit('1', '石岐民族路营业厅', '中山市石岐街道民族路223号') })
const xiaolan = card({
  unit: unit('2', '小榄升平中路代办厅', '中山市小榄镇升平中路119号'),
  programme: {
    id: 'p',
    code: 'CB-7',
    kind: 'CALLBACK',
    name: { 'zh-CN': '装机回访', en: 'Installation callback' },
  },
  subjectStaff: { id: 's', name: '李小满' },
  serviceEvent: { number: 'WO-20261120-8', customerName: '欧阳先生', customerPhone: '13900001234' },
})
const found = (query: string) => search([shiqi, xiaolan], query).map((each) => each.assignment.unit.id)

it('finds by store, address, programme in either language, staff and work order', () => {
  for (const [query, ids] of [
    ['民族路', ['1']],
    ['119', ['2']],
    ['回访', ['2']],
    ['installation', ['2']],
    ['cb-7', ['2']],
    ['李小满', ['2']],
    ['wo-20261120', ['2']],
    ['中山市', ['1', '2']],
  ] as const)
    expect([query, found(query)]).toEqual([query, ids])
})

it('wants every word, in any order', () => {
  expect(found('223 石岐')).toEqual(['1'])
  expect(found('223 小榄')).toEqual([])
})

it('takes full-width letters and digits, and spaces, for the same', () => {
  expect(found('　ＣＢ－７　１１９ ')).toEqual(['2'])
})

it('shows all for nothing typed', () => {
  expect(found(' ')).toEqual(['1', '2'])
})

it('finds a customer by what the card shows and by nothing more', () => {
  expect(found('1234')).toEqual(['2'])
  expect(found('13900001234')).toEqual([])
  expect(found('欧阳先生')).toEqual([])
})
