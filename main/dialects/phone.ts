/**
 * The digits of a phone number, for comparing numbers that are written differently. A country code is neither added nor
 * taken away: whether the platform sends one is not documented.
 */
export function phoneDigits(phone: string): string {
  return phone.replace(/[^0-9]+/g, '');
}
