/** Something the person at the keyboard can put right; its message says how. */
export class LabError extends Error {
  override readonly name = "LabError";
}
