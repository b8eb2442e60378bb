import { expect, it, vi } from 'vitest'
import { OfflineError } from '@/api/problem'
import { WorkFileError } from '@/sync/workfile/format'
import { faultText } from './fault'

const key = (text: string): string => text

it.each([
  [new WorkFileError('truncated'), 'field.carry.fault.truncated'],
  [new OfflineError(), 'field.carry.fault.offline'],
  [new DOMException('no room', 'QuotaExceededError'), 'field.carry.fault.full'],
])('names what happened to a file: %s', (error, text) => expect(faultText(key, error)).toBe(text))

it('tells of what nobody foresaw, and keeps it for whoever looks into it', () => {
  const told = vi.fn()
  vi.stubGlobal('reportError', told)
  const error = new DOMException('a proxy could not be cloned', 'DataCloneError')
  expect(faultText(key, error)).toBe('field.carry.fault.unforeseen')
  expect(told).toHaveBeenCalledWith(error)
  vi.unstubAllGlobals()
})
