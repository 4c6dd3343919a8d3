import { applicationsOf } from "#inventory/applications.ts";
import { crossCheck } from "#inventory/cross-check.ts";
import { showNames } from "#inventory/show.ts";
import { isVersionOf } from "#inventory/versions.ts";

/** Suites can open each other's projects in the databases that they share. */
export const sharedProjects = crossCheck(
  {
    "unsupported-database": "a project database is of a version that the applications of its suites open projects in",
    "two-project-formats": "suites that share a project database have releases of a product with one format of projects",
  },
  function* (written) {
    const told = new Set<string>();
    const formats = new Map<string, { readonly format: string; readonly software: string; readonly suite: string }>();
    for (const [suite, { databases }] of written.suites) {
      const applications = databases.length > 0 ? applicationsOf(written, suite) : [];
      for (const [i, id] of databases.entries()) {
        const database = written.project_databases.get(id);
        if (database === undefined) continue;
        const path = ["suites", suite, "databases", i];
        for (const { software, application } of applications) {
          const { name, product = name, project_format: format, needs } = application;
          const pair = `${id} ${software}`;
          if (needs?.database?.some((version) => isVersionOf(database.version, version)) === false && !told.has(pair)) {
            told.add(pair);
            yield {
              id: "unsupported-database",
              path,
              message: `software ${software} of suite ${suite} opens projects in PostgreSQL ${showNames(needs.database)}, but project database ${id} is ${database.version}`,
              related: ["software", software, "application", "needs", "database"],
            };
          }
          const first = formats.get(`${id} ${product}`);
          if (format === undefined) continue;
          if (first === undefined) formats.set(`${id} ${product}`, { format, software, suite });
          else if (first.format !== format && !told.has(`${pair} ${first.software}`)) {
            told.add(`${pair} ${first.software}`);
            yield {
              id: "two-project-formats",
              path,
              message: `software ${software} of suite ${suite} has projects of format ${format}, but software ${first.software} of suite ${first.suite} shares project database ${id} and has format ${first.format}`,
              related: ["software", first.software, "application", "project_format"],
              hint: "A project that the newer one has opened does not go back.",
            };
          }
        }
      }
    }
  },
);
