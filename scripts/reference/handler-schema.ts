import { z } from 'zod';
import { answerEventForm, answerForm } from '../../src/handlers/forms/answer.ts';
import { payloadForm } from '../../src/handlers/forms/payload.ts';

const about = [
  'What handlers of triggers are sent, and what they may answer.',
  'HTTP: the body of a request is a `payload`; an `application/json` answer is an `answer`; an event of a `text/event-stream` is an `event`, without the',
  'field `event`, which is the name of the event. Programs: stdin is a `payload`, each line of stdout an `event`.',
].join(' ');

/** `docs/reference/handler-payload.schema.json`, by path. */
export function renderHandlerSchema(): Map<string, string> {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Larkstream handlers',
    description: about,
    $ref: '#/$defs/payload',
    $defs: {
      ...formsOf('payload', payloadForm),
      ...formsOf('answer', answerForm),
      ...formsOf('event', answerEventForm),
    },
  };
  return new Map([['docs/reference/handler-payload.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`]]);
}

/** The form, and those that it refers to. As it comes in: fields that are added later are no fault of a payload. */
function formsOf(name: string, form: z.ZodType): Readonly<Record<string, object>> {
  const {
    $schema: _draft,
    $defs = {},
    ...schema
  } = z.toJSONSchema(form, {
    io: 'input',
    // Strict validators know neither this format (`contentEncoding` says the same) nor words of our own.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'base64') delete jsonSchema.format;
      Reflect.deleteProperty(jsonSchema, 'x-description-zh');
    },
  });
  const all = { ...$defs, [name]: schema };
  // Whatever refers to itself has a name of its own in each form.
  const text = JSON.stringify(all).replaceAll(/"(#\/\$defs\/)?__schema(\d+)"/g, `"$1${name}_$2"`);
  const named: Record<string, object> = JSON.parse(text);
  return named;
}
