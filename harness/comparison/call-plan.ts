import type { CallSpec } from '../sweep/measure.ts';
import type { TableCall } from './caller-part.ts';
import type { ComparedTable } from './compared-tables.ts';

/** Calls that one caller makes on some tables, and where what comes of them is found. */
export class CallPlan {
  readonly calls: TableCall[] = [];
  readonly measured: TableCall[] = [];
  readonly #places = new Map<string, number>();
  readonly #placesOfMeasured = new Map<string, number>();

  ask({ index }: ComparedTable, label: string, spec: CallSpec): void {
    this.#places.set(`${index} ${label}`, this.calls.length);
    this.calls.push({ table: index, spec });
  }

  measure({ index }: ComparedTable, label: string, spec: CallSpec): void {
    this.#placesOfMeasured.set(`${index} ${label}`, this.measured.length);
    this.measured.push({ table: index, spec });
  }

  placeOf({ index }: ComparedTable, label: string): number | undefined {
    return this.#places.get(`${index} ${label}`);
  }

  placeOfMeasured({ index }: ComparedTable, label: string): number | undefined {
    return this.#placesOfMeasured.get(`${index} ${label}`);
  }
}
