import { startCharset } from './charset.ts';
import { type Picture, pictureOf } from './image.ts';
import { type ContentType, isFormType, isJsonType, isXmlType, readContentType } from './media-type.ts';
import { noteText as text } from './strings.ts';

export type ViewName = 'form' | 'tree' | 'pretty' | 'text' | 'parts' | 'image' | 'hex';

/** What bytes are, and how they can be looked at. */
export interface Content {
  declared: ContentType;
  /** The views that make sense; the first is shown first. */
  views: ViewName[];
  charset: string;
  /** Of a file it is saved to, without the dot. */
  extension: string;
  language: 'json' | 'xml' | 'plain';
  picture: Picture | null;
  /** Where the Content-Type and the bytes differ, in sentences. */
  notes: string[];
}

type Form = 'json' | 'xml' | 'form' | 'multipart' | 'image' | 'text' | 'binary';

const sampleBytes = 64 * 1024;

const viewsOf: Record<Form, ViewName[]> = {
  json: ['tree', 'pretty', 'text', 'hex'],
  xml: ['pretty', 'text', 'hex'],
  form: ['form', 'text', 'hex'],
  multipart: ['parts', 'text', 'hex'],
  image: ['image', 'hex'],
  text: ['text', 'hex'],
  binary: ['hex', 'text'],
};

/** What the bytes are: by themselves first, because a Content-Type may be missing or wrong, and it is said where they differ. */
export function contentOf(bytes: Uint8Array, contentType: string | null): Content {
  const declared = readContentType(contentType);
  const charset = startCharset(bytes, declared.charset);
  const picture = pictureOf(bytes);
  const sample = new TextDecoder(charset).decode(bytes.subarray(0, sampleBytes));
  const form = picture ? 'image' : formOf(sample, declared);
  const isSvg = declared.type === 'image/svg+xml' || (form === 'xml' && /<svg[\s>]/.test(sample.slice(0, 2000)));
  const views = [...viewsOf[form]];
  // What the sender says is one click away, also where the bytes look like something else.
  if (isFormType(declared.type) && !views.includes('form')) views.splice(-1, 0, 'form');
  if (isJsonType(declared.type) && form === 'text') views.splice(-1, 0, 'tree');
  const notes = notesOn(form, declared, picture);
  if (isSvg) notes.push(text.svg);
  return {
    declared,
    views,
    charset,
    extension: picture ? picture.type.slice(6).replace('jpeg', 'jpg') : isSvg ? 'svg' : extensions[form],
    language: form === 'json' ? 'json' : form === 'xml' || declared.type === 'text/html' ? 'xml' : 'plain',
    picture,
    notes,
  };
}

const extensions: Record<Form, string> = {
  json: 'json',
  xml: 'xml',
  form: 'txt',
  multipart: 'bin',
  image: 'bin',
  text: 'txt',
  binary: 'bin',
};

function formOf(sample: string, { type, boundary }: ContentType): Form {
  if (type.startsWith('multipart/') && (boundary !== null || /^(?:\r?\n)?--/.test(sample))) return 'multipart';
  if (/^(?:\r?\n)?--[^\r\n]{1,256}\r?\ncontent-disposition:/i.test(sample)) return 'multipart';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what text does not have
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(sample)) return 'binary';
  const start = sample.replace(/^\ufeff/, '').trimStart();
  if (
    isJsonType(type) ? /^[[{"\d-]|^(?:true|false|null)\b/.test(start) : /^(?:\{\s*["}]|\[\s*[[{"\]\d-])/.test(start)
  ) {
    return 'json';
  }
  if (type !== 'text/html' && /^<(?:[?!]|[A-Za-z_][^\s<>]*(?:[\s/>]|$))/.test(start)) return 'xml';
  if (isFormType(type)) return 'form';
  return (type === '' || type === 'text/plain') && /^[\w.%+~*[\]-]{1,200}=[^\s<>]*$/.test(start) ? 'form' : 'text';
}

function notesOn(form: Form, { type }: ContentType, picture: Picture | null): string[] {
  if (type === '') return form === 'binary' ? [text.untypedBytes] : [text.untyped(text.forms[form])];
  if (picture) return picture.type === type ? [] : [text.isPicture(type, picture.type)];
  if (type.startsWith('image/') && type !== 'image/svg+xml') {
    return [form === 'binary' ? text.noPicture(type) : text.isText(type)];
  }
  const claims = isJsonType(type) ? 'json' : isXmlType(type) ? 'xml' : isFormType(type) ? 'form' : null;
  if (type.startsWith('multipart/') && form !== 'multipart') return [text.noParts(type)];
  if (form === 'binary' && (claims || type.startsWith('text/'))) return [text.isBytes(type)];
  if (claims && claims !== form) return [text.differs(type, text.forms[form])];
  if (!claims && form === 'binary' && type !== 'application/octet-stream') return [text.unknown(type)];
  return [];
}
