/** Of the element that is scrolled, in pixels. */
export type ScrollPlace = {
  readonly scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
};

export type EndPinDeps = {
  /** Calls back before the next frame is painted; returns how to take that back. */
  readonly beforePaint: (next: () => void) => () => void;
  readonly toEnd: () => void;
  /** Pixels from the end within which one counts as reading there. */
  readonly near: number;
};

/** Whether one reads at the end, without asking the page for its layout; and the scrolling there, once a frame however often it is asked for. */
export interface EndPin {
  readonly isOn: boolean;
  /** At the end from now on. */
  ask(): void;
  /** One is shown another place: nothing takes one back to the end before one goes there. */
  leave(): void;
  /** The page has moved: whoever has gone up reads there from now on. What grows or shrinks by itself moves nobody away. */
  moved(place: ScrollPlace): void;
  dispose(): void;
}

export function endPin({ beforePaint, toEnd, near }: EndPinDeps): EndPin {
  let isOn = true;
  let takeBack: (() => void) | undefined;
  let top = 0;
  let height = 0;
  return {
    get isOn() {
      return isOn;
    },
    ask() {
      isOn = true;
      takeBack ??= beforePaint(() => {
        takeBack = undefined;
        // One who has gone up in between stays there.
        if (isOn) toEnd();
      });
    },
    leave() {
      isOn = false;
    },
    moved({ scrollTop, scrollHeight, clientHeight }) {
      if (scrollHeight - scrollTop - clientHeight <= near) isOn = true;
      else if (scrollTop < top && scrollHeight === height) isOn = false;
      [top, height] = [scrollTop, scrollHeight];
    },
    dispose() {
      takeBack?.();
      takeBack = undefined;
    },
  };
}

export type EndRange = {
  readonly count: number;
  /** How many rows more than are seen. */
  readonly overscan: number;
  /** What is seen of the rows, in pixels. */
  readonly height: number;
  readonly sizeOf: (index: number) => number;
};

/** The rows that are seen by one who stands at the end, in order: known before the page has been scrolled there. */
export function rowsAtEnd({ count, overscan, height, sizeOf }: EndRange): number[] {
  let first = count;
  for (let left = height; first > 0 && left > 0;) {
    first -= 1;
    left -= sizeOf(first);
  }
  const from = Math.max(0, first - overscan);
  return Array.from({ length: count - from }, (_, place) => from + place);
}
