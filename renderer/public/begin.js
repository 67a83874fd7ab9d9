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

// What the window asks for first is on its way while its script is still being read; renderer/api.ts takes the answers. Other
// screens, and the desktop window, ask for themselves.
if (location.protocol === 'http:' && ['', '#/', '#/inbox'].includes(location.hash)) {
  globalThis.taplineAnswers = new Map(
    ['/api/posts?limit=100', '/api/settings'].map((path) => {
      const answer = fetch(path);
      // It fails for whoever takes it.
      answer.catch(() => {});
      return [path, answer];
    }),
  );
}
