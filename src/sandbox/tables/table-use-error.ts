/** A mutation asked for something the simulated tenant does not have; a mistake of the test or script that asked. */
export class TableUseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TableUseError';
  }
}
