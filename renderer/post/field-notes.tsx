import type { PlatformReading } from '../../contract/index.ts';
import css from './field-detail.module.css';
import { detailText as text } from './strings.ts';

/** What the platforms do with the post as a whole. */
export function FieldNotes(props: { readings: readonly PlatformReading[] }) {
  const told = props.readings.filter((reading) => reading.notes.length > 0);
  if (told.length === 0) return null;
  return (
    <details className={css.notes}>
      <summary>{text.notes}</summary>
      {told.map(({ platform, notes }) => (
        <section key={platform}>
          <h3>{text.platforms[platform]}</h3>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      ))}
    </details>
  );
}
