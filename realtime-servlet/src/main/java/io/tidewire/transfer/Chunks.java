package io.tidewire.transfer;

/**
 * Divides a transfer into chunks of one length, of which the last is shorter or as long, and judges
 * those that come.
 *
 * @param size how many bytes the transfer has, 0 or more
 * @param length how many bytes each chunk but the last has
 */
record Chunks(long size, int length) {

  private static final int MOST_HEAD = 512;
  private static final int KIB = 1_024;

  /** Says what becomes of a chunk. */
  enum Verdict {
    /** It is the next one. */
    NEXT,
    /** It has been taken before, so nothing is done. */
    REPEATED,
    /** One before it is missing, which may have been refused for load, so nothing is done. */
    EARLY,
    /** No such chunk belongs to the transfer. */
    MISFIT
  }

  /**
   * {@return how long chunks are where a message may have so many bytes: a chunk fits in with its
   * head, in base64 too, so that a transfer can go on by any road}
   *
   * @param mostInMessage at least 256
   */
  static int lengthFor(int mostInMessage) {
    int length = (mostInMessage - Math.min(MOST_HEAD, mostInMessage / 2)) / 4 * 3;
    return length < KIB ? length : length - length % KIB;
  }

  /** {@return how many chunks there are: one, without bytes, if the transfer is empty} */
  long count() {
    return size == 0 ? 1 : (size - 1) / length + 1;
  }

  long offsetOf(long index) {
    return index * length;
  }

  long bytesOf(long index) {
    return Math.min(length, size - offsetOf(index));
  }

  /**
   * Judges a chunk.
   *
   * @param next the chunk that is to be taken next
   * @param index which one came, 0 or more
   * @param bytes how many bytes it has
   */
  Verdict judge(long next, long index, int bytes) {
    if (index >= count()) {
      return Verdict.MISFIT;
    }
    if (index < next) {
      return Verdict.REPEATED;
    }
    if (bytes != bytesOf(index)) {
      return Verdict.MISFIT;
    }
    return index == next ? Verdict.NEXT : Verdict.EARLY;
  }
}
