import { type Frame, headerOf } from './frame.ts';

/** Pieces of one message come within moments; what is incomplete by then is sent again by the platform anyway. */
const keptMs = 30_000;
const mostBytes = 64 * 1024 * 1024;
const mostPieces = 10_000;

interface Puzzle {
  readonly pieces: (Uint8Array | undefined)[];
  readonly since: number;
  missing: number;
  bytes: number;
}

/**
 * Puts payloads together that came in several frames, in any order. They are joined as bytes: a cut may lie within a character.
 * Source: the SDKs' `combine`, headers `sum` and `seq`.
 */
export class Fragments {
  readonly #puzzles = new Map<string, Puzzle>();
  #bytes = 0;

  /** The whole payload once the last piece is there. */
  add(frame: Frame, now: number): Uint8Array | undefined {
    const sum = Number(headerOf(frame, 'sum') ?? '1');
    const seq = Number(headerOf(frame, 'seq') ?? '0');
    if (!(sum > 1)) return frame.payload;
    if (!Number.isInteger(sum) || sum > mostPieces || !Number.isInteger(seq) || seq < 0 || seq >= sum) return undefined;
    this.#forget(now);
    const id = headerOf(frame, 'message_id') ?? '';
    const puzzle = this.#puzzles.get(id) ?? { pieces: Array(sum), since: now, missing: sum, bytes: 0 };
    this.#puzzles.set(id, puzzle);
    if (puzzle.pieces.length !== sum || puzzle.pieces[seq] !== undefined) return undefined;
    puzzle.pieces[seq] = frame.payload;
    puzzle.missing--;
    puzzle.bytes += frame.payload.length;
    this.#bytes += frame.payload.length;
    if (puzzle.missing > 0) return undefined;
    this.#drop(id, puzzle);
    return Buffer.concat(puzzle.pieces.filter((piece) => piece !== undefined));
  }

  #forget(now: number): void {
    for (const [id, puzzle] of this.#puzzles) {
      if (now - puzzle.since <= keptMs && this.#bytes <= mostBytes) return;
      this.#drop(id, puzzle);
    }
  }

  #drop(id: string, puzzle: Puzzle): void {
    this.#puzzles.delete(id);
    this.#bytes -= puzzle.bytes;
  }
}
