package io.tidewire.engine;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Queues elements, and stays unchanged if it cannot grow: it makes room before it adds an element.
 * {@link java.util.ArrayDeque} adds it first, and looks empty after an {@link OutOfMemoryError}
 * (JDK 17). Not thread-safe.
 *
 * @param <E> what is queued
 */
final class Fifo<E> {

  private @Nullable Object[] elements;
  private int head;
  private int size;

  /**
   * @param capacity how many elements the queue holds without growing, a power of two
   */
  Fifo(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
    }
    elements = new Object[capacity];
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(E element) {
    if (size == elements.length) {
      grow();
    }
    elements[slot(size)] = element;
    size++;
  }

  private int slot(int index) {
    return (head + index) & (elements.length - 1);
  }

  private void grow() {
    @Nullable Object[] larger = new Object[elements.length * 2];
    int untilEnd = elements.length - head;
    System.arraycopy(elements, head, larger, 0, untilEnd);
    System.arraycopy(elements, 0, larger, untilEnd, head);
    elements = larger;
    head = 0;
  }

  /** {@return the element at a distance from the first} */
  E get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return at(index);
  }

  @SuppressWarnings({
    "unchecked",
    "NullAway"
  }) // Only elements are put in, and below size there are.
  private E at(int index) {
    return (E) elements[slot(index)];
  }

  /** {@return the first element, or null if there is none} */
  @Nullable E peek() {
    return size == 0 ? null : at(0);
  }

  /** Removes and returns the first element; null if there is none. */
  @Nullable E poll() {
    if (size == 0) {
      return null;
    }
    E first = at(0);
    elements[head] = null;
    head = slot(1);
    size--;
    return first;
  }

  /** Removes the last element, if there is one. */
  void removeLast() {
    if (size > 0) {
      size--;
      elements[slot(size)] = null;
    }
  }

  /** Removes some elements, keeps the others in order, and returns how many were removed. */
  int removeIf(Predicate<? super E> goes) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      E element = at(i);
      if (!goes.test(element)) {
        elements[slot(kept++)] = element;
      }
    }
    int gone = size - kept;
    for (int i = kept; i < size; i++) {
      elements[slot(i)] = null;
    }
    size = kept;
    return gone;
  }

  void clear() {
    boolean unused = removeIf(element -> true) > 0;
    head = 0;
  }
}
