/**
 * A number as the interface writes it: 1,234,567. Whole ones without `toLocaleString`, whose first call in a page takes as long as
 * drawing half of the list.
 */
export function number(value: number): string {
  const isPlain = Number.isInteger(value) && Math.abs(value) < 1e21;
  return isPlain ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : value.toLocaleString('en');
}
