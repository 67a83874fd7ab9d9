// Runs before the first paint, so that the window never flashes in the wrong colours.
(() => {
  let wanted = null;
  try {
    wanted = localStorage.getItem('tapline.theme');
  } catch {
    // Storage may be forbidden; the system's choice is used then.
  }
  const dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
