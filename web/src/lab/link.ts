/** What a link does on a click with no key held: with one held it opens a tab or a window of its own, as any link. */
export const plainClick = (act: () => void) => (event: MouseEvent) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  act();
};
