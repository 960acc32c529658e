/** Several calls that were under way together are refused together: that is one sign, not many. */
const cut = 0.8;
const minShare = 0.02;
/** Back to the full limit within minutes, so that a tool that used the same app for a while does not slow us for ever. */
const recoveryPerMs = 0.05 / 10_000;

/**
 * The share of the documented limit that seems to be ours: other tools may use the same app, and a deployment may allow
 * less than is documented. Cut on every sign of throttling, recovering slowly.
 */
export class UsableShare {
  #value = 1;
  #changedAt = Number.NEGATIVE_INFINITY;

  at(now: number): number {
    if (this.#value === 1) return 1;
    return Math.min(1, this.#value + Math.max(0, now - this.#changedAt) * recoveryPerMs);
  }

  /** `sentAt`: a call sent before the last cut gives no new information. */
  throttled(sentAt: number, now: number): void {
    if (sentAt <= this.#changedAt) return;
    this.#value = Math.max(minShare, this.at(now) * cut);
    this.#changedAt = now;
  }
}
