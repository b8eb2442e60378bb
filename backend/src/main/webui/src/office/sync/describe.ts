/**
 * What an operation says, in the words of the checklist it was written for: for somebody who decides what is to become
 * of it and has never seen JSON.
 */
import type { ChecklistDocument, Item } from '@/checklist/document'
import { i18n, localText } from '@/i18n'
import { answerText } from '@/shared/answers'

export interface Line {
  label: string
  text: string
  /** Where in the operation it is, as a JSON pointer. */
  at: string
}

const t = (key: string, values: Record<string, unknown> = {}): string => i18n.global.t(key, values)
const te = (key: string): boolean => i18n.global.te(key)

type Members = Record<string, unknown>

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}

/** As RFC 6901 writes a name inside a pointer. */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function itemsOf(checklist: ChecklistDocument | null): Map<string, Item> {
  const items = (checklist?.sections ?? []).flatMap((section) => section.items)
  return new Map(items.map((item) => [item.id, item]))
}

/** Any value as text; nothing a device sent may break the page. */
function plain(value: unknown): string {
  if (value === null || value === undefined) return t('answer.none')
  if (value === 'YES') return t('answer.yes')
  if (value === 'NO') return t('answer.no')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function answerOf(item: Item | undefined, value: unknown): string {
  if (!item) return plain(value)
  try {
    // An unknown word would be read as "no": a value the item cannot hold is shown as it is.
    if (item.type === 'YES_NO' && typeof value === 'string' && value !== 'YES' && value !== 'NO') return value
    return answerText(item, value)
  } catch {
    return plain(value)
  }
}

const questionOf = (items: Map<string, Item>, id: string): string => localText(items.get(id)?.text) || id

function size(bytes: unknown): string {
  return typeof bytes === 'number' ? bytesText(bytes) : ''
}

/** A number of bytes as people say it. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kilo = bytes / 1024
  return kilo < 1024 ? `${kilo.toFixed(kilo < 10 ? 1 : 0)} KB` : `${(kilo / 1024).toFixed(1)} MB`
}

function photoLine(body: Members, items: Map<string, Item>): Line {
  const photo = membersOf(body.photo)
  const item = typeof photo.item === 'string' ? photo.item : null
  const parts = [size(photo.size), typeof photo.contentType === 'string' ? photo.contentType : '']
  return {
    label: item === null ? t('office.sync.line.visit') : questionOf(items, item),
    text: [
      t(photo.purpose === 'SIGNATURE' ? 'office.sync.line.signature' : 'office.sync.line.photo'),
      ...parts,
    ]
      .filter(Boolean)
      .join(' · '),
    at: '/photo',
  }
}

/** What belongs to every operation, and the bases of merging: nothing a reader decides by. */
const ENVELOPE = new Set(
  'id sequence hlc actor known entity entityId kind schema wall checklist assignment observed'.split(' '),
)

function others(body: Members): Line[] {
  return Object.entries(body)
    .filter(([name]) => !ENVELOPE.has(name))
    .map(([name, value]) => ({ label: name, text: plain(value), at: `/${escaped(name)}` }))
}

export function describe(given: unknown, checklist: ChecklistDocument | null): Line[] {
  const body = membersOf(given)
  const items = itemsOf(checklist)
  switch (body.kind) {
    case 'visit.start':
      return [{ label: t('office.sync.line.started'), text: plain(body.startedAt), at: '/startedAt' }]
    case 'answers.set':
      return Object.entries(membersOf(body.answers)).map(([id, answer]) => ({
        label: questionOf(items, id),
        text: answerOf(items.get(id), membersOf(answer).value),
        at: `/answers/${escaped(id)}`,
      }))
    case 'note.add':
      return Object.entries(membersOf(body.notes)).map(([id, note]) => ({
        label: id === '_visit' ? t('office.sync.line.visit') : questionOf(items, id),
        text: plain(membersOf(note).value),
        at: `/notes/${escaped(id)}`,
      }))
    case 'photo.add':
      return [photoLine(body, items)]
    case 'photo.remove':
      return [{ label: t('office.sync.line.photo'), text: t('office.sync.line.removed'), at: '/photo' }]
    case 'callback.attempt': {
      const { outcome, at, channel } = membersOf(body.attempt)
      const key = `office.callback.outcome.${String(outcome)}`
      const by = `office.callback.channel.${String(channel)}`
      const words = [te(by) ? t(by) : plain(channel), te(key) ? t(key) : plain(outcome), plain(at)]
      return [{ label: t('office.callback.attempt'), text: words.join(' · '), at: '/attempt' }]
    }
    case 'status.request': {
      const to = `office.state.${String(body.to)}`
      const lines = [{ label: t('office.sync.line.to'), text: te(to) ? t(to) : plain(body.to), at: '/to' }]
      if (typeof body.score === 'string')
        lines.push({ label: t('office.sync.line.score'), text: body.score, at: '/score' })
      return lines
    }
    default:
      return others(body)
  }
}

/** Whether the fault is in this line: the pointer leads to it or into it. */
export function isAt(line: Line, pointer: string | null): boolean {
  return pointer !== null && (pointer === line.at || pointer.startsWith(`${line.at}/`))
}
