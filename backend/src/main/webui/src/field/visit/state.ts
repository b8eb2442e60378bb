import type { VisitView } from '@/sync/overlay'
import type { Assignment, AssignmentState, VisitDocument } from '@/sync/wire'

/**
 * How far a visit is, by the row that knows more: a page may bring the visit before its assignment, and what was
 * submitted must not be offered in between.
 */
export function stateOf(assignment: Assignment, document: VisitDocument | null): AssignmentState {
  const begun = ['ASSIGNED', 'IN_PROGRESS'].includes(assignment.state)
  return begun && document?.state === 'SUBMITTED' ? 'SUBMITTED' : assignment.state
}

export type VisitMode = 'open' | 'submitted' | 'closed'

/** What may be done with a visit here. */
export function modeOf(state: AssignmentState | null, view: Pick<VisitView, 'submittedHere'>): VisitMode {
  if (view.submittedHere) return 'submitted'
  switch (state) {
    case 'SUBMITTED':
      return 'submitted'
    case 'ACCEPTED':
    case 'EXPIRED':
    case 'CANCELLED':
      return 'closed'
    default:
      return 'open'
  }
}
