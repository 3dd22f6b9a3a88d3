/** Whole numbers by place, four bytes each however many there are; a place that was never set holds 0. Places are dense, from 0. */
export class IntColumn {
  #numbers = new Int32Array(64);
  #length = 0;

  /** One past the last place that was set. */
  get length(): number {
    return this.#length;
  }

  at(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  set(place: number, value: number): void {
    if (place >= this.#numbers.length) {
      // Half as much again: what is not used yet is never more than a third.
      const longer = new Int32Array(Math.max(place + 1, Math.ceil(this.#numbers.length * 1.5)));
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#numbers[place] = value;
    if (place >= this.#length) this.#length = place + 1;
  }

  push(value: number): void {
    this.set(this.#length, value);
  }
}
