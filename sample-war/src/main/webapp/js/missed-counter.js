/**
 * Counts the events that never arrived, from the running number (1, 2, 3, ...) that each payload
 * carries per topic. It trusts nothing else: not the cursors and not the gap notices, so that a
 * loss of which nobody told shows here too, and one that was told counts all the same.
 *
 * The first event of a topic is the baseline, unless all events were asked for: then it is zero.
 * A number that is not above the highest is a replayed double and changes nothing. In another
 * epoch, the life of a restarted server, the numbers begin again at 1.
 */
export class MissedCounter {
  #fromStart;
  #topics = new Map();

  constructor({ fromStart = false } = {}) {
    this.#fromStart = fromStart;
  }

  /** Takes an event that arrived; returns how many were skipped just before it. */
  seen(topic, number, epoch = '') {
    if (!Number.isSafeInteger(number) || number < 1) {
      throw new RangeError(`not a running number: ${number}`);
    }
    const place = this.#placeOf(topic, number, epoch);
    if (number <= place.highest) {
      return 0;
    }
    const skipped = number - place.highest - 1;
    place.highest = number;
    place.missed += skipped;
    return skipped;
  }

  #placeOf(topic, number, epoch) {
    let place = this.#topics.get(topic);
    if (!place) {
      place = { epoch, highest: this.#fromStart ? 0 : number - 1, missed: 0 };
      this.#topics.set(topic, place);
    } else if (place.epoch !== epoch) {
      place.epoch = epoch;
      place.highest = 0;
    }
    return place;
  }

  /** How many events of a topic were missed. */
  missedOf(topic) {
    return this.#topics.get(topic)?.missed ?? 0;
  }

  /** How many events of all topics were missed. */
  get total() {
    let sum = 0;
    for (const { missed } of this.#topics.values()) {
      sum += missed;
    }
    return sum;
  }
}
