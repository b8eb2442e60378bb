import { Person } from './api'

interface Listed<T> {
  items: T[]
}

/** A checklist of a story's own, published, with a programme and assignments of the inspector's for today. */
export interface Prepared {
  officer: Person
  programme: string
  checklist: string
  assignments: { id: string; visit: string }[]
}

interface Wanted {
  /** Of the kind; the code is made from it, and a running server may have seen it before. */
  code: string
  name: string
  sections: unknown[]
  checklist?: Record<string, unknown>
  programme?: Record<string, unknown>
  /** How many assignments; one by default. */
  count?: number
  /** Where, by the place among the stores from the end; the last one by default. */
  store?: number
}

export const today = (): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

export const zh = (text: string): { 'zh-CN': string } => ({ 'zh-CN': text })

export async function prepare(base: string, wanted: Wanted): Promise<Prepared> {
  const officer = await Person.signIn(base, 'officer@demo')
  const code = `${wanted.code}-${Date.now()}`
  const { versionId } = await officer.post<{ versionId: string }>('/api/checklists', {
    schema: 1,
    code,
    version: 1,
    title: zh(wanted.name),
    ...wanted.checklist,
    sections: wanted.sections,
  })
  await officer.post(`/api/checklists/versions/${versionId}/publish`, {})
  const programme = await officer.post<{ id: string }>('/api/programmes', {
    code,
    name: zh(wanted.name),
    kind: 'OPEN_INSPECTION',
    checklistVersion: versionId,
    startsOn: today(),
    endsOn: today(),
    ...wanted.programme,
  })
  const assignments = await assign(base, officer, programme.id, wanted.count ?? 1, wanted.store)
  return { officer, programme: programme.id, checklist: versionId, assignments }
}

export async function assign(
  base: string,
  officer: Person,
  programme: string,
  count: number,
  store = 0,
): Promise<{ id: string; visit: string }[]> {
  const inspector = await Person.signIn(base, 'inspector@demo')
  const units = await officer.get<{ id: string; type: string }[]>('/api/units')
  const unit = units.filter((each) => each.type === 'STORE').at(-1 - store)?.id
  const made = await officer.post<Listed<{ id: string; visit: string }>>('/api/assignments', {
    assignments: Array.from({ length: count }, () => ({
      programme,
      unit,
      assignee: inspector.me.id,
      windowFrom: today(),
      windowTo: today(),
    })),
  })
  return made.items
}
