import { Sh } from "#core/sh.ts";

/** What shall be installed, and what goes for the one transaction that does it. */
export interface Installation {
  /** Names, each with its version (exact or with `*`) where one is declared. */
  readonly wanted: readonly { readonly name: string; readonly version: string | undefined }[];
  /** Newer ones are taken, too, where no version is declared. */
  readonly latest: boolean;
  readonly allowDowngrade: boolean;
  /** As the host has it when undefined. */
  readonly installRecommends: boolean | undefined;
  /** Those whose holds this state decides: they are let go for the transaction, and held again should it fail. */
  readonly released: readonly string[];
}

/** How one family of systems asks for, installs, holds and removes packages. */
export interface PackageManager {
  readonly family: "debian" | "rhel";
  /** The tool without which nobody can look. */
  readonly tool: string;
  /** Prints `|NAME=STATUS=VERSION=MARK|` for each package that the host knows, once for each way to write its version. */
  readonly query: (names: readonly string[]) => Sh;
  /** Prints `|NAME=VERSION|` where the lists on the host have a newer one than is installed, or `?` where there are no lists. */
  readonly newer: (names: readonly string[]) => Sh;
  /** A shell word: patterns of the marks that are held. */
  readonly locks: Sh;
  /** One transaction. Asks nothing and keeps changed configuration. */
  readonly install: (installation: Installation) => Sh;
  readonly hold: (names: readonly string[]) => Sh;
  readonly release: (names: readonly string[]) => Sh;
  /** One transaction that takes exactly these away, or fails: what depends on them is never removed along. */
  readonly remove: (names: readonly string[], purge: boolean) => Sh;
}

/** `patiently COMMAND…` waits up to two minutes for whoever else is at work with packages; the tools themselves say who it is. */
export const patiently = new Sh(`patiently() {
  _patience=24
  while :; do
    _ended=0
    _said=$("$@" </dev/null 2>&1) || _ended=$?
    case $_ended.$_said in
      0.*) return 0 ;;
      *'Could not get lock'* | *'lock was locked by another process'* | *'already locked by'* | *"can't create transaction lock"*) ;;
      *) break ;;
    esac
    _patience=$((_patience - 1))
    [ "$_patience" -gt 0 ] || break
    sleep 5
  done
  printf '%s\\n' "$_said"
  return "$_ended"
}`);
