import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Card, Facility, Host } from "#inventory/facility.ts";
import { group } from "#states/group.ts";
import { kernelModule } from "#states/kernel_module.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { udevRule } from "#states/udev_rule.ts";
import { testedSetOf } from "#inventory/of-host.ts";

interface VideoCard {
  readonly module: string;
  readonly rule: string;
  readonly unit?: string;
}

const videoCards: { readonly [C in Exclude<Card, "nvidia">]: VideoCard } = {
  decklink: { module: "blackmagic", rule: 'KERNEL=="blackmagic/*", GROUP="video", MODE="0660"', unit: "DesktopVideoHelper.service" },
  kona: { module: "ajantv2", rule: 'KERNEL=="ajantv2[0-9]*", GROUP="video", MODE="0660"' },
};

/** Cards that bring pictures in and out: driver of the tested set, its module for the kernel that runs, who may open it. */
export const videoIo = (facility: Facility, host: Host): DeclaredRole =>
  role(
    "video-io",
    host.cards.flatMap((card) => {
      const drivers = testedSetOf(facility, host)?.drivers[card];
      if (card === "nvidia" || drivers === undefined) return [];
      const { module, rule, unit } = videoCards[card];
      return [
        packages({ names: drivers }),
        group({ name: "video", system: true }),
        udevRule({ name: `70-${card}`, rules: [rule] }),
        kernelModule({ name: module }, { why: "a module that was not built for this kernel means no picture" }),
        ...(unit === undefined ? [] : [service({ name: unit, enabled: true, running: true })]),
      ];
    }),
  );
