/**
 * What is dropped on the window is no order to go there: a browser would open an address or a file in its place or beside it. Words may
 * be dropped into a field.
 */
for (const type of ['dragover', 'drop'] as const) document.addEventListener(type, refuse);

function refuse(event: DragEvent): void {
  const field = event.target instanceof Element && event.target.closest('input, textarea') !== null;
  const files = event.dataTransfer?.types.includes('Files') === true;
  if (field && !files) return;
  event.preventDefault();
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
}
