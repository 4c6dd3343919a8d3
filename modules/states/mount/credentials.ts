import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** The file in which mount.cifs(8) finds user and password. */
export const credentialsOf = (options: readonly string[]): string | undefined =>
  options.find((option) => /^cred(entials)?=/.test(option))?.replace(/^[^=]*=/, "");

/** `private` when nobody but root can read the file, else how it is. */
export const emitCredentials = (file: string): Sh => sh`stat_of ${file}
    case $_type:$_owner:$_mode in
      file:root:0?00) emit credentials private ;;
      :*) emit credentials '' ;;
      *) emit credentials "$_mode $_owner:$_group" ;;
    esac`;

/** Closes the file to others. What is in it is for a `file` to say. */
export const closeCredentials = (
  file: string,
): Sh => sh`if [ ! -f ${file} ] || [ -L ${file} ]; then echo ${`${file}, with user and password of the mount, is not there: declare it as a \`file\` of mode 0600`} >&2; exit 1; fi
    chown root:root ${file}
    chmod 0600 ${file}`;
