/**
 * Photos of the visit on the screen: taking, taking again, marking, removing, and which of the full-screen views is
 * open. A picture counts as taken once it is on the disk, and only then is it shown.
 */
import { inject, provide, shallowReactive, shallowRef, type InjectionKey, type ShallowRef } from 'vue'
import type { AccountDb } from '@/db/accountDb'
import { isQuotaError } from '@/db/room'
import { capture, marked, type Captured, type Origin } from '../visit/capture'
import type { VisitModel } from '../visit/model'
import type { Stroke } from '../visit/strokes'
import { PictureError, type CameraFrame, type PictureFault } from './draw'
import type { Mark, MarkInk } from './marks'
import type { QualityIssue } from './quality'

export interface Stage {
  view: 'camera' | 'photo' | 'marks'
  item: string
  /** Shown in the viewer, or marked. */
  photo: string | null
  /** The next picture takes the place of this one. */
  replaces: string | null
  /** Closing leads back to the camera. */
  fromCamera: boolean
}

/** Something to say about the last picture of an item. */
export interface Hint {
  photo: string
  issue: QualityIssue
}

export type TakeFault = PictureFault | 'failed'

export interface Taking {
  purpose?: 'PHOTO' | 'SIGNATURE'
  origin?: Origin
  replaces?: string | null
}

type Write = (key: string, stroke: Stroke) => void

export class PhotoDesk {
  readonly stage: ShallowRef<Stage | null> = shallowRef(null)
  /** Pictures on their way to the disk, by item. */
  readonly busy = shallowReactive(new Map<string, number>())
  readonly hints = shallowReactive(new Map<string, Hint>())
  readonly faults = shallowReactive(new Map<string, TakeFault>())

  constructor(
    private readonly db: AccountDb,
    private readonly write: Write,
  ) {}

  /** Resolves when the picture is on the disk, waits for room there, or is given up. */
  take(item: string, source: Blob | CameraFrame, taking: Taking = {}): Promise<void> {
    const { purpose = 'PHOTO', origin = 'camera', replaces = null } = taking
    return this.keep(item, replaces, () => capture(this.db, source, item, purpose, origin))
  }

  /** The picture with marks takes the place of the one without. */
  async mark(item: string, photo: string, marks: readonly Mark[], ink: MarkInk): Promise<void> {
    const entry = await this.db.media.get(photo)
    const file = entry && (await this.db.files.get(entry.sha256))
    if (!entry || !file) return void this.faults.set(item, 'failed')
    await this.keep(item, photo, () => marked(this.db, file.blob, entry, marks, ink), true)
  }

  private async keep(
    item: string,
    replaces: string | null,
    make: () => Promise<Captured>,
    show = false,
  ): Promise<void> {
    this.faults.delete(item)
    this.hints.delete(item)
    this.count(item, 1)
    try {
      const { photo, blob, thumbnail, issue } = await make()
      await new Promise<void>((settled) => {
        this.write(`photo ${photo.id}`, async (open) => {
          try {
            if (replaces === null) await open.addPhoto(photo, blob, thumbnail)
            else await open.replacePhoto(replaces, photo, blob, thumbnail)
            this.kept(item, photo.id, issue, show)
            settled()
          } catch (error) {
            // Without room it is tried again, and is on its way for so long.
            if (!isQuotaError(error)) settled()
            throw error
          }
        })
      })
    } catch (error) {
      this.faults.set(item, error instanceof PictureError ? error.fault : 'failed')
    } finally {
      this.count(item, -1)
    }
  }

  private kept(item: string, photo: string, issue: QualityIssue | null, show: boolean): void {
    if (issue !== null) this.hints.set(item, { photo, issue })
    const stage = this.stage.value
    if (show && stage?.item === item) this.stage.value = { ...stage, view: 'photo', photo }
  }

  private count(item: string, by: number): void {
    const number = (this.busy.get(item) ?? 0) + by
    if (number > 0) this.busy.set(item, number)
    else this.busy.delete(item)
  }

  remove(item: string, photo: string): void {
    if (this.hints.get(item)?.photo === photo) this.hints.delete(item)
    this.write(`remove ${photo}`, (open: VisitModel) => open.removePhoto(photo))
  }

  openCamera(item: string, replaces: string | null = null): void {
    this.hints.delete(item)
    this.faults.delete(item)
    this.stage.value = { view: 'camera', item, photo: null, replaces, fromCamera: false }
  }

  openPhoto(item: string, photo: string): void {
    const fromCamera = this.stage.value?.view === 'camera'
    this.stage.value = { view: 'photo', item, photo, replaces: null, fromCamera }
  }

  openMarks(): void {
    if (this.stage.value) this.stage.value = { ...this.stage.value, view: 'marks' }
  }

  /** One step back: from marks to the photo, from the photo to the camera it was opened from, or out. */
  back(): void {
    const stage = this.stage.value
    if (!stage) return
    if (stage.view === 'marks') this.stage.value = { ...stage, view: 'photo' }
    else if (stage.view === 'photo' && stage.fromCamera)
      this.stage.value = { ...stage, view: 'camera', photo: null, fromCamera: false }
    else this.leave()
  }

  leave(): void {
    // Who goes on keeps the picture.
    if (this.stage.value) this.hints.delete(this.stage.value.item)
    this.stage.value = null
  }

  /** What is taken next stands for itself again. */
  taken(): void {
    const stage = this.stage.value
    if (stage?.replaces) this.stage.value = { ...stage, replaces: null }
  }

  retake(item: string, photo: string): void {
    this.openCamera(item, photo)
  }
}

const DESK: InjectionKey<PhotoDesk> = Symbol('photos')

export function providePhotos(db: AccountDb, write: Write): PhotoDesk {
  const desk = new PhotoDesk(db, write)
  provide(DESK, desk)
  return desk
}

export function usePhotos(): PhotoDesk {
  const desk = inject(DESK)
  if (!desk) throw new Error('no photos outside a visit')
  return desk
}

/** Whether this browser can show the camera inside the app at all. */
export const hasCameraView = (): boolean => typeof navigator.mediaDevices?.getUserMedia === 'function'
