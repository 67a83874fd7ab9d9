import { useEffect, useState } from 'react';
import { Message } from '../../ui/message.tsx';
import css from './content-view.module.css';
import { drawnPixels, type Picture } from './image.ts';
import { imageText as text } from './strings.ts';

/** A picture, drawn from the bytes at hand and nothing else. */
export function ImageView(props: { bytes: Uint8Array<ArrayBuffer>; picture: Picture; masked: boolean }) {
  const { bytes, picture, masked } = props;
  const [url, setUrl] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  const pixels = picture.width * picture.height;
  const drawn = !masked && pixels <= drawnPixels;
  useEffect(() => {
    if (!drawn) return;
    setBroken(false);
    const made = URL.createObjectURL(new Blob([bytes], { type: picture.type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, picture.type, drawn]);
  if (masked) return <Message title={text.masked}>{text.maskedHint}</Message>;
  if (!drawn) return <Message title={text.tooLarge}>{text.tooLargeHint(pixels.toLocaleString('en'))}</Message>;
  if (broken) return <Message title={text.broken}>{text.brokenHint}</Message>;
  return (
    <figure className={css.picture}>
      {url ? <img src={url} alt={text.alt} onError={() => setBroken(true)} /> : null}
      <figcaption>
        {picture.type}, {text.size(picture.width, picture.height)}
      </figcaption>
    </figure>
  );
}
