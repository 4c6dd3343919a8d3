/** How much one script may say on one stream. */
export const maxBytes = 64 * 1024 * 1024;

/** Splits a stream at the line that begins with a mark, which may come in pieces and at any place of a line. */
export class Frame {
  readonly #mark: Buffer;
  readonly #onBytes: ((bytes: Buffer) => void) | undefined;
  readonly #before: Buffer[] = [];
  #length = 0;
  #held: Buffer = Buffer.alloc(0);
  #word: string | undefined;

  constructor(mark: string, onBytes?: (bytes: Buffer) => void) {
    this.#mark = Buffer.from(mark, "latin1");
    this.#onBytes = onBytes;
  }

  /** What came before the mark, or everything while there is none. */
  get text(): string {
    return Buffer.concat(this.#word === undefined ? [...this.#before, this.#held] : this.#before).toString("utf8");
  }

  /** What stood in the mark's line after the mark; undefined until that line is there. */
  get word(): string | undefined {
    return this.#word;
  }

  get tooLong(): boolean {
    return this.#length > maxBytes;
  }

  /** Takes the next bytes, and gives back those that came after the mark's line. */
  push(bytes: Buffer): Buffer {
    if (this.#word !== undefined) return bytes;
    const held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const at = held.indexOf(this.#mark);
    const sure = at === -1 ? Math.max(0, held.length - this.#mark.length + 1) : at;
    this.#keep(held.subarray(0, sure));
    this.#held = held.subarray(sure);
    const end = at === -1 ? -1 : this.#held.indexOf(10);
    if (end === -1) return Buffer.alloc(0);
    this.#word = this.#held.toString("latin1", this.#mark.length, end).trim();
    return this.#held.subarray(end + 1);
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#length += bytes.length;
    this.#before.push(bytes);
    this.#onBytes?.(bytes);
  }
}
