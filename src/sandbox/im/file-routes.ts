import type { Form, UploadedFile } from '../gateway/multipart.ts';
import type { Exchange, Route } from '../route.ts';
import { fileAnswer } from './history-routes.ts';
import type { Im } from './im.ts';
import { refusal } from './refusals.ts';
import type { Upload } from './uploads.ts';

/** Images and files of apps. Codes: im-v1/{image,file}/{create,get}. */
export function fileRoutes(im: Im): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/open-apis/im/v1/images',
      handle: ({ form, appId }) => {
        im.bot(appId, 234007);
        return { data: { image_key: im.uploads.addImage(fileOf(form, 'image').bytes, appId).key } };
      },
    },
    {
      method: 'POST',
      path: '/open-apis/im/v1/files',
      handle: ({ form, appId }) => {
        im.bot(appId, 234007);
        const { bytes } = fileOf(form, 'file');
        const name = form?.texts.get('file_name') ?? '';
        const duration = Number(form?.texts.get('duration') || Number.NaN);
        const about = Number.isFinite(duration) ? { appId, durationMs: duration } : { appId };
        return {
          data: { file_key: im.uploads.addFile({ name, bytes }, form?.texts.get('file_type') ?? '', about).key },
        };
      },
    },
    {
      method: 'GET',
      path: '/open-apis/im/v1/images/:image_key',
      handle: (exchange) => ({ file: fileAnswer(ownUpload(im, exchange, 'image_key')) }),
    },
    {
      method: 'GET',
      path: '/open-apis/im/v1/files/:file_key',
      handle: (exchange) => ({ file: fileAnswer(ownUpload(im, exchange, 'file_key')) }),
    },
  ];
}

function fileOf(form: Form | undefined, name: string): UploadedFile {
  const file = form?.files.get(name);
  if (file === undefined) throw refusal(234001, `${name} is not set`);
  return file;
}

/** Only the app that has uploaded it gets it in this way; others by the message that carries it. */
function ownUpload(im: Im, { params, appId }: Exchange, name: 'image_key' | 'file_key'): Upload {
  im.bot(appId, 234007);
  const upload = im.uploads.find(params[name] ?? '');
  if (upload === undefined || upload.kind !== (name === 'image_key' ? 'image' : 'file')) throw refusal(234001);
  if (upload.appId !== appId) throw refusal(234008);
  return upload;
}
