/**
 * The camera's picture on the page. It runs only while it is seen: hidden, left or closed, every track is stopped, so
 * that no light burns and no other app finds the camera taken.
 */
import type { CameraFrame } from './draw'
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export type CameraFault = 'denied' | 'none' | 'busy' | 'unsupported' | 'lost'
export type CameraState = 'starting' | 'live' | 'failed' | 'paused'
type Facing = 'environment' | 'user'

/** A little more than is kept of a picture; more would only heat the phone. */
const WANTED = { width: { ideal: 2560 }, height: { ideal: 1920 } }
/** Some phones take a moment to give the camera back after it was stopped. */
const AGAIN_MS = 600

/** What happened, by the names browsers give it, of now and of before. */
export function faultOf(error: unknown): CameraFault {
  switch (error instanceof Object && 'name' in error ? String(error.name) : '') {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'denied'
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'none'
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy'
    default:
      return 'unsupported'
  }
}

export interface Lens {
  facing: Facing
  device: string | null
}

export function constraintsOf({ facing, device }: Lens): MediaStreamConstraints {
  const which = device === null ? { facingMode: { ideal: facing } } : { deviceId: { exact: device } }
  return { audio: false, video: { ...which, ...WANTED } }
}

/** The other side where cameras have sides, else the next in the list. */
export function nextLens(lens: Lens, now: MediaTrackSettings, cameras: readonly string[]): Lens {
  if (now.facingMode === 'environment' || now.facingMode === 'user')
    return { facing: now.facingMode === 'user' ? 'environment' : 'user', device: null }
  const at = cameras.indexOf(now.deviceId ?? '')
  return { facing: lens.facing, device: cameras[(at + 1) % cameras.length] ?? null }
}

export interface OpenCamera {
  state: Ref<CameraState>
  fault: Ref<CameraFault | null>
  canSwitch: Ref<boolean>
  /** Null where this camera has no light. */
  torch: Ref<boolean | null>
  start: () => Promise<void>
  switchLens: () => Promise<void>
  toggleTorch: () => Promise<void>
  /** What is seen now. */
  frame: () => Promise<CameraFrame>
}

export function useCamera(video: Readonly<ShallowRef<HTMLVideoElement | null>>): OpenCamera {
  const state = ref<CameraState>('starting')
  const fault = ref<CameraFault | null>(null)
  const torch = ref<boolean | null>(null)
  const canSwitch = ref(false)
  const stream = shallowRef<MediaStream | null>(null)
  let lens: Lens = { facing: 'environment', device: null }
  let cameras: string[] = []
  let turn = 0

  function stop(): void {
    turn += 1
    for (const track of stream.value?.getTracks() ?? []) track.stop()
    stream.value = null
    torch.value = null
    if (video.value) video.value.srcObject = null
  }

  function fail(why: CameraFault): void {
    stop()
    fault.value = why
    state.value = 'failed'
  }

  async function start(): Promise<void> {
    stop()
    const mine = turn
    state.value = 'starting'
    fault.value = null
    if (typeof navigator.mediaDevices?.getUserMedia !== 'function') return fail('unsupported')
    try {
      const got = await asked(constraintsOf(lens))
      // Closed, hidden or switched meanwhile: nobody looks at this one.
      if (mine !== turn) return got.getTracks().forEach((track) => track.stop())
      await show(got, mine)
    } catch (error) {
      if (mine === turn) fail(faultOf(error))
    }
  }

  async function show(got: MediaStream, mine: number): Promise<void> {
    stream.value = got
    const [track] = got.getVideoTracks()
    if (!track || !video.value) return fail('none')
    track.onended = () => mine === turn && fail('lost')
    video.value.srcObject = got
    await video.value.play()
    if (mine !== turn) return
    const capabilities = track.getCapabilities?.() as { torch?: boolean } | undefined
    torch.value = capabilities?.torch === true ? false : null
    state.value = 'live'
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => [])
    cameras = devices.filter(({ kind }) => kind === 'videoinput').map(({ deviceId }) => deviceId)
    canSwitch.value = cameras.length > 1
  }

  async function switchLens(): Promise<void> {
    const [track] = stream.value?.getVideoTracks() ?? []
    if (!track) return
    lens = nextLens(lens, track.getSettings(), cameras)
    await start()
  }

  async function toggleTorch(): Promise<void> {
    const [track] = stream.value?.getVideoTracks() ?? []
    if (!track || torch.value === null) return
    const on = !torch.value
    try {
      await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] })
      torch.value = on
    } catch {
      torch.value = null
    }
  }

  async function frame(): Promise<CameraFrame> {
    if (!video.value || state.value !== 'live') throw new Error('no picture')
    return heldFrame(video.value) ?? (await createImageBitmap(video.value))
  }

  function onVisibility(): void {
    if (document.visibilityState === 'hidden') {
      stop()
      if (state.value !== 'failed') state.value = 'paused'
    } else if (state.value === 'paused') void start()
  }

  document.addEventListener('visibilitychange', onVisibility)
  window.addEventListener('pagehide', stop)
  onScopeDispose(() => {
    stop()
    document.removeEventListener('visibilitychange', onVisibility)
    window.removeEventListener('pagehide', stop)
  })
  return { state, fault, canSwitch, torch, start, switchLens, toggleTorch, frame }
}

/**
 * The frame as the camera gave it, not yet copied: copying one of five megapixels takes the page's thread 100 ms and
 * more where no graphics chip does it. Null where browsers do not have it, and in Apple's, which turn the frames of a
 * phone held across on the screen only.
 */
function heldFrame(video: HTMLVideoElement): VideoFrame | null {
  if (typeof VideoFrame === 'undefined' || navigator.vendor.startsWith('Apple')) return null
  try {
    const frame = new VideoFrame(video, { timestamp: 0 })
    if (frame.displayWidth === video.videoWidth && frame.displayHeight === video.videoHeight) return frame
    frame.close()
    return null
  } catch {
    return null
  }
}

async function asked(constraints: MediaStreamConstraints): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia(constraints)
  } catch (error) {
    if (faultOf(error) !== 'busy') throw error
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    return navigator.mediaDevices.getUserMedia(constraints)
  }
}
