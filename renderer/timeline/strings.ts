import { number } from '../ui/number.ts';

export const text = {
  list: 'Timeline of the ticket',
  loading: 'Reading the timeline…',
  failed: 'The timeline could not be read',
  noTicket: 'No ticket',
  noTicketHint:
    'This post carries neither a ticket nor a custom ticket, so nothing ties it to others. A ticket is the number the platform gives a message that is sent; a custom ticket is one that your own code passes along when it sends. Status posts bring both back.',
  alone: 'No other post has this ticket yet. One that comes appears here at once.',
  posts: (count: number) => `${number(count)} posts`,
  span: (span: string) => `over ${span}`,
  ticket: 'Ticket',
  customTicket: 'Custom ticket',
  cut: (count: number) =>
    `Only the newest ${number(count)} posts of a ticket are shown here. Search ticket: in the Inbox for all of them.`,
  open: (id: number) => `Open post #${id}`,
  here: 'this post',
  answered: (status: number | null) => (status === null ? 'not answered' : `answered ${status}`),
  marks: { repeated: 'repeated', late: 'late' },
  sameStatus: (id: number) => `The same status of this number already came with post ${id}.`,
  samePost: (id: number) => `It looks the same as post ${id}: same path, size and text.`,
  longGap: (gap: string, usual: string) =>
    `It came ${gap} after the one of its kind before it; the others of this timeline follow each other in about ${usual}.`,
  afterFinal: (id: number) =>
    `By your labels it is a status in progress, and it came after post ${id}, which says how the message ended.`,
};
