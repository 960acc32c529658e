import { createHash } from 'node:crypto';
import type { Form } from './call.ts';

/** The content type of a form: the boundary is made of what is sent, so that it stands in no content. */
export function formType(form: Form): string {
  return `multipart/form-data; boundary=${boundaryOf(form)}`;
}

/** A form as it is sent (RFC 7578). */
export function formBytes(form: Form): Uint8Array {
  const { fields, file } = form;
  const boundary = boundaryOf(form);
  const texts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(file.field)}"; filename="${quoted(file.name)}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return Buffer.concat([Buffer.from(texts.join('') + head), file.content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

function boundaryOf({ fields, file }: Form): string {
  const hash = createHash('sha256').update(JSON.stringify(fields)).update(file.content);
  return `larkstream${hash.digest('hex').slice(0, 40)}`;
}

/** As browsers write it. */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A').toWellFormed();
}
