import { defineConfig } from "vitest/config";

const slow = ["test/**/*.lab.test.ts", "test/**/*.slow.test.ts", "test/e2e/**"];

// oxlint-disable-next-line import/no-default-export -- vitest asks for it
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/mutation-table.ts"],
    projects: [
      { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: slow } },
      { extends: true, test: { name: "slow", include: ["test/**/*.slow.test.ts"], testTimeout: 300_000 } },
      {
        extends: true,
        test: { name: "engine", include: ["test/e2e/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
      },
      {
        extends: true,
        test: {
          name: "lab",
          include: ["test/**/*.lab.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          globalSetup: ["test/support/lab-setup.ts"],
        },
      },
      // The tables of states once more: each state on a real host, broken there in every way.
      {
        extends: true,
        test: {
          name: "mutations",
          include: ["test/states/*.test.ts"],
          env: { CONFORM_ON_REAL_HOSTS: "yes" },
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          globalSetup: ["test/support/families-setup.ts"],
        },
      },
    ],
  },
});
