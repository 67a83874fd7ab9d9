import type { StatusLabel } from '../../contract/index.ts';

export const text = {
  label: (status: string) => `Label the status ${status}`,
  edit: (status: string) => `Change the label of the status ${status}`,
  title: 'What does this status mean?',
  lead: 'The platform’s page does not list its status values. What you say here is shown beside the value, never instead of it.',
  meaning: 'Meaning',
  meanings: {
    'in-progress': 'In progress',
    delivered: 'Delivered',
    failed: 'Failed',
  } satisfies Record<NonNullable<StatusLabel['meaning']>, string>,
  noMeaning: 'None',
  word: 'Your own word',
  wordHint: 'for example “on its way”',
  colour: 'Colour',
  colours: {
    gray: 'Grey',
    blue: 'Blue',
    teal: 'Teal',
    green: 'Green',
    yellow: 'Yellow',
    orange: 'Orange',
    red: 'Red',
    grape: 'Purple',
  } satisfies Record<NonNullable<StatusLabel['colour']>, string>,
  save: 'Save label',
  remove: 'Remove label',
  cancel: 'Cancel',
  saved: (status: string) => `Labelled “${status}”.`,
  removed: (status: string) => `“${status}” has no label any more.`,
  yours: (words: string) => `Your label: ${words}`,
};
