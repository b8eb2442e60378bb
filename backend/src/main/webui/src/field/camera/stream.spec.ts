import { effectScope, shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { constraintsOf, faultOf, nextLens, useCamera, type OpenCamera } from './stream'

const named = (name: string): DOMException => new DOMException('', name)

describe('what went wrong', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'none'],
    ['OverconstrainedError', 'none'],
    ['NotReadableError', 'busy'],
    ['AbortError', 'busy'],
    ['TypeError', 'unsupported'],
  ])('%s is told as %s', (name, fault) => expect(faultOf(named(name))).toBe(fault))
})

describe('which camera', () => {
  it('the one at the back comes first, without sound', () => {
    const { audio, video } = constraintsOf({ facing: 'environment', device: null })
    expect(audio).toBe(false)
    expect(video).toMatchObject({ facingMode: { ideal: 'environment' } })
  })

  it('a phone changes sides, a desk goes through its list and round', () => {
    const lens = { facing: 'environment', device: null } as const
    expect(nextLens(lens, { facingMode: 'environment' }, ['a', 'b', 'c'])).toEqual({
      facing: 'user',
      device: null,
    })
    expect(nextLens(lens, { deviceId: 'b' }, ['a', 'b']).device).toBe('a')
    expect(nextLens(lens, { deviceId: 'a' }, ['a', 'b']).device).toBe('b')
  })
})

describe('the open camera', () => {
  let tracks: { stop: ReturnType<typeof vi.fn>; onended: (() => void) | null }[] = []
  const getUserMedia = vi.fn()
  let scope = effectScope()
  let camera: OpenCamera

  function stream(): unknown {
    const track = { stop: vi.fn(), onended: null, getCapabilities: () => ({}), getSettings: () => ({}) }
    tracks.push(track)
    return { getTracks: () => [track], getVideoTracks: () => [track] }
  }

  function look(state: 'hidden' | 'visible'): void {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
    document.dispatchEvent(new Event('visibilitychange'))
  }

  beforeEach(() => {
    tracks = []
    vi.useFakeTimers()
    getUserMedia.mockReset().mockImplementation(() => Promise.resolve(stream()))
    vi.stubGlobal('navigator', {
      mediaDevices: { getUserMedia, enumerateDevices: () => Promise.resolve([]) },
    })
    scope = effectScope()
    const video = { srcObject: null, play: () => Promise.resolve() } as unknown as HTMLVideoElement
    camera = scope.run(() => useCamera(shallowRef(video))) as OpenCamera
  })

  afterEach(() => {
    scope.stop()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('stops every track when its view is closed', async () => {
    await camera.start()
    expect(camera.state.value).toBe('live')
    scope.stop()
    expect(tracks.map(({ stop }) => stop.mock.calls.length)).toEqual([1])
  })

  it('stops while the page is hidden and goes on when it is seen again', async () => {
    await camera.start()
    look('hidden')
    expect([camera.state.value, tracks[0]?.stop.mock.calls.length]).toEqual(['paused', 1])
    look('visible')
    await vi.advanceTimersByTimeAsync(0)
    expect([camera.state.value, tracks.length]).toEqual(['live', 2])
  })

  it('a camera that was given after its view was closed is stopped at once', async () => {
    let give: (stream: unknown) => void = () => undefined
    getUserMedia.mockReturnValue(new Promise((resolve) => (give = resolve)))
    const started = camera.start()
    scope.stop()
    give(stream())
    await started
    expect(tracks[0]?.stop).toHaveBeenCalledTimes(1)
    expect(camera.state.value).not.toBe('live')
  })

  it('a camera that is busy is asked for once more, for phones give it back late', async () => {
    getUserMedia.mockRejectedValueOnce(named('NotReadableError'))
    const started = camera.start()
    await vi.advanceTimersByTimeAsync(1_000)
    await started
    expect([camera.state.value, getUserMedia.mock.calls.length]).toEqual(['live', 2])
  })

  it('a refusal is told and not asked for again', async () => {
    getUserMedia.mockRejectedValue(named('NotAllowedError'))
    await camera.start()
    expect([camera.fault.value, getUserMedia.mock.calls.length]).toEqual(['denied', 1])
  })

  it('a camera that the system takes back is told of', async () => {
    await camera.start()
    tracks[0]?.onended?.()
    expect([camera.state.value, camera.fault.value]).toEqual(['failed', 'lost'])
  })

  it('a browser that knows no camera says so', async () => {
    vi.stubGlobal('navigator', {})
    await camera.start()
    expect(camera.fault.value).toBe('unsupported')
  })
})
