/** Does the work for one after another, each whatever has become of those before it. At the end it throws what the first that failed has thrown. */
export async function eachByItself<T>(items: Iterable<T>, work: (item: T) => Promise<unknown>): Promise<void> {
  const failures: { readonly thrown: unknown }[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (thrown) {
      failures.push({ thrown });
    }
  }
  const [first] = failures;
  if (first !== undefined) throw first.thrown;
}
