// Asks again and again: soon while something goes on, ever more seldom when nothing changes, never when hidden.

const SOON = 1000;
const LATEST = 10_000;
const LATEST_AFTER_ERROR = 15_000;

/** A loop around `work`, which says whether something `changed` and whether something is `busy`, or throws. */
export class Live {
  #work;
  #delay = SOON;
  #timer = 0;
  #running = false;
  #again = false;

  constructor(work) {
    this.#work = work;
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(this.#timer) : this.now()));
    for (const event of ["pointerdown", "keydown"]) {
      window.addEventListener(event, () => this.#wake(), { passive: true, capture: true });
    }
  }

  /** Asks at once; if it is asking already, once more after that. */
  async now() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = true;
    do {
      this.#again = false;
      await this.#once();
    } while (this.#again);
    this.#running = false;
    if (!document.hidden) this.#timer = setTimeout(() => this.now(), this.#delay);
  }

  async #once() {
    try {
      const { changed, busy } = await this.#work();
      this.#delay = changed || busy ? SOON : Math.min(this.#delay * 1.5, LATEST);
    } catch {
      this.#delay = Math.min(this.#delay * 2, LATEST_AFTER_ERROR);
    }
  }

  #wake() {
    if (this.#delay < 2 * SOON) return;
    this.#delay = SOON;
    if (!this.#running) this.now();
  }
}
