import { printable } from "#core/printable.ts";

/** A line of a tree, and what hangs on it. */
export interface Branch {
  readonly label: string;
  readonly branches: readonly Branch[];
}

/** Branches as lines, with their trunks drawn. */
export const renderTree = (branches: readonly Branch[], trunk = ""): readonly string[] =>
  branches.flatMap(({ label, branches: inner }, i) => {
    const isLast = i === branches.length - 1;
    return [`${trunk}${isLast ? "└─ " : "├─ "}${printable(label)}`, ...renderTree(inner, `${trunk}${isLast ? "   " : "│  "}`)];
  });
