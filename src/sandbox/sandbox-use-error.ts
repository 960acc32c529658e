/** The sandbox was steered wrongly: an id that does not exist, a change that makes no sense. Says what to write instead. */
export class SandboxUseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SandboxUseError';
  }
}
