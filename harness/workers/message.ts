import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { EngineVersions } from '../machine/engine-version.ts';
import type { DefectReport } from './defect.ts';

/** What a worker is sent. The channel clones structures, so maps and big integers arrive as they are. */
export type ParentMessage<Setting, Request> =
  | { readonly type: 'open'; readonly setting: Setting }
  | { readonly type: 'request'; readonly request: Request };

/** What a worker sends. */
export type WorkerMessage<Message> =
  /** The service is open. */
  | { readonly type: 'ready'; readonly engines?: EngineVersions }
  /** What the request at hand gives. */
  | { readonly type: 'message'; readonly message: Message }
  /** The request at hand is done. */
  | { readonly type: 'done' }
  /** An HcallError: what is wrong is needed for every request. */
  | { readonly type: 'mistake'; readonly diagnostics: readonly Diagnostic[] }
  /** Any other exception. */
  | { readonly type: 'defect'; readonly defect: DefectReport };
