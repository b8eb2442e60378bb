/** That the office had this tablet emptied: told until somebody begins here anew, or it would look like a loss. */
const KEY = 'plumbline.wiped.v1'

export function noteWiped(): void {
  localStorage.setItem(KEY, new Date().toISOString())
}

export const wasWiped = (): boolean => localStorage.getItem(KEY) !== null

export const forgetWiped = (): void => localStorage.removeItem(KEY)
