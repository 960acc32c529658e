/** As much of a socket as flow needs. */
interface FlowSocket {
  readonly bufferedAmount: number;
  pause(): void;
  resume(): void;
  terminate(): void;
}

/** Some hundred events of the usual size; each is there several times while it is read and stored. */
const maxPendingBytes = 4 * 1024 * 1024;
/** An event in memory takes more than its text. */
const eventCost = 2_000;

/**
 * Bounds what a connection holds in memory: events that have arrived and are not stored yet, and answers that the peer does not
 * take. While too many events wait the peer is not listened to; a peer that takes no answers is left.
 */
export class Flow {
  readonly #socket: FlowSocket;
  #bytes = 0;
  #isPaused = false;
  #isEnding = false;

  constructor(socket: FlowSocket) {
    this.#socket = socket;
  }

  arrived(bytes: number): void {
    this.#bytes += bytes + eventCost;
    if (this.#bytes <= maxPendingBytes || this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  finished(bytes: number): void {
    this.#bytes -= bytes + eventCost;
    if (!this.#isPaused || this.#isEnding || this.#bytes > maxPendingBytes / 2) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  /** Nothing more is taken. */
  end(): void {
    this.#isEnding = true;
    this.#socket.pause();
  }

  /** To be asked before anything is sent. */
  mayAnswer(): boolean {
    if (this.#socket.bufferedAmount <= maxPendingBytes) return true;
    this.#socket.terminate();
    return false;
  }
}
