import { beforeEach, describe, expect, it } from 'vitest'
import { serviceEventOf, telLink } from './customer'
import { handedPath, readHanded, takeBack, writeHanded, type Handed } from './lock'

const HANDED: Handed = { account: 'a', visit: 'v', step: 'ask', item: 'q2', seen: ['q1'], locale: 'zh-CN' }

describe('a device in a customer’s hands', () => {
  beforeEach(() => localStorage.clear())

  it('opens one page alone, and goes on where the customer was', () => {
    writeHanded(HANDED)
    expect(handedPath('a')).toBe('/field/visits/v/customer')
    expect(readHanded('a')).toEqual(HANDED)
  })

  it('opens every page again when it was taken back', () => {
    writeHanded(HANDED)
    takeBack()
    expect(handedPath('a')).toBeNull()
  })

  it('holds back nobody else who signs in, nor anybody when nobody is', () => {
    writeHanded(HANDED)
    expect(handedPath('b')).toBeNull()
    expect(handedPath(undefined)).toBeNull()
  })

  it('is in its owner’s hands when what is kept can not be read', () => {
    localStorage.setItem('plumbline.handed', '{"account":"a"')
    expect(handedPath('a')).toBeNull()
    localStorage.setItem('plumbline.handed', '{"account":"a","visit":"v","step":"ask"}')
    expect(handedPath('a')).toBeNull()
  })
})

describe('what a callback asks about', () => {
  it('shows the customer masked and keeps the number for calling', () => {
    const event = { number: 'ZW-1', product: '宽带', customer: '欧阳先生', phone: '143 0000 1234' }
    expect(serviceEventOf({ ...event, finishedOn: '2026-11-20T08:00:00Z' })).toEqual({
      number: 'ZW-1',
      product: '宽带',
      finishedOn: '2026-11-20',
      customer: '欧**',
      maskedPhone: '143****1234',
      phone: '143 0000 1234',
    })
  })

  it('has no number to call when the work order’s is masked, or there is none', () => {
    expect(serviceEventOf({ phone: '143****1234' }).phone).toBeNull()
    expect(serviceEventOf({ phone: '' }).phone).toBeNull()
    expect(serviceEventOf(null).phone).toBeNull()
  })

  it('is dialled by its digits', () => {
    expect(telLink('+86 143-0000 1234')).toBe('tel:+8614300001234')
  })
})
