/** A sentence of the service that names a trigger by its id, with its name instead: nobody knows an id. */
export function withNames(sentence: string, nameOf: (id: string) => string): string {
  return sentence.replace(/\btr_[0-9a-z]+/g, (id) => nameOf(id));
}
