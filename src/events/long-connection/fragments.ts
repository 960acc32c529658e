import { type Frame, headerOf } from './frame.ts';

/** Pieces of one message come within moments; what is incomplete by then is sent again by the platform anyway. */
const keptMs = 30_000;
/** Of all incomplete messages together, with what it costs to keep them. */
const maxBytes = 8 * 1024 * 1024;
const maxPieces = 10_000;
/** What a piece, and what a message, take besides their bytes. */
const pieceCost = 200;
const messageCost = 1_000;
/** The platform's are of 36. */
const maxIdLength = 200;

interface Puzzle {
  readonly sum: number;
  readonly pieces: Map<number, Uint8Array>;
  readonly since: number;
  cost: number;
}

/**
 * Puts payloads together that came in several frames, in any order. They are joined as bytes: a cut may lie within a character. Whatever
 * comes, the incomplete ones stay bounded: the oldest give way. Source: the SDKs' `combine`, headers `sum` and `seq`.
 */
export class Fragments {
  readonly #puzzles = new Map<string, Puzzle>();
  #cost = 0;

  /** What the incomplete messages take, in bytes. */
  get cost(): number {
    return this.#cost;
  }

  /** The whole payload once the last piece is there. */
  add(frame: Frame, now: number): Uint8Array | undefined {
    const sum = Number(headerOf(frame, 'sum') ?? '1');
    const seq = Number(headerOf(frame, 'seq') ?? '0');
    if (!(sum > 1)) return frame.payload;
    if (!Number.isInteger(sum) || sum > maxPieces || !Number.isInteger(seq) || seq < 0 || seq >= sum) return undefined;
    const id = headerOf(frame, 'message_id') ?? '';
    if (id.length > maxIdLength) return undefined;
    this.#forget(now);
    const puzzle = this.#puzzles.get(id) ?? this.#begin(id, sum, now);
    if (puzzle.sum !== sum || puzzle.pieces.has(seq)) return undefined;
    // A copy: the payload is a part of its frame, and would keep all of it.
    puzzle.pieces.set(seq, new Uint8Array(frame.payload));
    this.#add(puzzle, frame.payload.length + pieceCost);
    if (puzzle.pieces.size === sum) {
      this.#drop(id, puzzle);
      return Buffer.concat(Array.from({ length: sum }, (_, at) => puzzle.pieces.get(at) ?? new Uint8Array()));
    }
    for (const [oldest, one] of this.#puzzles) {
      if (this.#cost <= maxBytes) break;
      this.#drop(oldest, one);
    }
    return undefined;
  }

  #begin(id: string, sum: number, now: number): Puzzle {
    const puzzle: Puzzle = { sum, pieces: new Map(), since: now, cost: 0 };
    this.#puzzles.set(id, puzzle);
    this.#add(puzzle, messageCost);
    return puzzle;
  }

  #add(puzzle: Puzzle, cost: number): void {
    puzzle.cost += cost;
    this.#cost += cost;
  }

  #forget(now: number): void {
    for (const [id, puzzle] of this.#puzzles) {
      if (now - puzzle.since <= keptMs) return;
      this.#drop(id, puzzle);
    }
  }

  #drop(id: string, puzzle: Puzzle): void {
    this.#puzzles.delete(id);
    this.#cost -= puzzle.cost;
  }
}
