/** A file of a form. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A form of `multipart/form-data`: texts and files by name. */
export interface Form {
  readonly texts: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, UploadedFile>;
}

/** Reads a form (RFC 7578); undefined when the body is none. */
export function readForm(contentType: string, body: Buffer): Form | undefined {
  const boundary = /^multipart\/form-data\b.*;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return undefined;
  const [texts, files] = [new Map<string, string>(), new Map<string, UploadedFile>()];
  for (const part of partsOf(body, Buffer.from(`--${mark}`))) {
    const end = part.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const head = part.subarray(0, end).toString('utf8');
    const bytes = part.subarray(end + 4);
    const name = /\bname="([^"]*)"/i.exec(head)?.[1] ?? '';
    const fileName = /\bfilename="([^"]*)"/i.exec(head)?.[1];
    // The official Node SDK names no file where it is given bytes, and says of what type they are.
    const isFile = fileName !== undefined || /^content-type:(?! *text\/plain)/im.test(head);
    if (isFile) files.set(name, { name: fileName ?? '', bytes });
    else texts.set(name, bytes.toString('utf8'));
  }
  return { texts, files };
}

/** What stands between two boundaries, without the line ends around it. */
function* partsOf(body: Buffer, mark: Buffer): Generator<Buffer> {
  let from = body.indexOf(mark);
  while (from >= 0) {
    const begin = from + mark.length + 2;
    const next = body.indexOf(mark, begin);
    if (next < 0) return;
    yield body.subarray(begin, next - 2);
    from = next;
  }
}
