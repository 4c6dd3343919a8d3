import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, Suite } from "#inventory/facility.ts";
import { directory } from "#states/directory.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { packages } from "#states/package.ts";
import { tuningOf } from "#suites/classes.ts";

const fonts = "/usr/local/share/fonts";

/** One look of pictures and titles in every suite: the OCIO configuration that applications read, and fonts that they find. */
export const colourFonts = (facility: Facility, { ocio }: Suite, host: Host): DeclaredRole =>
  role("colour-fonts", [
    ocio !== undefined &&
      file(
        { path: "/etc/profile.d/ocio.sh", content: `export OCIO=${ocio}\n` },
        { why: "two applications with two configurations show one picture in two ways" },
      ),
    tuningOf(facility, host).desktop &&
      ocio !== undefined && [
        packages({ names: ["fontconfig"] }),
        directory({ path: fonts, mode: "0755" }),
        exec({
          name: "index the fonts",
          command: "fc-cache --system-only",
          unless: `[ -e /var/cache/fontconfig/CACHEDIR.TAG ] && [ -z "$(find ${fonts} -newer /var/cache/fontconfig/CACHEDIR.TAG)" ]`,
        }),
      ],
  ]);
