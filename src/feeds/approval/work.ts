import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';

/** Fewer windows do not show how many instances a window holds. */
const minWindows = 10;

/** How many calls for details cost as much of a minute as one of the list. */
const listWeight =
  (approvalEndpoints.getInstance.limit.perMinute ?? 1) / (approvalEndpoints.listInstances.limit.perMinute ?? 1);

/**
 * How much of the walk is done, in calls for details. Lists and details are called side by side, each at a limit of its own, so
 * that the slower of the two decides; how many details there are is reckoned from the windows that have been listed.
 */
export class Work {
  readonly #windows: number;
  readonly #watched: number;
  #windowsListed = 0;
  #instancesListed = 0;
  #details = 0;

  constructor({ windows, watched }: { readonly windows: number; readonly watched: number }) {
    this.#windows = windows;
    this.#watched = watched;
  }

  listed(instances: number): void {
    this.#windowsListed++;
    this.#instancesListed += instances;
  }

  /** An instance has been asked for, with whatever outcome. */
  asked(): void {
    this.#details++;
  }

  /** Undefined while too little is known: a share that is shown too early may have to fall. */
  get share(): { readonly done: number; readonly of: number } | undefined {
    if (this.#windowsListed < Math.min(minWindows, this.#windows)) return undefined;
    const listedPart = this.#windows === 0 ? 1 : this.#windowsListed / this.#windows;
    const details = Math.round(this.#watched + (this.#windows === 0 ? 0 : this.#instancesListed / listedPart));
    const of = Math.max(this.#windows * listWeight, details);
    const left = Math.max((this.#windows - this.#windowsListed) * listWeight, details - this.#details);
    return { done: Math.round(Math.max(0, of - left)), of: Math.round(of) };
  }
}
