import { decodeBody, type AnyEvent } from '../events/event.ts';
import type { WireEvent } from './methods.ts';

/** An event off the wire; one that this version cannot read is shown as unknown rather than lost. */
export function eventOf(wire: WireEvent): AnyEvent {
  const event = decodeBody(wire);
  return event.ok ? event.value : { seq: wire.seq, at: wire.at, type: 'unknown', name: wire.type, data: wire.data };
}
