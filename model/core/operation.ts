/** Operations, events and outcomes as those see them who know no machine: anything with an `op`, an `event`, an `outcome`. */

export interface AnyOp {
  readonly op: string;
}

export interface AnyEvent {
  readonly event: string;
}

export interface AnyOutcome {
  readonly outcome: 'ok' | 'error' | 'fault';
  readonly events?: readonly AnyEvent[];
}
