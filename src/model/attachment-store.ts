/** Where downloaded files go. Files are known by the platform's token, whose content never changes. */
export interface AttachmentStore {
  /** Larger files are left out. */
  readonly maxBytes: number;
  has(fileToken: string): boolean;
  /** How many bytes of an unfinished file are there. */
  partSize(fileToken: string): Promise<number>;
  /** Appends to an unfinished file. */
  append(fileToken: string, bytes: Buffer): Promise<void>;
  /** Throws an unfinished file away. */
  drop(fileToken: string): Promise<void>;
  /** Puts an unfinished file into its place, and remembers it. */
  finish(file: AttachedFile): Promise<void>;
}

/** One file of a record of a Base, as the record's cell describes it, before it is fetched. */
export interface AttachedFile {
  readonly fileToken: string;
  readonly name: string;
  /** MIME type; null where the platform gives none. */
  readonly type: string | null;
  /** Bytes; null where the platform gives none. */
  readonly size: number | null;
}
