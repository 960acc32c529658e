import { Secret } from '../../../src/model/secret.ts';
import { copyInbox } from '../../../src/store/service/copy-inbox.ts';

/** Copies an inbox, and writes a line after each batch. */
const [path = '', url = ''] = process.argv.slice(2);
await copyInbox(path, new Secret(url), { onProgress: (read) => void process.stdout.write(`${read}\n`) });
