/**
 * uPlot asks for a number format of the browser's language while it is loaded, and would not load at all where the system
 * names one that Intl refuses (`en-US@posix` in a POSIX locale). Imported before it, this puts a plain one in its place.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
}
