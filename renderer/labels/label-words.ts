import type { StatusLabel } from '../../contract/index.ts';
import { text } from './strings.ts';

type Colour = NonNullable<StatusLabel['colour']>;

export const colours: readonly Colour[] = ['gray', 'blue', 'teal', 'green', 'yellow', 'orange', 'red', 'grape'];

const byMeaning: Record<NonNullable<StatusLabel['meaning']>, Colour> = {
  'in-progress': 'blue',
  delivered: 'green',
  failed: 'red',
};

/** What a label says: the user's own word, else the meaning; null when it is a colour alone. */
export function labelWord(label: StatusLabel): string | null {
  return label.label ?? (label.meaning && text.meanings[label.meaning]);
}

/** The colour of a label: the one that was chosen, else the usual one of its meaning. */
export function labelColour(label: Pick<StatusLabel, 'colour' | 'meaning'>): Colour {
  return label.colour ?? (label.meaning ? byMeaning[label.meaning] : 'gray');
}

/** The label of a status value, or null. Values are compared as they came; case and blanks count. */
export function labelOf(
  labels: readonly StatusLabel[],
  post: { dialect: string | null; status: string | null },
): StatusLabel | null {
  if (post.dialect === null || post.status === null) return null;
  return labels.find((each) => each.dialect === post.dialect && each.status === post.status) ?? null;
}

/** True when a label says nothing: putting it takes the label away. */
export function isBlank(label: StatusLabel): boolean {
  return label.meaning === null && label.label === null && label.colour === null;
}
