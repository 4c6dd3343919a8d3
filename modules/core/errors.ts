/** A mistake the user can put right. Printed as it is, without a stack trace; everything else that is thrown is a bug of ours. */
export class UserError extends Error {
  override readonly name: string = "UserError";
  /** What to try, as a whole sentence. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** Nobody could look at the host: it is off, refuses us, or is not who it claims to be. Never counts as conforming. */
export class Unreachable extends UserError {
  override readonly name = "Unreachable";
  readonly host: string;

  constructor(host: string, reason: string, hint?: string) {
    super(reason, hint);
    this.host = host;
  }
}

/** The host was reached, but the script did not come to its end: timed out, killed, connection lost. The outcome is unknown. */
export class RunFailed extends UserError {
  override readonly name = "RunFailed";
  readonly host: string;

  constructor(host: string, reason: string, hint?: string) {
    super(reason, hint);
    this.host = host;
  }
}

/** The message of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
