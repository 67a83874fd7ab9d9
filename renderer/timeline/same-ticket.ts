import type { PostSummary } from '../../contract/index.ts';

type Tickets = Pick<PostSummary, 'ticket' | 'customTicket'>;

/** The tickets of a post in the form in which they are compared: blanks around them and case do not count. */
export function ticketsOf(post: Tickets): string[] {
  return [...new Set([post.ticket, post.customTicket].flatMap((ticket) => (ticket?.trim() ? [fold(ticket)] : [])))];
}

/** True when the two share a ticket; either of the two fields may hold it. */
export function shareTicket(a: Tickets, b: Tickets): boolean {
  const own = ticketsOf(a);
  return ticketsOf(b).some((ticket) => own.includes(ticket));
}

function fold(ticket: string): string {
  return ticket.trim().toLowerCase();
}
