import { paletteOf, type Palette } from './palette.ts';

let current: Palette | undefined;

/** The colours of the theme as it is: read off the page once after each change of it, as far as somebody watches. */
export function palette(): Palette {
  if (current === undefined) {
    const style = getComputedStyle(document.documentElement);
    current = paletteOf((name) => style.getPropertyValue(name).trim());
  }
  return current;
}

/** Says when the colours are others: the theme was changed here, or the system's was. */
export function watchTheme(changed: () => void): () => void {
  const again = (): void => {
    current = undefined;
    changed();
  };
  const watcher = new MutationObserver(again);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', again);
  // It may have changed while nobody was looking.
  current = undefined;
  return () => {
    watcher.disconnect();
    system.removeEventListener('change', again);
  };
}
