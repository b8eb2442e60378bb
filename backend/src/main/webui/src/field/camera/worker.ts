/** Pictures are drawn, judged and hashed here, away from the thread that answers the finger. */
import { PictureError, prepare, type Job, type PictureFault, type Prepared } from './draw'

export interface Asked {
  id: number
  job: Job
}
export type Answered = { id: number; done: Prepared } | { id: number; fault: PictureFault | 'crashed' }

const scope = self as unknown as DedicatedWorkerGlobalScope

scope.onmessage = ({ data: { id, job } }: MessageEvent<Asked>) => {
  prepare(job).then(
    (done) => scope.postMessage({ id, done } satisfies Answered),
    (error: unknown) => {
      const fault = error instanceof PictureError ? error.fault : 'crashed'
      scope.postMessage({ id, fault } satisfies Answered)
    },
  )
}
