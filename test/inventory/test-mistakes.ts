import { expect, test } from "vitest";

import { houseWith, mistakesIn } from "./house.ts";

/** One mistake put into the house, and exactly what a person reads about it. */
export interface MistakeCase {
  readonly it: string;
  readonly swap: readonly (readonly [was: string, is: string])[];
  readonly says: readonly string[];
}

/** Tests a table of mistakes. */
export function testMistakes(cases: readonly MistakeCase[]): void {
  test.each(cases)("$it", async ({ swap, says }) => {
    const text = houseWith(...swap);
    expect((await mistakesIn({ "house.yaml": text })).split("\n")).toEqual(says);
  });
}
