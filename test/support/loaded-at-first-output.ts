import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** Loaded before a program (`--import`): notes which modules are there when it first writes to its terminal. */
const loaded: string[] = [];
registerHooks({
  load: (url, context, next) => {
    loaded.push(url);
    return next(url, context);
  },
});

const { LOADED_AT_FIRST_OUTPUT: file = '' } = process.env;
let isNoted = false;
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  Reflect.set(stream, 'write', (...words: Parameters<typeof write>) => {
    if (!isNoted) writeFileSync(file, JSON.stringify({ loaded }));
    isNoted = true;
    return write(...words);
  });
}
