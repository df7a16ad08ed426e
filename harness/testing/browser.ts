import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** Chromium, by the names that it is installed under. */
export function findBrowser(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome'].find((name) => {
    const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' });
    return status === 0 && /Chrom(?:e|ium)/.test(stdout);
  });
}

/** An answer or an event of the DevTools protocol. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Chromium without a window, through the pipe of its DevTools protocol: messages of JSON, each with a zero byte after it, on
 * the descriptors 3 and 4 (https://chromedevtools.github.io/devtools-protocol).
 */
export class Browser {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, Waiting>();
  readonly #events = new Map<string, (params: unknown) => void>();
  #lastId = 0;
  #text = '';

  /** Throws where there is no Chromium: see `describeWith`. */
  constructor() {
    const program = findBrowser();
    if (program === undefined) {
      throw new Error('no Chromium');
    }
    this.#folder = mkdtempSync(join(tmpdir(), 'hcall-browser-'));
    this.#process = spawn(
      program,
      [
        '--headless=new',
        // Needs rights that containers do not give; the pages are of this tree.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--remote-debugging-pipe',
        '--hide-scrollbars',
        `--user-data-dir=${this.#folder}`,
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    this.#process.once('exit', () => this.#fail());
    const answers = this.#process.stdio[4] as Readable;
    answers.setEncoding('utf8').on('data', (piece: string) => this.#read(piece));
  }

  /** Ends the browser and removes what it wrote. */
  async close(): Promise<void> {
    const ended = new Promise((resolve) => {
      this.#process.once('exit', resolve);
    });
    await this.send('Browser.close', {});
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Opens a file and waits until it is drawn. */
  async open(file: string, hash = ''): Promise<BrowserPage> {
    const { targetId } = (await this.send('Target.createTarget', { url: 'about:blank' })) as {
      targetId: string;
    };
    const { sessionId } = (await this.send('Target.attachToTarget', {
      targetId,
      flatten: true,
    })) as { sessionId: string };
    const page = new BrowserPage(this, sessionId, targetId);
    await page.load(`${pathToFileURL(file).href}${hash}`);
    return page;
  }

  /** Sends a command; rejects with what the browser says of a command that it does not take. */
  send(method: string, params: object, sessionId?: string): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const command = JSON.stringify({ id, method, params, sessionId });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      (this.#process.stdio[3] as Writable).write(`${command}\0`);
    });
  }

  /** The next event of this name. */
  once(method: string, sessionId: string): Promise<unknown> {
    return new Promise((resolve) => {
      this.#events.set(`${sessionId} ${method}`, resolve);
    });
  }

  #read(piece: string): void {
    const messages = `${this.#text}${piece}`.split('\0');
    this.#text = messages.pop() ?? '';
    for (const text of messages) {
      this.#handle(JSON.parse(text) as Message);
    }
  }

  #handle({ id, method, sessionId, params, result, error }: Message): void {
    if (id === undefined) {
      const name = `${sessionId ?? ''} ${method ?? ''}`;
      this.#events.get(name)?.(params);
      this.#events.delete(name);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) {
      waiting?.resolve(result);
    } else {
      waiting?.reject(new Error(error.message));
    }
  }

  #fail(): void {
    for (const { reject } of this.#waiting.values()) {
      reject(new Error('the browser has ended'));
    }
    this.#waiting.clear();
  }
}

/** A page in a tab of its own. */
export class BrowserPage {
  readonly #browser: Browser;
  readonly #session: string;
  readonly #target: string;

  constructor(browser: Browser, session: string, target: string) {
    this.#browser = browser;
    this.#session = session;
    this.#target = target;
  }

  async load(url: string): Promise<void> {
    await this.#send('Page.enable', {});
    const loaded = this.#browser.once('Page.loadEventFired', this.#session);
    await this.#send('Page.navigate', { url });
    await loaded;
  }

  async close(): Promise<void> {
    await this.#browser.send('Target.closeTarget', { targetId: this.#target });
  }

  /** The window in pixels, and the colours that its reader prefers. */
  async show(width: number, height: number, scheme: 'light' | 'dark'): Promise<void> {
    await this.#send('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
    await this.#send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
  }

  /** Switches scripts of the page off or on, for what is loaded from now on. */
  async allowScripts(allowed: boolean): Promise<void> {
    await this.#send('Emulation.setScriptExecutionDisabled', { value: !allowed });
  }

  /** What an expression of JavaScript, or its promise, comes to in the page. Throws what it throws. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = (await this.#send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as {
      result: { value?: unknown };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    };
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Presses a key and lets it go: `j`, `ArrowDown`, `Tab`, `Enter`. */
  async press(key: string): Promise<void> {
    const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
    const codes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, ' ': 32 };
    const event = { key, code: key, windowsVirtualKeyCode: codes[key] ?? 0 };
    await this.#send('Input.dispatchKeyEvent', {
      ...event,
      type: text === undefined ? 'rawKeyDown' : 'keyDown',
      ...(text === undefined ? {} : { text }),
    });
    await this.#send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
  }

  /** A PNG: of what the window shows, or of the whole page. */
  async screenshot(whole = false): Promise<Buffer> {
    const { data } = (await this.#send('Page.captureScreenshot', {
      format: 'png',
      captureBeyondViewport: whole,
    })) as { data: string };
    return Buffer.from(data, 'base64');
  }

  #send(method: string, params: object): Promise<unknown> {
    return this.#browser.send(method, params, this.#session);
  }
}
