import { declareTestSite, readSite } from "#support/engine-program.ts";

/** The program of most tests with the real engine. */
export const run = (): Promise<void> => {
  declareTestSite(readSite(process.env["CONFORM_TEST_SITE"] ?? ""));
  return Promise.resolve();
};
