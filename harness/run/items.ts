import type { Image } from '../image/image.ts';
import type { Loss } from '../workers/loss.ts';
import { describeLoss } from '../workers/loss.ts';
import type { ItemReport, ItemRequest, RunMessage, RunWorkers } from './request.ts';

/** Whoever has items done. */
export interface ItemListener {
  readonly onReport: (report: ItemReport) => void;
  /** The process that had this item ended, and the item with it. */
  readonly onLost: (index: number, verdict: Loss['verdict'], reason: string) => void;
  /** Comes before the reports on the session; more than once where several processes have it. */
  readonly onImage?: (key: string, abi: string, image: Image) => void;
}

/** How far a request is. */
interface Progress {
  /** How many items have a report. */
  done: number;
  hasSession: boolean;
}

/**
 * Has all items done, by no more than `most` processes at a time if that is given. What ends a process costs the item that was under way, and the others go to another process.
 * Rejects as the workers do.
 */
export function runItems(
  workers: RunWorkers,
  requests: readonly ItemRequest[],
  { onReport, onLost, onImage }: ItemListener,
  most?: number,
): Promise<void> {
  const progress = new Map<unknown, Progress>();
  const progressOf = (request: unknown): Progress => {
    const known = progress.get(request) ?? { done: 0, hasSession: false };
    progress.set(request, known);
    return known;
  };
  return workers.run(
    requests.filter(({ items }) => items.length > 0),
    {
      onMessage: (message: RunMessage, request) => {
        const own = progressOf(request);
        switch (message.type) {
          case 'session':
            own.hasSession = true;
            return;
          case 'image':
            onImage?.(message.key, message.abi, message.image);
            return;
          case 'result':
          case 'fate':
            own.done += 1;
            onReport(message);
            return;
          case 'call':
          case 'trace':
          case 'symbols':
            throw new Error(`a ${message.type} is no item`);
        }
      },
      onLost: (loss, request) => {
        const { done, hasSession } = progressOf(request);
        const { items } = request as ItemRequest;
        // All share the session: when it cannot even be made, trying again for each of them would end the same way.
        const next = hasSession ? Math.min(done + 1, items.length) : items.length;
        const reason = describeLoss(loss, hasSession ? '' : ' while its vectors were built');
        for (const { index } of items.slice(done, next)) {
          onLost(index, loss.verdict, reason);
        }
        return next < items.length ? withItemsFrom(request as ItemRequest, next) : undefined;
      },
      onDone: (request) => progress.delete(request),
    },
    most,
  );
}

function withItemsFrom(request: ItemRequest, start: number): ItemRequest {
  return request.type === 'tests'
    ? { ...request, items: request.items.slice(start) }
    : { ...request, items: request.items.slice(start) };
}
