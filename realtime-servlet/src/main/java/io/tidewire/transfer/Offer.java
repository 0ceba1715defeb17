package io.tidewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets a client pull a file of the application in chunks. Thread-safe. */
public final class Offer {

  private final String name;
  private final String owner;
  private final Path file;
  private final Chunks chunks;
  private final String sha256;
  private volatile long askedMillis;

  Offer(String name, String owner, Path file, Chunks chunks, String sha256, long nowMillis) {
    this.name = name;
    this.owner = owner;
    this.file = file;
    this.chunks = chunks;
    this.sha256 = sha256;
    this.askedMillis = nowMillis;
  }

  /** {@return its name, which cannot be guessed} */
  public String name() {
    return name;
  }

  String owner() {
    return owner;
  }

  /** {@return how many bytes the file has} */
  public long size() {
    return chunks.size();
  }

  /** {@return their hash, as 64 hexadecimal digits} */
  public String sha256() {
    return sha256;
  }

  /** {@return how many bytes each chunk but the last has} */
  public int chunk() {
    return chunks.length();
  }

  void asked(long nowMillis) {
    askedMillis = nowMillis;
  }

  long askedMillis() {
    return askedMillis;
  }

  /**
   * Tells whether there is a chunk.
   *
   * @param index its number, 0 or more
   * @return whether it is one of the file's
   */
  public boolean has(long index) {
    return index < chunks.count();
  }

  /**
   * Reads a chunk. May block.
   *
   * @param index its number, one that there {@link #has is}
   * @return its bytes
   * @throws IOException if the file cannot be read, or is shorter than it was
   */
  public ByteBuffer read(long index) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) chunks.bytesOf(index));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long at = chunks.offsetOf(index);
      while (bytes.hasRemaining()) {
        int read = channel.read(bytes, at);
        if (read < 0) {
          throw new IOException(file + " is shorter than when it was offered");
        }
        at += read;
      }
    }
    return bytes.flip();
  }
}
