import type { Page } from '@playwright/test';

/** So many times the heap is looked at while it plays, the beginning and the end among them. */
const SAMPLES = 5;

/** Megabytes of the page's heap after a collection, evenly over so many seconds of play at 32 times; a run that ends is played again. */
export async function heapOverPlay(page: Page, seconds: number): Promise<readonly number[]> {
  await page.getByLabel('Speed').selectOption('32');
  const play = page.getByRole('button', { name: 'Play the recording' });
  await play.click();
  // What it fetches and lays out once is there then.
  await page.waitForTimeout(2000);
  const samples = [await heap(page)];
  const began = performance.now();
  while (samples.length < SAMPLES) {
    const due = began + (seconds * 1000 * samples.length) / (SAMPLES - 1);
    while (performance.now() < due) {
      await page.waitForTimeout(Math.min(250, Math.max(1, due - performance.now())));
      if (await play.isVisible()) await play.click();
    }
    samples.push(await heap(page));
  }
  return samples;
}

async function heap(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  await cdp.detach();
  return usedSize / 1e6;
}
