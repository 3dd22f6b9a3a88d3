import { typeName, type AnyEvent } from '#shared/events/event.ts';
import { emit, tell } from './report.ts';
import type { RunView } from './room-view.ts';
import type { World } from './world.ts';

/** A run for programs: an event a line, exactly {"seq","type","at","data"}, and nothing else. */
export function jsonView(world: World): RunView {
  return {
    event: (event: AnyEvent) => {
      const { seq, at, data } = event;
      void emit(world, { seq, type: typeName(event), at, data });
    },
    recall: () => {},
    piece: () => {},
    note: (line) => tell(world, line),
    finish: () => {},
  };
}
