import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Frame } from "#transport/frame.ts";
import { anyText } from "#support/any-text.ts";

const mark = "0123456789abcdef";

test("output, mark and what follows come apart, however the stream was cut", () => {
  fc.assert(
    fc.property(anyText, fc.string(), fc.array(fc.nat(200)), (before, after, cuts) => {
      const stream = Buffer.from(`${before}${mark} 17\n${after}`);
      const frame = new Frame(mark);
      const rest: Buffer[] = [];
      let from = 0;
      for (const cut of [...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length]) {
        rest.push(frame.push(stream.subarray(from, cut)));
        from = cut;
      }
      expect(frame.text).toBe(before);
      expect(frame.word).toBe("17");
      expect(Buffer.concat(rest).toString()).toBe(after);
    }),
    { numRuns: 50 },
  );
});

test("nothing is passed on before it is sure that it is not the mark", () => {
  const heard: string[] = [];
  const frame = new Frame(mark, (bytes) => heard.push(bytes.toString()));
  for (const piece of ["one 01234", "two ", mark.slice(0, 10), mark.slice(10), " 0\n"]) frame.push(Buffer.from(piece));
  expect(heard.join("")).toBe("one 01234two ");
});

test("without a mark there is no end, and nothing is lost", () => {
  const frame = new Frame(mark);
  frame.push(Buffer.from("account not available"));
  expect(frame.word).toBeUndefined();
  expect(frame.text).toBe("account not available");
});
