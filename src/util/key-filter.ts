/** One bit array for a bounded number of keys. */
interface Layer {
  readonly words: Int32Array;
  readonly capacity: number;
  count: number;
}

const firstCapacity = 1 << 14;
const maxCapacity = 1 << 20;
/** 32 bits a key and 16 probes: about three keys in ten million are taken for known that are not. */
const wordsPerKey = 1;
const probes = 16;

/**
 * Remembers which keys it has met, in four bytes each (a Bloom filter that grows). It never forgets a key; a new one it takes
 * for known about once in three million.
 */
export class KeyFilter {
  readonly #layers: Layer[] = [];
  #begun = begin('');

  /** True when the key may have been added before, false when it certainly was not. Adds it. `before`: the beginning of the key, where many share it. */
  add(key: string, before = ''): boolean {
    if (before !== this.#begun.text) this.#begun = begin(before);
    let { first, second } = this.#begun;
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at);
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x85ebca6b);
      second ^= second >>> 13;
    }
    first = mix(first);
    second = mix(second) | 1;
    const last = this.#room();
    let isKnown = false;
    for (const layer of this.#layers) {
      if (layer === last) break;
      isKnown ||= holds(layer, first, second);
    }
    return put(last, first, second) || isKnown;
  }

  #room(): Layer {
    const last = this.#layers.at(-1);
    if (last !== undefined && last.count < last.capacity) return last;
    const capacity = Math.min(maxCapacity, last === undefined ? firstCapacity : last.capacity * 2);
    const layer = { words: new Int32Array(capacity * wordsPerKey), capacity, count: 0 };
    this.#layers.push(layer);
    return layer;
  }
}

interface Begun {
  readonly text: string;
  readonly first: number;
  readonly second: number;
}

function begin(text: string): Begun {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ code, 0x85ebca6b);
    second ^= second >>> 13;
  }
  return { text, first, second };
}

/** Spreads what the last characters changed over all bits (the end of MurmurHash3). */
function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function holds({ words }: Layer, first: number, second: number): boolean {
  const mask = words.length * 32 - 1;
  for (let probe = 0, bit = first; probe < probes; probe++, bit = (bit + second) | 0) {
    const at = bit & mask;
    if (((words[at >>> 5] ?? 0) & (1 << (at & 31))) === 0) return false;
  }
  return true;
}

/** Sets the key's bits; true when all of them were set already. */
function put(layer: Layer, first: number, second: number): boolean {
  const { words } = layer;
  const mask = words.length * 32 - 1;
  let isKnown = true;
  for (let probe = 0, bit = first; probe < probes; probe++, bit = (bit + second) | 0) {
    const at = bit & mask;
    const word = words[at >>> 5] ?? 0;
    const set = word | (1 << (at & 31));
    if (set === word) continue;
    isKnown = false;
    words[at >>> 5] = set;
  }
  if (!isKnown) layer.count++;
  return isKnown;
}
