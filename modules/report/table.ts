import { printable } from "#core/printable.ts";

/** A table as text: columns two spaces apart, as wide as their longest cell. Columns of figures, called by their heads, stand to the right. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[], figures: readonly string[] = []): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => printable(cell)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return figures.includes(head[column] ?? "") ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
