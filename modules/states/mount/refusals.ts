import { UserError } from "#core/errors.ts";

const refusals: readonly (readonly [found: RegExp, mistake: string, instead: string])[] = [
  [
    /^(pass(word2?)?=|user(name)?=[^%]*%)/,
    "has a password among its options, which everybody on the host could read in /etc/fstab",
    "Declare a `file` with `username=` and `password=` in it, mode 0600, its content a secret, and name it here: `credentials=/etc/…`.",
  ],
  [
    /^x-systemd[.](automount$|idle-timeout=)/,
    "has an automount among its options",
    "Say `automount: true` and, in seconds, `idleTimeout`, so that the automount itself is looked at, too.",
  ],
  [/^r?bind$/, "is a bind mount, of which the kernel does not tell the source", "Declare a `link` to the folder."],
];

/**
 * Options that a mount does not take.
 * @throws {UserError} saying what to declare instead.
 */
export function refuseOptions(path: string, options: readonly string[]): void {
  for (const [found, mistake, instead] of refusals)
    if (options.some((option) => found.test(option))) throw new UserError(`the mount ${path} ${mistake}`, instead);
}
