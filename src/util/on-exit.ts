/** One listener for all: Node warns of many. */
const works = new Set<() => void>();

/**
 * Has something done at the moment at which this process ends by itself or by `process.exit`, as a second signal has it: without waiting for
 * anything. The function that is given takes it back. A process that is killed does nothing any more.
 */
export function onExit(work: () => void): () => void {
  if (works.size === 0) process.on('exit', doAll);
  works.add(work);
  return () => {
    works.delete(work);
    if (works.size === 0) process.removeListener('exit', doAll);
  };
}

function doAll(): void {
  for (const work of works) {
    try {
      work();
    } catch {
      // The others are done all the same.
    }
  }
}
